"""Phrase books: phrases written by people in TOML, compiled once, and found in a text by the rare word each one needs.

A phrase is words with a few marks; everything is matched on folded words (normalise.py), inside one sentence:

    word          this word; "don't" is read as "do not", as in texts
    promis*       every word that begins so
    (a|b c|d)     one of these; may be nested
    x?            x or nothing; x may be a word, a group or a class
    ~3            up to three words of any kind
    {person}      a class of words or phrases, defined once in classes.toml
    <number>      a token of that shape (normalise.Text.shapes)
    ^ $           where the sentence begins, ends

Every phrase is tried only where its rarest word stands, so the cost, counted in steps, is linear in the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any, Final

from unruffled.engine.reader.normalise import Text, fold_words
from unruffled.engine.vocabulary import Span

_HERE: Final = "unruffled.engine.reader"


class PhraseError(ValueError):
    """A phrase file says something that cannot be read; the message names file, key, bad word and good ones."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: whose it is, where, how strongly it speaks (0-1), the phrase itself, first and last word."""

    id: str
    span: Span
    weight: float
    phrase: str
    first: int
    last: int


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

    def __init__(self, entries: Mapping[str, Entry], phrases: Iterable[_Phrase]) -> None:
        self.entries = entries
        self.steps = 0
        """How many phrases were tried so far: what tests count instead of time."""
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._known: dict[str, tuple[_Phrase, ...]] = {}
        for phrase in phrases:
            for word in phrase.anchor.words:
                self._by_word.setdefault(word, []).append(phrase)
            for stem in phrase.anchor.stems:
                self._by_stem.setdefault(stem, []).append(phrase)

    @classmethod
    def load(
        cls, *folders: str, package: str = "unruffled.engine.reader", classes: str = "signals/classes.toml"
    ) -> Phrasebook:
        """Read and compile every .toml of these folders of a package; an entry's id is its file's name.

        :raises PhraseError: naming file, key, bad word and good ones
        """
        root = files(package)
        named = _Classes(_toml(files(_HERE).joinpath(classes)))
        entries: dict[str, Entry] = {}
        phrases: list[_Phrase] = []
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
        named = _Classes(dict(classes or {}))
        entries = {name: Entry(name, name, {}, ()) for name in phrases}
        compiled = [p for name, lines in phrases.items() for p in _compile_lines(lines, name, 1.0, False, named, name)]
        return cls(entries, compiled)

    def find(self, text: Text) -> list[Hit]:
        """Every phrase in the text, in order; of hits of one id that overlap only the longest, minus its `unless`."""
        found: dict[tuple[str, bool], list[Hit]] = {}
        for sentence in text.sentences:
            self._find_in(text, sentence.first, sentence.last, found)
        hits: list[Hit] = []
        for (owner, unless), all_of_id in found.items():
            if not unless:
                hits += _longest(all_of_id, found.get((owner, True), []))
        return sorted(hits, key=lambda h: (h.first, h.last, h.id))

    def _find_in(self, text: Text, low: int, high: int, found: dict[tuple[str, bool], list[Hit]]) -> None:
        words, shapes = text.words, text.shapes
        for from_, to in _pieces(low, high):
            near = slice(max(low, from_ - _BEYOND), min(high, to + _BEYOND))
            present = {*words[near], *shapes[near]}
            for i in range(from_, to):
                candidates = self._candidates(words[i])
                if shapes[i]:
                    candidates = (*candidates, *self._candidates(shapes[i]))
                for phrase in candidates:
                    if phrase.second and phrase.second.isdisjoint(present):
                        continue
                    self.steps += 1
                    match = phrase.match(words, shapes, i, low, high)
                    if match is not None:
                        first, last = match
                        hit = Hit(phrase.id, text.span(first, last), phrase.weight, phrase.source, first, last)
                        found.setdefault((phrase.id, phrase.unless), []).append(hit)

    def _candidates(self, word: str) -> tuple[_Phrase, ...]:
        known = self._known.get(word)
        if known is None:
            stems = (self._by_stem.get(word[:n], ()) for n in range(2, min(len(word), 16) + 1)) if self._by_stem else ()
            known = tuple(chain(self._by_word.get(word, ()), *stems))
            if len(self._known) < 50_000:
                self._known[word] = known
        return known


_PIECE: Final = 60
_BEYOND: Final = 40
"""No phrase is longer than this on either side of its rarest word."""


