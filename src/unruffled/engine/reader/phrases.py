"""The language of phrases: how a line is parsed, which rare word it is looked up by, and how it is matched around it.

A phrase is words with a few marks; everything is matched on folded words (normalise.py), inside one sentence:

    word          this word; "don't" is read as "do not", as in texts
    promis*       every word that begins so
    (a|b c|d)     one of these; may be nested
    x?            x or nothing; x may be a word, a group or a class
    ~3            up to three words of any kind
    {person}      a class of words or phrases, defined once in classes.toml
    <number>      a token of that shape (normalise.Text.shapes); `<note> crying` finds a transcript's [crying]
    ^ $           where the sentence begins, ends

Nothing in it repeats without bound, so a match costs at most a constant, and a text a constant per word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

from unruffled.engine.reader.normalise import fold_words, normalise


class PhraseError(ValueError):
    """A phrase file says something that cannot be read; the message names file, key, bad word and good ones."""


class Phrase:
    """One compiled phrase: its owner's id, what it is worth, and the parts left and right of its rarest token."""

    __slots__ = ("anchor", "id", "left", "left_first", "parts_left", "parts_right", "right", "right_first", "second",
                 "source", "unless", "weight")  # fmt: skip

    def __init__(self, owner: str, weight: float, source: str, unless: bool, parts: tuple[Part, ...], at: int) -> None:
        anchor = parts[at]
        assert isinstance(anchor, Words)  # noqa: S101 - _anchored chose it so
        self.id, self.weight, self.source, self.unless = owner, weight, source, unless
        self.anchor = anchor
        self.parts_left = tuple(_reversed(p) for p in reversed(parts[:at]))
        self.parts_right = parts[at + 1 :]
        self.second = _second(parts, at)
        self.left: tuple[Bound, ...] | None = None
        self.right: tuple[Bound, ...] = ()
        self.left_first: frozenset[str] | None = None
        self.right_first: frozenset[str] | None = None

    def bind(self, vocabulary: Vocabulary) -> None:
        """Make ready for matching: every part becomes the set of symbols that it accepts."""
        self.left = vocabulary.bind(self.parts_left)
        self.right = vocabulary.bind(self.parts_right)
        self.left_first, self.right_first = _first(self.left), _first(self.right)

    def match(self, symbols: Sequence[str], i: int, low: int, high: int) -> tuple[int, int] | None:
        """First and last word of a match around the rarest token at i, within the sentence low to high; or None."""
        end = walk(self.right, i + 1, symbols, 1, high)
        if end is None or self.left is None:
            return None
        start = walk(self.left, i - 1, symbols, -1, low - 1)
        return None if start is None else (start + 1, end - 1)


# Parts as parsed -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """One token: any of these words or shapes, or words beginning with one of these stems."""

    words: frozenset[str]
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many tokens of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or end of the sentence."""

    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, or nothing when optional."""

    branches: tuple[tuple[Part, ...], ...]
    optional: bool = False


Part = Words | Gap | Edge | Choice


# Parts as matched ----------------------------------------------------------------------------------------------------


class Fork:
    """A bound choice: the branches that can begin with a symbol, longest first."""

    __slots__ = ("by_symbol", "optional", "others")

    def __init__(self, branches: list[tuple[Bound, ...]], optional: bool) -> None:
        self.optional = optional
        branches.sort(key=len, reverse=True)
        self.by_symbol: dict[str, tuple[tuple[Bound, ...], ...]] = {}
        self.others = tuple(b for b in branches if _first(b) is None)
        for symbol in set(chain(*(_first(b) or () for b in branches))):
            self.by_symbol[symbol] = tuple(b for b in branches if symbol in (_first(b) or (symbol,)))


class Leap:
    """A bound gap: how many tokens at most, and the symbols that what follows can begin with (None: any)."""

    __slots__ = ("first", "most")

    def __init__(self, most: int, first: frozenset[str] | None) -> None:
        self.most, self.first = most, first


Bound = frozenset[str] | Leap | str | Fork
"""A set of symbols, a gap, an edge, or a fork."""


