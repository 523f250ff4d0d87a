"""How a line of the phrase language is parsed into parts, and how rare each part is (phrases.py has the marks)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, ClassVar, Final

from unruffled.engine.reader.normalise import fold_words


class PhraseError(ValueError):
    """A phrase file says something that cannot be read; the message names file, key, bad word and good ones."""


NEVER: Final = 10**9
"""The cost of what no phrase can be looked up by."""

_COMMON_WORDS: Final = """
    a about after all am an and any are as at back be because been before but by call can come could day did do
    does done even ever for from get go going got had has have he her him his how i if in into is it just know
    let like look make me money more my need never new no not now of off ok on one only or order other our out
    over phone please put said same say see service she should since so some still take tell than thank thanks
    that the their them then there they thing this time to today told too up us very want was way we week well
    were what when where which who why will with work would yes yet you your 's help again account here good
    right really much first last every nothing nobody anything because being <number> <money> <time> <date>
    <emoji> hours days weeks months minutes
"""
COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Usual words: phrases are looked up by rarer ones where they have any."""
_EVERYWHERE_WORDS = "i not is to you that it do the a and for on in my have what can was this me of be"
"""Words of nearly every sentence: looked up only where a phrase has nothing else."""
_USUAL: Final = dict.fromkeys(COMMON, 60) | dict.fromkeys(_EVERYWHERE_WORDS.split(), 400)


class Words:
    """One token: any of these words or shapes, or words beginning with one of these stems; made by `_token` only.

    `cost` says how usual it is: phrases are looked up by their rarest part.
    """

    __slots__ = ("cost", "stems", "words")

    def __init__(self, words: frozenset[str], stems: tuple[str, ...]) -> None:
        self.words, self.stems = words, stems
        self.cost = sum([_USUAL.get(word, 1) for word in words]) + 4 * len(stems)


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many tokens of any kind."""

    cost: ClassVar[int] = NEVER
    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or end of the sentence."""

    cost: ClassVar[int] = NEVER
    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, or nothing when optional; it costs what its branches' rarest parts cost together."""

    branches: tuple[tuple[Part, ...], ...]
    optional: bool = False
    cost: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        best = [min([part.cost for part in branch]) for branch in self.branches]
        object.__setattr__(self, "cost", NEVER if self.optional else sum(best) + 1)


Part = Words | Gap | Edge | Choice


def turned(part: Part) -> Part:
    """Return the part as it reads from its end to its beginning."""
    if isinstance(part, Choice):
        branches = tuple(tuple(turned(p) for p in reversed(branch)) for branch in part.branches)
        return Choice(branches, part.optional)
    return part


def tokens(parts: Iterable[Part]) -> Iterator[Words]:
    """Yield every token of these parts, also those within choices."""
    for part in parts:
        if isinstance(part, Words):
            yield part
        elif isinstance(part, Choice):
            yield from tokens(chain.from_iterable(part.branches))


# Parsing -------------------------------------------------------------------------------------------------------------

_MARKS: Final = re.compile(
    r"[^\s~^${}()|?<>]+"  # a word
    r"|\([^~^${}()?<>]{1,9999}\)"  # a group of plain words, as most groups are
    r"|[()|^$]|(?<=\S)\?|~\d{1,2}|\{\w+\}|<\w+>|\s\?|\S"
)
_SIGNS: Final = frozenset("~^${}()|?<>")
_WRONG: Final = frozenset("~{}<>")
"""Signs that mean nothing alone."""


_EMPTY: Final = "an empty alternative; write x? for what may be missing"


def parse(source: str, classes: Classes) -> tuple[Part, ...]:
    """Return the parts of one line.

    :raises PhraseError: saying what cannot be read, and the good marks or classes
    """
    marks = _MARKS.findall(source)
    _require_readable(source, marks)
    branches, behind = _choice(marks, 0, classes)
    if behind != len(marks):
        raise PhraseError("a ')' without '('")
    return branches[0] if len(branches) == 1 else (_simplest(branches),)


def _require_readable(source: str, marks: Sequence[str]) -> None:
    for i, mark in enumerate(marks):
        if mark in _WRONG or mark[0].isspace() or (mark == "?" and i == 0):
            begins = [found.start() for found in _MARKS.finditer(source)][i]
            rest = source[begins:].strip()
            raise PhraseError(f"cannot read {rest!r}; good are word, word*, (a|b), x?, ~3, {{class}}, <shape>")


