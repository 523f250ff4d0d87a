"""Phrase books: phrases written by people in TOML (phrases.py has their language), found in one pass over a text."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import Any, Final

from unruffled.engine.reader.marks import tokens
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.phrases import Classes, Phrase, PhraseError, Vocabulary, compile_lines
from unruffled.engine.vocabulary import HEAD, TAIL, Span

__all__ = ["Entry", "Example", "Hit", "PhraseError", "Phrasebook"]

_HERE: Final = "unruffled.engine.reader"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: whose it is, where, how strongly it speaks (0-1), the phrase itself, first and last word."""

    id: str
    span: Span
    weight: float
    phrase: str
    first: int
    last: int

    def meets(self, others: Iterable[Hit]) -> bool:
        """Whether it shares a word with any of these."""
        return any(other.first <= self.last and self.first <= other.last for other in others)


class Covered:
    """The words that some hits cover, looked up by place: asking for many hits costs no more than sorting them."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        ordered = sorted((hit.first, hit.last) for hit in hits)
        self._firsts = [first for first, _ in ordered]
        self._furthest = list(accumulate((last for _, last in ordered), max))

    def meets(self, hit: Hit) -> bool:
        """Whether this hit shares a word with any of them, as `Hit.meets` says."""
        begun = bisect_right(self._firsts, hit.last)
        return begun > 0 and self._furthest[begun - 1] >= hit.first


def together(hits: Iterable[Hit]) -> float:
    """Return how strongly these hits speak together, 0-1: each leaves less doubt."""
    doubt = 1.0
    for hit in hits:
        doubt *= 1 - hit.weight
    return 1 - doubt


@dataclass(frozen=True, slots=True)
class Example:
    """A text that must (or must not) be found by the entry of this id."""

    id: str
    text: str
    fits: bool
    before: tuple[str, ...] = ()
    channel: str = "chat"


@dataclass(frozen=True, slots=True)
class Entry:
    """One TOML file: an id with its phrases, how they are guarded, and its examples."""

    id: str
    title: str
    guards: Mapping[str, str]
    examples: tuple[Example, ...]
    source: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


class Phrasebook:
    """All phrases of some folders of TOML, found together in one pass over a text."""

    def __init__(self, entries: Mapping[str, Entry], phrases: Iterable[Phrase]) -> None:
        self.entries = entries
        self.steps = 0
        """How many phrases were tried so far: what tests count instead of time."""
        self._phrases = compiled = tuple(phrases)
        self._vocabulary = Vocabulary(compiled)
        self._by_symbol: _Index = {}
        for phrase in compiled:
            second = None if phrase.second is None else self._vocabulary.accepted(phrase.second)
            known = (second, phrase)
            for symbol in self._vocabulary.accepted(phrase.anchor):
                self._by_symbol.setdefault(symbol, []).append(known)
        self._fewer: dict[frozenset[str], _Index] = {}

    @classmethod
    def load(
        cls, *folders: str, package: str = "unruffled.engine.reader", classes: str = "signals/classes.toml"
    ) -> Phrasebook:
        """Read and compile every .toml of these folders of a package; an entry's id is its file's name.

        :raises PhraseError: naming file, key, bad word and good ones
        """
        root = files(package)
        named = Classes(_toml(files(_HERE).joinpath(classes)))
        entries: dict[str, Entry] = {}
        phrases: list[Phrase] = []
        for folder in folders:
            for file in sorted(root.joinpath(folder).iterdir(), key=lambda f: f.name):
                if file.name.endswith(".toml"):
                    entry, found = _read_entry(file, named)
                    entries[entry.id] = entry
                    phrases += found
        return cls(entries, phrases)

    @classmethod
    def of(cls, phrases: Mapping[str, str], classes: Mapping[str, str] | None = None) -> Phrasebook:
        """A phrase book from texts, one phrase per line, without files."""
        named = Classes(dict(classes or {}))
        entries = {name: Entry(name, name, {}, ()) for name in phrases}
        compiled = [p for name, lines in phrases.items() for p in compile_lines(lines, name, 1.0, False, named, name)]
        return cls(entries, compiled)

    def words(self, ids: Collection[str] | None = None) -> frozenset[str]:
        """The words that the phrases of these ids (None: of all) name, without shapes and beginnings of words."""
        parts = {part for phrase in self._phrases if ids is None or phrase.id in ids for part in phrase.parts}
        return frozenset(word for token in tokens(parts) for word in token.words if word.isalpha())

    def find(
        self, text: Text, *, everywhere: frozenset[str] | None = None, only: frozenset[str] | None = None
    ) -> list[Hit]:
        """Every phrase in the text, in order; of hits of one id that overlap only the longest, minus its `unless`.

        With `only`, no other ids than these are looked for.
        With `everywhere`, a very long text is read in parts: only these ids are looked for between its first `HEAD`
        and its last `TAIL` characters.
        """
        found: dict[tuple[str, bool], list[Hit]] = {}
        symbols = self._vocabulary.symbols(text.words, text.shapes)
        before: dict[tuple[bool, tuple[str, ...]], list[_Match]] = {}
        begin, end = _middle(text) if everywhere is not None else (0, 0)
        if only is not None:
            begin, end, everywhere = 0, len(text), only
        few = self._only(everywhere or frozenset()) if begin < end else {}
        for sentence in text.sentences:
            inside = begin <= sentence.first and sentence.last <= end
            said = (inside, tuple(symbols[sentence.first : sentence.last]))
            if said not in before:
                before[said] = self._find_in(symbols, sentence.first, sentence.last, few, begin, end)
            for phrase, first, last in before[said]:
                at, to = sentence.first + first, sentence.first + last
                hit = Hit(phrase.id, text.span(at, to), phrase.weight, phrase.source, at, to)
                found.setdefault((phrase.id, phrase.unless), []).append(hit)
        hits: list[Hit] = []
        for (owner, unless), all_of_id in found.items():
            if not unless:
                hits += _longest(all_of_id, found.get((owner, True), []))
        return sorted(hits, key=lambda h: (h.first, h.last, h.id))

    def _only(self, ids: frozenset[str]) -> _Index:
        """Where to look phrases of these ids up, and no others."""
        if ids not in self._fewer:
            kept = (
                (symbol, [one for one in phrases if one[1].id in ids]) for symbol, phrases in self._by_symbol.items()
            )
            self._fewer[ids] = {symbol: phrases for symbol, phrases in kept if phrases}
        return self._fewer[ids]

    def _find_in(self, symbols: list[str], low: int, high: int, few: _Index, begin: int, end: int) -> list[_Match]:
        """The phrases of one sentence with their first and last word, counted from its first. A sentence said
        again within one text is not read again. Between `begin` and `end` only `few` phrases are looked for."""
        found: list[_Match] = []
        for start, stop in _stretches(low, high):
            index = few if begin <= start and stop <= end else self._by_symbol
            present = set(symbols[max(low, start - _BEYOND) : min(high, stop + _BEYOND)])
            for i in range(start, stop):
                known = index.get(symbols[i])
                for phrase in self._may_stand(known, symbols, i, low, present) if known else ():
                    match = phrase.match(symbols, i, low, high)
                    if match is not None:
                        found.append((phrase, match[0] - low, match[1] - low))
        return found

    def _may_stand(self, known: list[_Known], symbols: list[str], i: int, low: int, present: set[str]) -> list[Phrase]:
        """The phrases of the word at i whose next rarest word is near and whose neighbours fit: the inner loop."""
        before, after = symbols[i - 1] if i > low else "", symbols[i + 1]
        standing = []
        for second, phrase in known:
            if second is not None and second.isdisjoint(present):
                continue
            self.steps += 1
            if phrase.left is None:
                phrase.bind(self._vocabulary)
            near, gap = phrase.right_first, phrase.right_gap
            if near is not None and after not in near and near.isdisjoint(symbols[i + 2 : i + 2 + gap]):
                continue
            near, gap = phrase.left_first, phrase.left_gap
            if near is None or before in near or not near.isdisjoint(symbols[max(low, i - 1 - gap) : i]):
                standing.append(phrase)
        return standing


_Known = tuple[frozenset[str] | None, Phrase]
"""A phrase, and the symbols of which one must be near."""
_Index = dict[str, list[_Known]]
_Match = tuple[Phrase, int, int]


def _middle(text: Text) -> tuple[int, int]:
    """The words that lie behind the head and before the tail; none where the text is not longer than both."""
    size = len(text.original)
    if size <= HEAD + TAIL:
        return 0, 0
    return bisect_left(text.starts, HEAD), bisect_right(text.ends, size - TAIL)


_STRETCH: Final = 60
_BEYOND: Final = 40
"""No phrase is longer than this on either side of its rarest word."""


def _stretches(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Stretches of a sentence whose words are looked at together."""
    if high - low <= _STRETCH + _BEYOND:
        yield low, high
        return
    for start in range(low, high, _STRETCH):
        yield start, min(start + _STRETCH, high)


