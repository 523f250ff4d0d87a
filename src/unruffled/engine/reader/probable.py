"""A reading in numbers for programs: the probability of everything the reader looks for, whether it shows or not.

Rules and model count together by the weights in probable.toml. What was never measured is left out.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from unruffled.engine.reader import fusion, model
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.reader.odds import log_odds, probable
from unruffled.engine.vocabulary import BEYOND_RUDE, STAFF, Reading, Span

MEASURED: Final = "measured.json"
"""Written beside the weights when they are measured: by id, on how many texts, and how many of these show it."""
EMOTIONS: Final = ("anger", "anxiety", "sadness", "joy", "gratitude")
FEWEST: Final = 3
"""Texts that show a thing, and texts that do not, from which on it counts as measured."""
_CERTAIN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Measured:
    """On how many texts a probability was measured, how many of them show the thing, and the calibration error."""

    n: int
    shown: int
    error: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How the model's probability and what shows weigh together, in log-odds (probable.toml says what each one is)."""

    base: float
    model: float
    shown: float


@lru_cache(maxsize=1)
def calibrated() -> Mapping[str, Measured]:
    """Return what was measured, by id: signals and moves by their own, `emotion:anger` and the like, `negative`,
    `abuse`, `directed`."""
    kept = model.WEIGHTS / MEASURED
    rows = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    return {id: Measured(**row) for id, row in rows.items() if FEWEST <= row["shown"] <= row["n"] - FEWEST}


@dataclass(frozen=True, slots=True)
class Feeling:
    """How a feeling is weighed against the others: `base` plus the log-odds of each head times its weight."""

    base: float
    heads: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Table:
    """probable.toml: the weights of the two sides, `customer` and `staff`, and the feelings that are weighed against
    the others, by the ids that programs are told."""

    sides: Mapping[str, Weights]
    feelings: Mapping[str, Feeling]


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the packaged table.

    :raises PhraseError: when it names something unknown, or lacks a number
    """
    return parsed(files(__package__).joinpath("probable.toml").read_text("utf-8"))


def feelings() -> Mapping[str, Feeling]:
    """Return the feelings that are weighed against the others, by the ids that programs are told."""
    return table().feelings


def parsed(text: str) -> Table:
    """Return what this TOML says.

    :raises PhraseError: naming the key, the bad word and the good ones
    """
    found = tomllib.loads(text)
    _require("the file", found, needed=_SIDES, good={*_SIDES, "feelings"})
    sides = {side: _weights(f"[{side}]", _part(f"[{side}]", found[side])) for side in _SIDES}
    rows = _part("[feelings]", found.get("feelings", {}))
    _require("[feelings]", rows, good=_ALONE)
    return Table(sides, {id: _feeling(f'[feelings."{id}"]', row) for id, row in rows.items()})


_SIDES: Final = ("customer", "staff")


def _weights(where: str, row: Mapping[str, object]) -> Weights:
    names = [field.name for field in fields(Weights)]
    _require(where, row, needed=names, good=names)
    return Weights(**{name: _number(where, name, row[name]) for name in names})


def _feeling(where: str, row: object) -> Feeling:
    said = _part(where, row)
    _require(where, said, needed=("base", "heads"), good=("base", "heads"))
    heads = _part(f"{where}.heads", said["heads"])
    _require(f"{where}.heads", heads, good=model.heads())
    weighed = {head: _number(f"{where}.heads", head, weight) for head, weight in heads.items()}
    return Feeling(_number(where, "base", said["base"]), weighed)


def _part(where: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise PhraseError(f"probable.toml: {where} must be a table, not {given!r}")
    return given


def _require(where: str, given: Mapping[str, Any], *, good: Collection[str], needed: Collection[str] = ()) -> None:
    for word in sorted(given.keys() - set(good)):
        raise PhraseError(f"probable.toml: {where}: unknown word {word!r}; good are {', '.join(sorted(good))}")
    for word in sorted(set(needed) - given.keys()):
        raise PhraseError(f"probable.toml: {where}: {word!r} is missing; needed are {', '.join(needed)}")


def _number(where: str, key: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        raise PhraseError(f"probable.toml: {where}: {key} = {given!r} is no number")
    return float(given)


def of(reading: Reading, *, fast: bool = False) -> Mapping[str, float]:
    """Return the probabilities (0-1) of what a turn may show, by the ids of `calibrated`; empty if it was not read.

    A customer's turn has signals, emotions and abuse; one of ours the moves. `fast` as it was read.
    """
    ours = reading.turn.by in STAFF
    if reading.language or not (ours or reading.turn.by == "customer"):
        return MappingProxyType({})
    said = fusion.opinion(reading.turn.text, ours=ours, fast=fast).probability
    if not said:
        return MappingProxyType({})
    shown = {signal.id: signal.confidence for signal in (*reading.signals, *reading.agent_signals)}
    side = table().sides["staff" if ours else "customer"]
    found = {id: _together(side, said[head], shown.get(id, 0.0)) for head, id in _heads("a:" if ours else "s:")}
    if not ours:
        found |= {id: said[head] for id, head in _ALONE.items() if head in said}
        found |= {id: _felt(feeling, said) for id, feeling in feelings().items()}
    return found


def hurting(reading: Reading, *, fast: bool = False) -> tuple[Span, ...]:
    """Return the words that hurt, where the turn's conduct is beyond rude or abuse in it is more likely than not.

    In any other turn there are none: swearing at a parcel is no abuse. `fast` as it was read.
    """
    if reading.language or reading.turn.by != "customer":
        return ()
    said = fusion.opinion(reading.turn.text, fast=fast)
    if reading.conduct not in BEYOND_RUDE and said.probability.get("abuse", 0.0) < 0.5:
        return ()
    return said.spans.get("abuse:words", ())


@cache
def _heads(prefix: str) -> tuple[tuple[str, str], ...]:
    """The heads of one side, each with the id of what it looks for."""
    return tuple((head, head.removeprefix(prefix)) for head in model.heads() if head.startswith(prefix))


_ALONE: Final = {
    **{f"emotion:{name}": f"e:{name}" for name in EMOTIONS},
    "negative": "e:negative",
    "abuse": "abuse",
    "directed": "abuse:directed",
}
"""What the model says by itself, and from which head; `feelings` may say better."""


def _together(side: Weights, probability: float, confidence: float) -> float:
    raised = side.base + side.model * odds(probability) + side.shown * max(0.0, 2 * confidence - 1)
    return probable(raised)


def _felt(feeling: Feeling, said: Mapping[str, float]) -> float:
    return probable(feeling.base + sum(weight * odds(said[head]) for head, weight in feeling.heads.items()))


def odds(probability: float) -> float:
    """Return the logarithm of the odds, of what is certain that of nearly certain."""
    return log_odds(probability, certain=_CERTAIN)