def walk(parts: tuple[Bound, ...], p: int, symbols: Sequence[str], step: int, end: int) -> int | None:
    """The position after these parts from p, forwards (step 1) or backwards (-1); None where they do not fit."""
    for k, part in enumerate(parts):
        kind = type(part)
        if kind is frozenset:
            if p == end or symbols[p] not in part:  # type: ignore[operator]
                return None
            p += step
        elif kind is Fork:
            rest = parts[k + 1 :]
            branches = part.by_symbol.get(symbols[p], part.others) if p != end else part.others  # type: ignore[union-attr]
            for branch in branches:
                reached = walk(branch + rest, p, symbols, step, end)
                if reached is not None:
                    return reached
            if not part.optional:  # type: ignore[union-attr]
                return None
        elif kind is Leap:
            return _over_gap(part, parts[k + 1 :], p, symbols, step, end)  # type: ignore[arg-type]
        elif p != end:
            return None
    return p


def _over_gap(gap: Leap, rest: tuple[Bound, ...], p: int, symbols: Sequence[str], step: int, end: int) -> int | None:
    first = gap.first
    for _ in range(gap.most + 1):
        if first is None or (p != end and symbols[p] in first):
            reached = walk(rest, p, symbols, step, end)
            if reached is not None:
                return reached
        if p == end:
            return None
        p += step
    return None


def _first(parts: tuple[Bound, ...]) -> frozenset[str] | None:
    """The symbols these parts can begin with; None where anything may come first."""
    if not parts:
        return None
    if isinstance(parts[0], frozenset):
        return parts[0]
    if isinstance(parts[0], Fork) and not parts[0].optional and not parts[0].others:
        return frozenset(parts[0].by_symbol)
    return None