def _choice(marks: Sequence[str], at: int, classes: Classes) -> tuple[tuple[tuple[Part, ...], ...], int]:
    """Sequences divided by | up to a closing bracket or the end."""
    branches: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    while at < len(marks) and marks[at] != ")":
        mark = marks[at]
        at += 1
        if mark == "|":
            branches.append(tuple(parts))
            parts = []
        elif mark == "(":
            inner, at = _choice(marks, at, classes)
            if at >= len(marks):
                raise PhraseError("a '(' without ')'")
            at += 1
            parts.append(_simplest(inner))
        elif mark == "?":
            parts.append(_optional(parts))
        elif mark[0] in _SIGNS:
            parts.append(_sign(mark, classes))
        else:
            words = _words(mark)
            together = len(words) > 1 and at < len(marks) and marks[at] == "?"
            parts += (Choice((words,)),) if together else words
    branches.append(tuple(parts))
    if not all(branches):
        raise PhraseError(_EMPTY)
    return tuple(branches), at


def _optional(parts: list[Part]) -> Choice:
    """The last part, taken from these, as one that may be missing."""
    if not parts or isinstance(parts[-1], (Gap, Edge)):
        raise PhraseError("a '?' with nothing before it")
    last = parts.pop()
    return Choice(last.branches if isinstance(last, Choice) else ((last,),), optional=True)


def _sign(mark: str, classes: Classes) -> Part:
    if mark[0] == "(":
        return _simplest([_said(words) for words in mark[1:-1].split("|")])
    if mark[0] == "~":
        return Gap(int(mark[1:]))
    if mark[0] == "{":
        return classes[mark[1:-1]]
    return _token(frozenset([mark])) if mark[0] == "<" else Edge(mark)


@cache
def _said(words: str) -> tuple[Words, ...]:
    """The tokens of plain words one after another."""
    if not words.strip():
        raise PhraseError(_EMPTY)
    return tuple(chain.from_iterable([_words(word) for word in words.split()]))


@cache
def _words(word: str) -> tuple[Words, ...]:
    """The tokens that one written word stands for: "don't" is two."""
    if word.endswith("*") and len(word) > 2:
        return (_token(frozenset(), (word[:-1].lower(),)),)
    pieces = (word,) if word == "'s" else fold_words(word)
    if not pieces:
        raise PhraseError(f"{word!r} holds no word")
    return tuple(_token(frozenset([piece])) for piece in pieces)


@cache
def _token(words: frozenset[str], stems: tuple[str, ...] = ()) -> Words:
    """The same token said again is the same one in memory: phrases take a third less (10 MiB)."""
    return Words(words, stems)


def _simplest(branches: Sequence[tuple[Part, ...]]) -> Part:
    """A choice between single tokens is one token with several words."""
    single = [branch[0] for branch in branches if len(branch) == 1 and isinstance(branch[0], Words)]
    if not single:
        return Choice(tuple(branches))
    words = frozenset(chain.from_iterable([token.words for token in single]))
    merged = _token(words, tuple(chain.from_iterable([token.stems for token in single])))
    if len(single) == len(branches):
        return merged
    others = [b for b in branches if not (len(b) == 1 and isinstance(b[0], Words))]
    return Choice(((merged,), *_flat(others)))


def _flat(branches: Iterable[tuple[Part, ...]]) -> tuple[tuple[Part, ...], ...]:
    """Branches, with those of a choice that stands alone in one put in its place."""
    return tuple(
        chain.from_iterable(
            b[0].branches if len(b) == 1 and isinstance(b[0], Choice) and not b[0].optional else (b,) for b in branches
        )
    )


class Classes:
    """Named alternatives, read when first used; a class may use others, but not itself."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._read: dict[str, Part] = {}
        self._open: list[str] = []

    def __getitem__(self, name: str) -> Part:
        known = self._read.get(name)
        return known if known is not None else self._first_read(name)

    def _first_read(self, name: str) -> Part:
        if name not in self._table:
            raise PhraseError(f"no class {name!r}; good are {', '.join(sorted(self._table))}")
        if name in self._open:
            raise PhraseError(f"class {name!r} is defined by itself ({' > '.join(self._open)})")
        self._open.append(name)
        found = self._read[name] = _simplest(_flat(parse(line, self) for line in lines(self._table[name])))
        self._open.pop()
        return found


def lines(text: object) -> Iterator[str]:
    """Yield the lines of a table's text that say something, without comments and white space around them."""
    for line in str(text).splitlines():
        source = line.split(" #")[0].strip()
        if source and not source.startswith("#"):
            yield source
