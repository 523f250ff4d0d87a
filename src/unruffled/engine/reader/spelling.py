"""One written word as the folded words it stands for: contractions, misspellings, stretched and masked words."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_LOOKALIKE = str.maketrans("авекмнорстухіѕјԁɡοανρτυ", "abekmhopctyxisjdgoavptu")
_CUT: Final = re.compile(r"n't$|'(?:m|re|ve|ll|d|s)$")
_STRETCH: Final = re.compile(r"([^\W\d])\1{2,}")
_IS_BEFORE = "it that he she there here what who where how when this everything nothing one"
_IS_AFTER: Final = frozenset(_IS_BEFORE.split())
_ENDINGS: Final = {"'s": "'s", "n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}


@dataclass(frozen=True, slots=True)
class Looks:
    """How words are hidden: which letters a sign may stand for, what stands before a name or a code; beside which
    words the ends of lines are read across, and the small words that tie such a phrase together."""

    letters: Mapping[str, tuple[str, ...]]
    named: re.Pattern[str]
    across: frozenset[str]
    ties: frozenset[str]


@lru_cache(maxsize=1)
def looks() -> Looks:
    """The packaged table of disguises."""
    table = _table()["disguises"]
    letters: dict[str, tuple[str, ...]] = {}
    for letter, signs in table["letters"].items():
        for sign in signs:
            letters[sign] = (*letters.get(sign, ()), letter)
    for first in _ALPHABETS:
        letters |= {chr(first + n): (letter,) for n, letter in enumerate(string.ascii_lowercase)}
    named, between = ("|".join(table[key].split()) for key in ("named", "between"))
    name = re.compile(rf"\b(?:{named})(?:\W{{1,3}}(?:{between})){{0,3}}\W{{0,3}}$")
    return Looks(letters, name, frozenset(table["across"].split()), frozenset(table["ties"].split()))


_ALPHABETS: Final = (0x1F150, 0x1F170, 0x1F1E6)
"""Letters white on black, round and square, and those that flags are made of."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("spelling.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _spelling() -> tuple[dict[str, tuple[str, ...]], frozenset[str], dict[str, tuple[str, ...]]]:
    """What words stand for, words that keep double letters, and maskable words by first letter."""
    table = _table()
    stands_for = {k: tuple(v.split()) for part in ("misspellings", "contractions") for k, v in table[part].items()}
    masked: dict[str, list[str]] = {}
    for word in table["masked"]["words"].split():
        masked.setdefault(word[0], []).append(word)
    return stands_for, frozenset(table["doubled"]["words"].split()), {k: tuple(v) for k, v in masked.items()}


@lru_cache(maxsize=20_000)
def pieces_of(word: str) -> tuple[tuple[str, ...], bool]:
    """The folded words that one written word stands for, and whether its letters were stretched."""
    stands_for, doubled, _ = _spelling()
    word = _unmask(word)
    if not word.isascii() and any("a" <= c <= "z" for c in word):
        word = word.translate(_LOOKALIKE)
    short, stretched = _shorten(word, doubled)
    if short in stands_for:
        return stands_for[short], stretched
    cut = _CUT.search(short)
    if cut is None:
        return (short.strip("'") or short,), stretched
    return _cut(short[: cut.start()], cut.group(), stands_for), stretched


def _cut(stem: str, ending: str, stands_for: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if ending == "'s" and stem:
        after = "is" if stem in _IS_AFTER else "us" if stem == "let" else "'s"
        return (*stands_for.get(stem, (stem,)), after)
    stem = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}.get(stem, stem) if ending == "n't" else stem
    return (*stands_for.get(stem, (stem,)), _ENDINGS[ending]) if stem else (_ENDINGS[ending],)


def _shorten(word: str, doubled: frozenset[str]) -> tuple[str, bool]:
    if not _STRETCH.search(word):
        return word, False
    two = _STRETCH.sub(r"\1\1", word)
    return (two if two in doubled else _STRETCH.sub(r"\1", word)), True


_SIGNS: Final = str.maketrans("013457@$!", "oleastasi")
_SIGNS_I: Final = str.maketrans("013457@$!", "oieastasi")


def is_masked(raw: str) -> bool:
    """Whether signs hide letters of this word: "f*ck", "f-ing"."""
    return any(c in raw for c in "*#@$%!") or bool(re.match(r"[a-z]-+(?:ing|in|ed|er|k|t|g)$", raw.lower()))


def _unmask(word: str) -> str:
    """The word behind stars, digits and signs, where it is one that people hide; else the word as it is."""
    if word.isalpha() or 5 * sum(map(str.isdigit, word)) > 3 * len(word):  # "a55" is a model, "1d10t" is not
        return word
    masked = _spelling()[2]
    for table in (_SIGNS_I, _SIGNS):
        plain = word.translate(table)
        if plain != word and plain in masked.get(plain[0], ()):
            return plain
    cut = re.match(r"([a-z]{1,20})[*#_@$%!-]{1,12}([a-z]{0,12})", word)
    if not cut or not is_masked(word):
        return word
    head, tail = cut.groups()
    tail = re.sub(r"^.*[*#_@$%!-]", "", word) if any(c in word[cut.end() :] for c in "*#_@$%!-") else tail
    fits = [w for w in masked.get(head[0], ()) if w.startswith(head) and w.endswith(tail) and len(w) > len(head + tail)]
    return min(fits, key=lambda w: abs(len(w) - len(word)), default=word)