class Vocabulary:
    """The symbols that texts are turned into: a word that phrases name, else its shape, else its longest stem."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        tokens = {t for phrase in phrases for t in _tokens((phrase.anchor, *phrase.parts_left, *phrase.parts_right))}
        self._words = frozenset(chain(*(t.words for t in tokens)))
        self._stems = tuple(sorted({stem for t in tokens for stem in t.stems}))
        self._sets: dict[Words, frozenset[str]] = {}
        self._bound: dict[Part, Bound] = {}
        self._symbols: dict[str, str] = {}
        self._shaped: dict[str, list[str]] = {}
        for word in self._words:
            if not word.isalpha() and not word.startswith("<"):
                for shape in normalise(word).shapes[:1]:
                    self._shaped.setdefault(shape, []).append(word)

    def symbols(self, words: Sequence[str], shapes: Sequence[str]) -> list[str]:
        """The symbol of each token, and one empty one behind the last."""
        known = self._symbols
        found = [known.get(w) or self._symbol(w, s) for w, s in zip(words, shapes, strict=True)]
        found.append("")
        return found

    def _symbol(self, word: str, shape: str) -> str:
        if word not in self._words and shape:
            return shape
        symbol = word if word in self._words else self._stem(word)
        if len(self._symbols) < 50_000:
            self._symbols[word] = symbol
        return symbol

    def _stem(self, word: str) -> str:
        fitting = [stem for stem in self._stems if word.startswith(stem)]
        return max(fitting, key=len) + "*" if fitting else "?"

    def accepted(self, token: Words) -> frozenset[str]:
        """The symbols that a token stands for."""
        known = self._sets.get(token)
        if known is None:
            shaped = chain(*(self._shaped.get(w, ()) for w in token.words if w.startswith("<")))
            stems = (stem + "*" for stem in self._stems if stem.startswith(token.stems)) if token.stems else ()
            begun = (w for w in self._words if w.startswith(token.stems)) if token.stems else ()
            symbols = frozenset(chain(token.words, shaped, stems, begun))
            known = self._sets[token] = token.words if symbols == token.words else symbols
        return known

    def bind(self, parts: tuple[Part, ...]) -> tuple[Bound, ...]:
        """Parts made ready for matching; the same part is bound once."""
        bound: tuple[Bound, ...] = ()
        for part in reversed(parts):
            bound = (Leap(part.most, _first(bound)) if isinstance(part, Gap) else self._bind(part), *bound)
        return bound

    def _bind(self, part: Part) -> Bound:
        known = self._bound.get(part)
        if known is None:
            known = self._bound[part] = self._bind_new(part)
        return known

    def _bind_new(self, part: Part) -> Bound:
        if isinstance(part, Words):
            return self.accepted(part)
        if isinstance(part, Edge):
            return part.mark
        assert isinstance(part, Choice)  # noqa: S101 - gaps are bound where they stand
        return Fork([self.bind(branch) for branch in part.branches], part.optional)


def _tokens(parts: tuple[Part, ...]) -> Iterator[Words]:
    for part in parts:
        if isinstance(part, Words):
            yield part
        elif isinstance(part, Choice):
            for branch in part.branches:
                yield from _tokens(branch)


# Looking phrases up --------------------------------------------------------------------------------------------------

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
_EVERYWHERE: Final = frozenset(_EVERYWHERE_WORDS.split())
"""Words of nearly every sentence: looked up only where a phrase has nothing else."""


def compile_lines(
    lines: str, owner: str, weight: float, unless: bool, classes: Classes, where: str
) -> Iterator[Phrase]:
    for line in lines.splitlines():
        source = line.split(" #")[0].strip()
        if source and not source.startswith("#"):
            try:
                parts = _parse(source, classes)
                yield from _anchored(parts, owner, weight, source, unless)
            except PhraseError as wrong:
                message = f"{where}: phrase {source!r}: {wrong}"
                raise PhraseError(message) from None


def _anchored(parts: tuple[Part, ...], owner: str, weight: float, source: str, unless: bool) -> Iterator[Phrase]:
    """The phrase, split where its rarest part is a choice, so that each has one token that must be there."""
    costs = [(_cost(part), i) for i, part in enumerate(parts) if not isinstance(part, (Gap, Edge))]
    cost, i = min(costs, default=(_NEVER, 0))
    if cost >= _NEVER:
        raise PhraseError("needs at least one word that is not optional")
    part = parts[i]
    if isinstance(part, Choice):
        for branch in part.branches:
            yield from _anchored((*parts[:i], *branch, *parts[i + 1 :]), owner, weight, source, unless)
    else:
        yield Phrase(owner, weight, source, unless, parts, i)


def _second(parts: tuple[Part, ...], anchor: int) -> Words | None:
    """The next rarest token that must be there, to look for first; None when there is none."""
    others = [p for i, p in enumerate(parts) if i != anchor and isinstance(p, Words)]
    return min(others, key=_cost) if others else None


_NEVER: Final = 10**9


def _cost(part: Part) -> int:
    if isinstance(part, Words):
        return sum(_usual(w) for w in part.words) + 4 * len(part.stems)
    if isinstance(part, Choice) and not part.optional:
        best = (min((_cost(p) for p in b if not isinstance(p, (Gap, Edge))), default=_NEVER) for b in part.branches)
        return sum(best) + 1
    return _NEVER


def _usual(word: str) -> int:
    return 400 if word in _EVERYWHERE else 60 if word in COMMON else 1


def _reversed(part: Part) -> Part:
    if isinstance(part, Choice):
        branches = tuple(tuple(_reversed(p) for p in reversed(branch)) for branch in part.branches)
        return Choice(branches, part.optional)
    return part


# Parsing -------------------------------------------------------------------------------------------------------------

_PARTS: Final = re.compile(
    r"\s+|(?P<gap>~\d{1,2})|(?P<edge>[\^$])|(?P<class>\{\w+\})|(?P<open>\()|(?P<close>\))|(?P<or>\|)|(?<=\S)(?P<opt>\?)"
    r"|(?P<shape><\w+>)|(?P<word>[^\s~^${}()|?<>]+)"
)


def _parse(source: str, classes: Classes) -> tuple[Part, ...]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(source):
        found = _PARTS.match(source, at)
        if not found:
            raise PhraseError(f"cannot read {source[at:]!r}; good are word, word*, (a|b), x?, ~3, {{class}}, <shape>")
        at = found.end()
        if found.lastgroup:
            tokens.append((found.lastgroup, found.group()))
    branches, rest = _choice(tokens, 0, classes)
    if rest != len(tokens):
        raise PhraseError("a ')' without '('")
    return branches[0] if len(branches) == 1 else (_simplest(Choice(branches)),)


def _choice(tokens: list[tuple[str, str]], at: int, classes: Classes) -> tuple[tuple[tuple[Part, ...], ...], int]:
    """Sequences divided by | up to a closing bracket or the end."""
    branches: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    while at < len(tokens) and tokens[at][0] != "close":
        kind, word = tokens[at]
        at += 1
        if kind == "or":
            branches.append(tuple(parts))
            parts = []
        elif kind == "open":
            inner, at = _choice(tokens, at, classes)
            if at >= len(tokens):
                raise PhraseError("a '(' without ')'")
            at += 1
            parts.append(_simplest(Choice(inner)))
        elif kind == "opt":
            if not parts or isinstance(parts[-1], (Gap, Edge)):
                raise PhraseError("a '?' with nothing before it")
            last = parts.pop()
            parts.append(Choice(last.branches if isinstance(last, Choice) else ((last,),), optional=True))
        else:
            parts += _part(kind, word, optional=at < len(tokens) and tokens[at][0] == "opt", classes=classes)
    branches.append(tuple(parts))
    if not all(branches):
        raise PhraseError("an empty alternative; write x? for what may be missing")
    return tuple(branches), at


def _part(kind: str, word: str, *, optional: bool, classes: Classes) -> tuple[Part, ...]:
    if kind == "gap":
        return (Gap(int(word[1:])),)
    if kind == "edge":
        return (Edge(word),)
    if kind == "class":
        return (classes[word[1:-1]],)
    if kind == "shape":
        return (_token(frozenset([word])),)
    if word.endswith("*") and len(word) > 2:
        return (_token(frozenset(), (word[:-1].lower(),)),)
    pieces = (word,) if word == "'s" else fold_words(word)
    if not pieces:
        raise PhraseError(f"{word!r} holds no word")
    words = tuple(_token(frozenset([piece])) for piece in pieces)
    return (Choice((words,)),) if optional and len(words) > 1 else words


@cache
def _token(words: frozenset[str], stems: tuple[str, ...] = ()) -> Words:
    """The same token said again is the same one in memory: phrases take a third less (10 MiB)."""
    return Words(words, stems)


def _simplest(choice: Choice) -> Part:
    """A choice between single tokens is one token with several words."""
    single = [branch[0] for branch in choice.branches if len(branch) == 1]
    tokens = [part for part in single if isinstance(part, Words)]
    if choice.optional or not tokens:
        return choice
    merged = _token(frozenset(chain(*(t.words for t in tokens))), tuple(chain(*(t.stems for t in tokens))))
    others = tuple(b for b in choice.branches if not (len(b) == 1 and isinstance(b[0], Words)))
    flat = tuple(
        chain(
            *(b[0].branches if len(b) == 1 and isinstance(b[0], Choice) and not b[0].optional else (b,) for b in others)
        )
    )
    return Choice(((merged,), *flat)) if flat else merged


class Classes:
    """Named alternatives, read when first used; a class may use others, but not itself."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._read: dict[str, Part] = {}
        self._open: list[str] = []

    def __getitem__(self, name: str) -> Part:
        if name not in self._table:
            raise PhraseError(f"no class {name!r}; good are {', '.join(sorted(self._table))}")
        if name in self._open:
            raise PhraseError(f"class {name!r} is defined by itself ({' > '.join(self._open)})")
        if name not in self._read:
            self._open.append(name)
            lines = (line.split(" #")[0].strip() for line in str(self._table[name]).splitlines())
            branches = tuple(_parse(line, self) for line in lines if line and not line.startswith("#"))
            flat = tuple(
                chain(
                    *(
                        b[0].branches if len(b) == 1 and isinstance(b[0], Choice) and not b[0].optional else (b,)
                        for b in branches
                    )
                )
            )
            self._read[name] = _simplest(Choice(flat))
            self._open.pop()
        return self._read[name]