def _longest(hits: list[Hit], unless: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    spared = Covered(unless)
    for hit in sorted(hits, key=lambda h: (h.first, -h.last, -h.weight)):
        if kept and hit.first <= kept[-1].last:
            if hit.weight > kept[-1].weight:
                kept[-1] = hit
            continue
        if not spared.meets(hit):
            kept.append(hit)
    return kept


# Reading files -------------------------------------------------------------------------------------------------------

_KEYS: Final = frozenset({"title", "source", "say", "unless", "guards", "example", "extra"})
_SAY_KEYS: Final = frozenset({"weight", "words"})
_EXAMPLE_KEYS: Final = frozenset({"text", "fits", "before", "channel"})


def _read_entry(file: Traversable, classes: Classes) -> tuple[Entry, list[Phrase]]:
    name = file.name.removesuffix(".toml")
    table = _toml(file)
    _only(table, _KEYS, file.name)
    phrases: list[Phrase] = []
    for block in table.get("say", ()):
        _only(block, _SAY_KEYS, f"{file.name}: say")
        weight = float(block.get("weight", 0.9))
        if not 0 < weight <= 1:
            raise PhraseError(f"{file.name}: say: weight {weight} is not between 0 and 1")
        phrases += compile_lines(str(block.get("words", "")), name, weight, False, classes, file.name)
    _only(table.get("unless", {}), frozenset({"words"}), f"{file.name}: unless")
    phrases += compile_lines(str(table.get("unless", {}).get("words", "")), name, 1.0, True, classes, file.name)
    examples = tuple(_read_example(block, name, file.name) for block in table.get("example", ()))
    title, source = str(table.get("title", name)), tuple(table.get("source", ()))
    return Entry(name, title, table.get("guards", {}), examples, source, table.get("extra", {})), phrases


def _read_example(block: Mapping[str, Any], name: str, where: str) -> Example:
    _only(block, _EXAMPLE_KEYS, f"{where}: example")
    before, channel = tuple(block.get("before", ())), str(block.get("channel", "chat"))
    return Example(name, str(block["text"]), bool(block["fits"]), before, channel)


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        message = f"{file.name}: {wrong}"
        raise PhraseError(message) from None


def _only(table: Mapping[str, Any], good: frozenset[str], where: str) -> None:
    for key in table:
        if key not in good:
            raise PhraseError(f"{where}: unknown key {key!r}; good are {', '.join(sorted(good))}")
