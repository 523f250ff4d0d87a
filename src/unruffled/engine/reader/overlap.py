"""What two texts share: stems of content words, numbers and names, so that a reply can be held against its case."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader.normalise import Text, spoken
from unruffled.engine.vocabulary import Reading

_WORDS: Final = tomllib.loads(files(__package__).joinpath("overlap.toml").read_text("utf-8"))
EMPTY: Final = frozenset(str(_WORDS["empty"]).split())
"""Words that carry nothing of a case: sharing them shows no listening."""

_SUFFIXES: Final = tuple(str(_WORDS["suffixes"]).split())
_KIN_OF: Final[dict[str, str]] = {word: root for root, words in _WORDS["kin"].items() for word in words.split()}
_NUMBER_WORDS: Final[dict[str, str]] = _WORDS["numbers"]
_TENS: Final = frozenset(word for word, number in _NUMBER_WORDS.items() if len(number) == 2 and number >= "20")
"""Words behind which another may belong to the same number: "forty five"."""


def stem(word: str) -> str:
    """One form for the forms of a word, and for a few words that mean the same thing in a complaint."""
    if word in _KIN_OF:
        return _KIN_OF[word]
    if word[:1].isdigit():
        return _number(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            short = word[: -len(suffix)]
            short = short[:-1] if len(short) > 3 and short[-1] == short[-2] else short
            return _KIN_OF.get(short, short)
    return word


def _number(word: str) -> str:
    digits = re.sub(r"[^\d.]", "", word.replace(",", ""))
    return (digits.rstrip(".").removesuffix(".00") or word).lstrip("0") or "0"


@lru_cache(maxsize=256)
def content(text: str) -> frozenset[str]:
    """The stems of a text that say something about a case: things, names, numbers, places; no empty words."""
    return _stems(*spoken(text))


def stems_of(reading: Reading) -> Collection[str]:
    """The same for what was said in a turn; cut now where they were not kept with its reading."""
    return content(reading.turn.text) if reading.stems is None else reading.stems


def content_of(words: Text, first: int = 0, last: int | None = None) -> frozenset[str]:
    """The same for words `first` up to `last` of a normalised text."""
    return _stems(words.words[first:last], words.shapes[first:last])


def _stems(words: Sequence[str], shapes: Sequence[str]) -> frozenset[str]:
    if not any(shapes) and _TENS.isdisjoint(words):
        return frozenset(map(_root, words)) - _NOTHING
    return _counting(words, shapes)


_NOTHING: Final = frozenset({""})


def _counting(words: Sequence[str], shapes: Sequence[str]) -> frozenset[str]:
    """The stems of words among which numbers may be written in two words."""
    found: set[str] = set()
    tens = ""
    for word, shape in zip(words, shapes, strict=True):
        number = _NUMBER_WORDS.get(word) if not shape else None
        if not number:
            found.add(_of_shape(word, shape) if shape else _root(word))
            tens = ""
            continue
        if len(number) == 1 and number != "0" and tens:
            found.discard(tens)
            number = str(int(tens) + int(number))  # "forty-five" is one number
        found.add(number)
        tens = number if len(number) == 2 and number >= "20" and number.endswith("0") else ""
    found.discard("")
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _root(word: str) -> str:
    """Return what a plain word says about a case; an empty string for what says nothing."""
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if word[:1].isdigit():
        return _number(word)
    root = stem(word) if len(word) > 2 and word not in EMPTY else ""
    return "" if root in EMPTY else root


def _of_shape(word: str, shape: str) -> str:
    """The same for what is no plain word: sums and numbers, codes, addresses."""
    if shape in ("<note>", "<emoji>", "<grawlix>"):
        return ""
    if shape == "<ordinal>":
        return word
    return _number(word) if word[:1].isdigit() or shape in ("<money>", "<number>") else word


def strong(stems: Iterable[str]) -> frozenset[str]:
    """Those of the stems that can hardly be shared by chance: no small numbers."""
    return frozenset(s for s in stems if not (s.isdigit() and len(s) == 1))
