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

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from operator import attrgetter

from unruffled.engine.reader.marks import (
    NEVER,
    Choice,
    Classes,
    Edge,
    Gap,
    Part,
    PhraseError,
    Words,
    lines,
    parse,
    tokens,
    turned,
)
from unruffled.engine.reader.normalise import normalise

__all__ = ["Classes", "Phrase", "PhraseError", "Vocabulary", "compile_lines"]


class Phrase:
    """One compiled phrase: its owner's id, what it is worth, and the parts left and right of its rarest token."""

    __slots__ = ("anchor", "at", "id", "left", "left_first", "left_gap", "parts", "right", "right_first", "right_gap",
                 "second", "source", "unless", "weight")  # fmt: skip

    def __init__(self, owner: str, weight: float, source: str, unless: bool, parts: tuple[Part, ...], at: int) -> None:
        anchor = parts[at]
        assert isinstance(anchor, Words)  # noqa: S101 - _anchored chose it so
        self.id, self.weight, self.source, self.unless = owner, weight, source, unless
        self.anchor, self.parts, self.at = anchor, parts, at
        self.second = _second(parts, at)
        self.left: tuple[Bound, ...] | None = None
        self.right: tuple[Bound, ...] = ()
        self.left_first: frozenset[str] | None = None
        self.right_first: frozenset[str] | None = None
        self.left_gap = self.right_gap = 0

    def bind(self, vocabulary: Vocabulary) -> None:
        """Make ready for matching, when first tried: every part becomes the set of symbols that it accepts."""
        left = vocabulary.bind(tuple(turned(part) for part in reversed(self.parts[: self.at])))
        self.right = vocabulary.bind(self.parts[self.at + 1 :])
        self.left_first, self.left_gap = _nearest(left)
        self.right_first, self.right_gap = _nearest(self.right)
        self.left = left  # the last of all: another thread may be waiting for it to match this phrase

    def match(self, symbols: Sequence[str], i: int, low: int, high: int) -> tuple[int, int] | None:
        """First and last word of a match around the rarest token at i, within the sentence low to high; or None."""
        end = walk(self.right, i + 1, symbols, 1, high)
        if end is None or self.left is None:
            return None
        start = walk(self.left, i - 1, symbols, -1, low - 1)
        return None if start is None else (start + 1, end - 1)


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


def _nearest(parts: tuple[Bound, ...]) -> tuple[frozenset[str] | None, int]:
    """The symbols these parts can begin with, behind up to so many of any kind; None where anything may come first."""
    if parts and isinstance(parts[0], Leap):
        return parts[0].first, parts[0].most
    return _first(parts), 0


class Vocabulary:
    """The symbols that texts are turned into: a word that phrases name, else its shape, else its longest stem."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        parts = {id(part): part for phrase in phrases for part in phrase.parts}.values()  # many phrases share them
        named = set(tokens(parts))
        self._words = frozenset(chain.from_iterable([token.words for token in named]))
        self._stems = frozenset(chain.from_iterable([token.stems for token in named]))
        self._sorted_words, self._sorted_stems = sorted(self._words), sorted(self._stems)
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
        return next((word[:n] + "*" for n in range(len(word), 0, -1) if word[:n] in self._stems), "?")

    def accepted(self, token: Words) -> frozenset[str]:
        """The symbols that a token stands for."""
        known = self._sets.get(token)
        if known is None:
            shaped = chain(*(self._shaped.get(w, ()) for w in token.words if w.startswith("<")))
            stems = (stem + "*" for begin in token.stems for stem in _beginning(begin, self._sorted_stems))
            begun = (word for begin in token.stems for word in _beginning(begin, self._sorted_words))
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


def _beginning(begin: str, words: Sequence[str]) -> Iterator[str]:
    """The words that begin so, of sorted ones."""
    return takewhile(lambda word: word.startswith(begin), words[bisect_left(words, begin) :])


# Looking phrases up --------------------------------------------------------------------------------------------------


def compile_lines(text: str, owner: str, weight: float, unless: bool, classes: Classes, where: str) -> Iterator[Phrase]:
    """Yield the phrases of a text with one on each line.

    :raises PhraseError: naming `where`, the phrase, and what is wrong with it
    """
    for source in lines(text):
        try:
            yield from _anchored(parse(source, classes), owner, weight, source, unless)
        except PhraseError as wrong:
            message = f"{where}: phrase {source!r}: {wrong}"
            raise PhraseError(message) from None


def _anchored(parts: tuple[Part, ...], owner: str, weight: float, source: str, unless: bool) -> Iterator[Phrase]:
    """The phrase, split where its rarest part is a choice, so that each has one token that must be there."""
    costs = [part.cost for part in parts]
    cost = min(costs)
    if cost >= NEVER:
        raise PhraseError("needs at least one word that is not optional")
    i = costs.index(cost)
    part = parts[i]
    if isinstance(part, Choice):
        for branch in part.branches:
            yield from _anchored((*parts[:i], *branch, *parts[i + 1 :]), owner, weight, source, unless)
    else:
        yield Phrase(owner, weight, source, unless, parts, i)


def _second(parts: tuple[Part, ...], anchor: int) -> Words | None:
    """The next rarest token that must be there, to look for first; None when there is none."""
    others = [part for i, part in enumerate(parts) if i != anchor and isinstance(part, Words)]
    return min(others, key=_cost, default=None)


_cost = attrgetter("cost")