def _pieces(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Stretches of a sentence whose words are looked at together."""
    if high - low <= _PIECE + _BEYOND:
        yield low, high
        return
    for start in range(low, high, _PIECE):
        yield start, min(start + _PIECE, high)


def _longest(hits: list[Hit], unless: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.first, -h.last, -h.weight)):
        if kept and hit.first <= kept[-1].last:
            if hit.weight > kept[-1].weight:
                kept[-1] = hit
            continue
        if not any(u.first <= hit.last and hit.first <= u.last for u in unless):
            kept.append(hit)
    return kept


# A phrase and its parts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """One token: any of these words or shapes, or words beginning with one of these stems."""

    words: frozenset[str]
    stems: tuple[str, ...] = ()

    def holds(self, word: str, shape: str) -> bool:
        return word in self.words or (shape != "" and shape in self.words) or word.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class _Gap:
    most: int


@dataclass(frozen=True, slots=True)
class _Edge:
    mark: str


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of several sequences, or nothing when optional."""

    branches: tuple[tuple[_Part, ...], ...]
    optional: bool = False


_Part = _Words | _Gap | _Edge | _Choice


@dataclass(frozen=True, slots=True)
class _Phrase:
    id: str
    weight: float
    source: str
    unless: bool
    left: tuple[_Part, ...]
    anchor: _Words
    right: tuple[_Part, ...]
    second: frozenset[str]

    def match(self, words: Sequence[str], shapes: Sequence[str], i: int, low: int, high: int) -> tuple[int, int] | None:
        """First and last word of the longest match around the anchor at i, or None."""
        ends = _walk(self.right, {i + 1}, words, shapes, 1, low, high) if self.right else {i + 1}
        if not ends:
            return None
        starts = _walk(self.left, {i - 1}, words, shapes, -1, low, high) if self.left else {i - 1}
        return (min(starts) + 1, max(ends) - 1) if starts else None


def _walk(
    parts: tuple[_Part, ...], at: set[int], words: Sequence[str], shapes: Sequence[str], step: int, low: int, high: int
) -> set[int]:
    """The positions after walking these parts from `at`, forwards (step 1) or backwards (-1)."""
    for part in parts:
        if isinstance(part, _Words):
            at = {p + step for p in at if low <= p < high and part.holds(words[p], shapes[p])}
        elif isinstance(part, _Gap):
            at = {p + step * n for p in at for n in range(part.most + 1) if low - 1 <= p + step * n <= high}
        elif isinstance(part, _Edge):
            edge = low - 1 if step < 0 else high
            at = {p for p in at if p == edge}
        else:
            onward = set(at) if part.optional else set()
            for branch in part.branches:
                onward |= _walk(branch, at, words, shapes, step, low, high)
            at = onward
        if not at:
            return at
    return at


# Compiling -----------------------------------------------------------------------------------------------------------

_PARTS: Final = re.compile(
    r"\s+|(?P<gap>~\d)|(?P<edge>[\^$])|(?P<class>\{\w+\})|(?P<open>\()|(?P<close>\))|(?P<or>\|)|(?<=\S)(?P<opt>\?)"
    r"|(?P<shape><\w+>)|(?P<word>[^\s~^${}()|?<>]+)"
)
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
"""Words too usual to look phrases up by."""


def _compile_lines(
    lines: str, owner: str, weight: float, unless: bool, classes: _Classes, where: str
) -> Iterator[_Phrase]:
    for line in lines.splitlines():
        source = line.split(" #")[0].strip()
        if source and not source.startswith("#"):
            try:
                parts = _parse(source, classes)
                yield from _anchored(parts, owner, weight, source, unless)
            except PhraseError as wrong:
                message = f"{where}: phrase {source!r}: {wrong}"
                raise PhraseError(message) from None


def _anchored(parts: tuple[_Part, ...], owner: str, weight: float, source: str, unless: bool) -> Iterator[_Phrase]:
    """The phrase, split where its rarest part is a choice, so that each has one token that must be there."""
    costs = [(_cost(part), i) for i, part in enumerate(parts) if not isinstance(part, (_Gap, _Edge))]
    cost, i = min(costs, default=(_NEVER, 0))
    if cost >= _NEVER:
        raise PhraseError("needs at least one word that is not optional")
    part = parts[i]
    if isinstance(part, _Choice):
        for branch in part.branches:
            yield from _anchored((*parts[:i], *branch, *parts[i + 1 :]), owner, weight, source, unless)
    elif isinstance(part, _Words):
        left = tuple(_reversed(p) for p in reversed(parts[:i]))
        second = _second(parts, i)
        yield _Phrase(owner, weight, source, unless, left, part, parts[i + 1 :], second)


def _second(parts: tuple[_Part, ...], anchor: int) -> frozenset[str]:
    """The words of the next rarest token that must be there, to look for first; empty when there is none."""
    others = [p for i, p in enumerate(parts) if i != anchor and isinstance(p, _Words) and not p.stems]
    return min(others, key=_cost).words if others else frozenset()


_NEVER: Final = 10**9


def _cost(part: _Part) -> int:
    if isinstance(part, _Words):
        return sum(60 if w in COMMON else 1 for w in part.words) + 4 * len(part.stems)
    if isinstance(part, _Choice) and not part.optional:
        best = (min((_cost(p) for p in b if not isinstance(p, (_Gap, _Edge))), default=_NEVER) for b in part.branches)
        return sum(best) + 1
    return _NEVER


def _reversed(part: _Part) -> _Part:
    if isinstance(part, _Choice):
        branches = tuple(tuple(_reversed(p) for p in reversed(branch)) for branch in part.branches)
        return _Choice(branches, part.optional)
    return part


def _parse(source: str, classes: _Classes) -> tuple[_Part, ...]:
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
    return branches[0] if len(branches) == 1 else (_simplest(_Choice(branches)),)


def _choice(tokens: list[tuple[str, str]], at: int, classes: _Classes) -> tuple[tuple[tuple[_Part, ...], ...], int]:
    """Sequences divided by | up to a closing bracket or the end."""
    branches: list[tuple[_Part, ...]] = []
    parts: list[_Part] = []
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
            parts.append(_simplest(_Choice(inner)))
        elif kind == "opt":
            if not parts or isinstance(parts[-1], (_Gap, _Edge)):
                raise PhraseError("a '?' with nothing before it")
            last = parts.pop()
            parts.append(_Choice(last.branches if isinstance(last, _Choice) else ((last,),), optional=True))
        else:
            parts += _part(kind, word, optional=at < len(tokens) and tokens[at][0] == "opt", classes=classes)
    branches.append(tuple(parts))
    if not all(branches):
        raise PhraseError("an empty alternative; write x? for what may be missing")
    return tuple(branches), at


def _part(kind: str, word: str, *, optional: bool, classes: _Classes) -> tuple[_Part, ...]:
    if kind == "gap":
        return (_Gap(int(word[1:])),)
    if kind == "edge":
        return (_Edge(word),)
    if kind == "class":
        return (classes[word[1:-1]],)
    if kind == "shape":
        return (_Words(frozenset([word])),)
    if word.endswith("*") and len(word) > 2:
        return (_Words(frozenset(), (word[:-1].lower(),)),)
    pieces = (word,) if word == "'s" else fold_words(word)
    if not pieces:
        raise PhraseError(f"{word!r} holds no word")
    words = tuple(_Words(frozenset([piece])) for piece in pieces)
    return (_Choice((words,)),) if optional and len(words) > 1 else words


def _simplest(choice: _Choice) -> _Part:
    """A choice between single tokens is one token with several words."""
    single = [branch[0] for branch in choice.branches if len(branch) == 1]
    tokens = [part for part in single if isinstance(part, _Words)]
    if choice.optional or not tokens:
        return choice
    merged = _Words(frozenset(chain(*(t.words for t in tokens))), tuple(chain(*(t.stems for t in tokens))))
    others = tuple(b for b in choice.branches if not (len(b) == 1 and isinstance(b[0], _Words)))
    flat = tuple(
        chain(
            *(
                b[0].branches if len(b) == 1 and isinstance(b[0], _Choice) and not b[0].optional else (b,)
                for b in others
            )
        )
    )
    return _Choice(((merged,), *flat)) if flat else merged


class _Classes:
    """Named alternatives, read when first used; a class may use others, but not itself."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._read: dict[str, _Part] = {}
        self._open: list[str] = []

    def __getitem__(self, name: str) -> _Part:
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
                        b[0].branches if len(b) == 1 and isinstance(b[0], _Choice) and not b[0].optional else (b,)
                        for b in branches
                    )
                )
            )
            self._read[name] = _simplest(_Choice(flat))
            self._open.pop()
        return self._read[name]


# Reading files -------------------------------------------------------------------------------------------------------

_KEYS: Final = frozenset({"title", "source", "say", "unless", "guards", "example", "extra"})
_SAY_KEYS: Final = frozenset({"weight", "words"})
_EXAMPLE_KEYS: Final = frozenset({"text", "fits", "before", "channel"})


def _read_entry(file: Traversable, classes: _Classes) -> tuple[Entry, list[_Phrase]]:
    name = file.name.removesuffix(".toml")
    table = _toml(file)
    _only(table, _KEYS, file.name)
    phrases: list[_Phrase] = []
    for block in table.get("say", ()):
        _only(block, _SAY_KEYS, f"{file.name}: say")
        weight = float(block.get("weight", 0.9))
        if not 0 < weight <= 1:
            raise PhraseError(f"{file.name}: say: weight {weight} is not between 0 and 1")
        phrases += _compile_lines(str(block.get("words", "")), name, weight, False, classes, file.name)
    _only(table.get("unless", {}), frozenset({"words"}), f"{file.name}: unless")
    phrases += _compile_lines(str(table.get("unless", {}).get("words", "")), name, 1.0, True, classes, file.name)
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
