"""The thresholds of fusion.toml for other weights: as many texts show each signal as with the weights before.

No label is looked at: the texts are lines that nothing was trained on, strangers' messages and calm customers.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from training import corpora
from training.lines import held, own, strange

if TYPE_CHECKING:
    from training.packaged import Shipped
    from training.recipe import Places

Floats = NDArray[np.float64]
FEW: Final = 6
"""Texts that show a signal, below which its new threshold goes only half of the way."""
LOWEST, HIGHEST = 0.15, 0.9
LIKE_USUAL: Final = 0.035
"""A threshold this near to the usual one is the usual one."""
SIDES: Final = {"customer": "s:", "staff": "a:"}
_SHOW: Final = re.compile(r"(?<=\[show\]\n).*?(?=\n\n|\Z)", re.DOTALL)


def carry(fusion: Path, places: "Places", before: Path) -> Iterator[str]:
    """Write the thresholds of `fusion` anew, from the weights `before` to those of `places`; yield what moved."""
    from training.packaged import Shipped  # Needs torch, which the rest of this module does not.

    text = fusion.read_text("utf-8")
    table = tomllib.loads(text)
    show = table["show"]
    old, new = Shipped(before), Shipped(places.weights)
    moved = {}
    for side, texts in (("customer", _customers(places)), ("staff", _staff(places))):
        ids = [id for way in ("alone", "beside") for id in table[side][way] if SIDES[side] + id in old.place]
        moved |= _moved(ids, SIDES[side], (old, old.sure(texts)), (new, new.sure(texts)), show)
    for id, (count, threshold) in moved.items():
        yield f"{id}: {count} texts, {show.get(id, show['usual']):.2f} -> {threshold:.2f}"
    fusion.write_text(_SHOW.sub(_written(show["usual"], moved), text, count=1), "utf-8")


Asked = tuple["Shipped", Floats]


def _moved(
    ids: list[str], prefix: str, before: Asked, after: Asked, show: Mapping[str, float]
) -> dict[str, tuple[int, float]]:
    """By id how many texts showed it, and the threshold with which as many do."""
    found = {}
    for id in ids:
        old, new = (said[:, reader.place[prefix + id]] for reader, said in (before, after))
        threshold = show.get(id, show["usual"])
        found[id] = int((old >= threshold).sum()), like(threshold, old, new)
    return found


def like(threshold: float, old: Floats, new: Floats) -> float:
    """The threshold that as many of the new probabilities reach as of the old ones reach this one.

    It moves by what lies between the cuts of both, half of that where few texts show the thing, not at all where none.
    """
    count = int((old >= threshold).sum())
    if not count:
        return threshold
    moved = (_cut(new, count) - _cut(old, count)) * (0.5 if count < FEW else 1.0)
    return round(float(np.clip(threshold + moved, LOWEST, HIGHEST)), 2)


def _cut(said: Floats, count: int) -> float:
    """Between the last that is shown and the first that is not, where `count` are shown."""
    ordered = np.sort(said)[::-1]
    return float((ordered[count - 1] + ordered[min(count, len(ordered) - 1)]) / 2)


def _written(usual: float, moved: Mapping[str, tuple[int, float]]) -> str:
    own_ones = {id: threshold for id, (_, threshold) in moved.items() if abs(threshold - usual) > LIKE_USUAL}
    return "\n".join([f"usual = {usual}", *(f"{id} = {threshold}" for id, threshold in own_ones.items())])


def _customers(places: "Places") -> list[str]:
    ours = [line.text for line in own(places.lines) if held(line.text) and line.source == "own:customer"]
    calm = [example.text for example in corpora.multidogo(places.data, corpora.profanity(places.data), "dev")]
    return [*ours, *(line.text for line in strange(places.strange)), *calm]


def _staff(places: "Places") -> list[str]:
    return [line.text for line in own(places.lines) if held(line.text) and line.source == "own:agent"]
