"""A text as folded words, each knowing where it stood in the original: the form that phrases are matched against."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from unruffled.engine.reader.spelling import is_masked, pieces_of
from unruffled.engine.vocabulary import Span

LOOSE: Final = 1
"""A comma, dash, dots or a line break stands before the word: phrases may run across it, a clause ends."""
HARD: Final = 2
"""A sentence ends before the word: no phrase runs across it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `first` up to (not including) `last`, the mark that ends them, and where they stand in the original."""

    first: int
    last: int
    mark: str
    span: Span


def _first_word(sentence: Sentence) -> int:
    return sentence.first


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text. The tuples run in step: word, shape, where it starts and ends, capitals, break before it.

    `shapes` says what a token is when it is no plain word: `<number> <ordinal> <money> <time> <date> <email> <url>
    <phone> <code> <handle> <tag> <emoji> <note> <grawlix>`; a transcript's `[crying]` is a `<note>` and then
    its words, which share its place. `quoted` marks words inside quotation marks. Offsets are code points of
    `original`.
    """

    original: str
    words: tuple[str, ...]
    shapes: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    capitals: tuple[bool, ...]
    stretched: tuple[bool, ...]
    breaks: tuple[int, ...]
    quoted: tuple[bool, ...]
    sentences: tuple[Sentence, ...]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> Span:
        """Where words `first` to `last` (inclusive) stand in the original text."""
        return self.starts[first], self.ends[last]

    def sentence_at(self, i: int) -> Sentence:
        """The sentence that word i belongs to."""
        return self.sentences[self.sentence_number(i)]

    def sentence_number(self, i: int) -> int:
        """Which sentence word i belongs to, counted from 0."""
        return max(0, bisect_right(self.sentences, i, key=_first_word) - 1)

    def overlapping(self, span: Span) -> tuple[int, int]:
        """The first word that this stretch of the original touches, and the first one behind it."""
        return bisect_right(self.ends, span[0]), bisect_left(self.starts, span[1])


@lru_cache(maxsize=64)
def normalise(text: str) -> Text:
    """Return the words of any text, folded for matching, with offsets into the original. Linear in length."""
    builder = _Builder(text, *fold(text))
    builder.take_all()
    return builder.text()


def spoken(text: str) -> tuple[list[str], list[str]]:
    """The words and shapes of `normalise` alone, in less time: for texts whose words are only looked for."""
    builder = _Spoken(text, *fold(text))
    builder.take_all()
    return builder.words, builder.shapes


@lru_cache(maxsize=32_768)
def fold_words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase as an author of phrases writes it (`don't` gives `do`, `not`)."""
    plain = phrase.isascii() and phrase.isalpha() and len(phrase) <= _LONGEST
    return pieces_of(phrase.lower())[0] if plain else normalise(phrase).words


_LONGEST: Final = 60
"""Letters of a plain word that `_TOKEN` takes at most."""


# Folding characters --------------------------------------------------------------------------------------------------

_QUOTES = {0x2018: "'", 0x2019: "'", 0x201B: "'", 0x02BC: "'", 0x0060: "'", 0x00B4: "'", 0x2032: "'", 0xFF07: "'"}
_DOUBLE = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0x00AB: '"', 0x00BB: '"', 0x2033: '"', 0xFF02: '"'}
_DASHES = {0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "–", 0x2014: "–", 0x2015: "–", 0x2212: "-"}
_OTHER = {0x2026: "…", 0x00A0: " ", 0x2028: "\n", 0x2029: "\n", 0x0085: "\n", 0x3000: " "}
_PLAIN: Final[dict[int, str]] = _QUOTES | _DOUBLE | _DASHES | _OTHER


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text with look-alike characters replaced, and where each character came from (None: one to one)."""
    if text.isascii():
        return text, None
    strange = {ord(character): _plain(character) for character in set(text) if character >= "\x80"}
    if all(len(plain) == 1 for plain in strange.values()):
        return text.translate(strange), None
    out: list[str] = []
    at: list[int] = []
    for i, character in enumerate(text):
        for piece in strange.get(ord(character), character):
            out.append(piece)
            at.append(i)
    at.append(len(text))
    return "".join(out), at


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What one character outside ASCII is read as; nothing for invisible ones."""
    known = _PLAIN.get(ord(character))
    if known is not None:
        return known
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cs"):
        return ""
    folded = "".join(c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c) != "Mn")
    return folded if folded.isascii() and folded.strip() else character


# Cutting into tokens -------------------------------------------------------------------------------------------------

_EMOJI: Final = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD: Final = r"(?:(?!Rs)[A-Za-z][a-z]{1,59}+|[AIai](?=\ [A-Za-z][a-z]))"
"""A plain word; not "Rs", which may be money, and no letter that may be one of a word written with spaces."""
_TOKEN: Final = re.compile(
    rf"""
    \ ?(?P<plain>{_WORD}(?:\ {_WORD}){{0,60}}(?=[ ,?\n;)]|[.!]?(?:\s|\Z)))(?P<sign>[,.!?](?=\s|\Z))?
  | (?P<note>\[[^\[\]\n]{{1,60}}\]|\*(?:sobs?|cr(?:ies|ying)|sighs?|shout(?:s|ing)|sniff(?:s|les)?|laughs?)\*)
  | (?P<url>(?:https?://|www\.)\S{{1,400}})
  | (?P<email>[A-Za-z0-9][\w.+-]{{0,63}}@[A-Za-z0-9][\w-]{{0,62}}(?:\.[\w-]{{1,62}}){{1,5}})
  | (?P<handle>(?<![\w@])@[A-Za-z_]\w{{1,40}})
  | (?P<tag>(?<![\w\#])\#[A-Za-z]\w{{0,60}})
  | (?P<money>(?:[£$€₹¥]|(?:USD|EUR|GBP|Rs\.?|INR|AUD|CAD)\ ?)\d{{1,12}}(?:[.,]\d{{1,12}}){{0,4}}k?
             |\d{{1,12}}(?:[.,]\d{{1,12}}){{0,4}}\ ?[£€₹])
  | (?P<time>\d{{1,2}}(?:[:.]\d{{2}})?\ ?(?:am|pm|a\.m\.|p\.m\.)(?!\w)|\d{{1,2}}:\d{{2}}(?!\d)|\d{{1,2}}\ ?o'clock)
  | (?P<date>\d{{1,4}}[/-]\d{{1,2}}[/-]\d{{1,4}}(?!\d)|\d{{1,2}}/\d{{1,2}}(?![\d/]))
  | (?P<phone>(?<![\w])(?:\+|0)\d(?:[ -]?\d){{7,13}}(?!\w)|(?<![\w])\d{{3}}-\d{{3}}-\d{{4}}(?!\w))
  | (?P<ordinal>\d{{1,6}}(?:st|nd|rd|th)(?!\w))
  | (?P<spaced>(?<![\w'])(?:[A-Za-z][ .*_-]){{3,30}}[A-Za-z](?![\w']))
  | (?P<word>[^\W\d_]{{1,3}}[*\#]{{2,12}}(?![\w*\#])|[^\W\d_][\w]{{0,60}}(?:['*@$!\#%-]{{1,12}}[\w]{{1,60}}){{0,6}})
  | (?P<leet>(?<![\w.,])[@$\d][\w@$!*]{{1,30}}(?!\w)(?<=[A-Za-z*]))
  | (?P<number>\d{{1,20}}(?:[.,]\d{{1,20}}){{0,6}}%?)
  | (?P<code>\w{{1,61}})
  | (?P<grawlix>[@\#$%&*!?^]{{4,40}}(?<![!?.]{{4}}))
  | (?P<smile>[:;=8xX]['-]?[()DPpo|/\\]+(?!\w)|[(]['-]?[:;=](?!\w)|<3)
  | (?P<emoji>[{_EMOJI}]\ufe0f?)
  | (?P<mark>[.!?…]+)
  | (?P<lines>\n[ \t\r]*(?:\n[ \t\r]*)*)
  | (?P<quote>")
  | (?P<loose>[,;:()–\-]|')
    """,
    re.VERBOSE,
)
_ABBREVIATIONS = "mr mrs ms dr st prof e g i etc vs approx dept inc ltd co"
_SHORT_BEFORE_DOT: Final = frozenset(_ABBREVIATIONS.split())
_WRAPPED: Final = 60
"""A line of at least this many characters may be wrapped, so its end is no sentence end."""


_SHORT_CUT: Final = frozenset({"plain", "sign"})
_WRITTEN: Final = frozenset({"word", "spaced", "leet", "code"})
_BETWEEN: Final = frozenset({"mark", "lines", "loose", "quote"})
_NUMBERED: Final = re.compile(r"[^-\d]{0,60}\d[^-]{0,60}")
"""A part of a word with hyphens that has a digit in it."""


class _Builder:
    """Collects tokens into the parallel tuples of a Text."""

    def __init__(self, original: str, folded: str, at: list[int] | None) -> None:
        self.original, self.folded, self.at = original, folded, at
        self.words: list[str] = []
        self.shapes: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.capitals: list[bool] = []
        self.stretched: list[bool] = []
        self.breaks: list[int] = []
        self.quoted: list[bool] = []
        self.marks: dict[int, str] = {}
        self.pending = HARD
        self.in_quote = False
        self.line_start = 0

    def take_all(self) -> None:
        """Add every token of the text."""
        for found in _TOKEN.finditer(self.folded):
            if found.lastgroup in _SHORT_CUT:
                self.take_plain(found["plain"], found.start("plain"), found["sign"])
            else:
                self.take(found)

    def take(self, found: re.Match[str]) -> None:
        """Add one match of the token pattern that is no plain word."""
        kind = found.lastgroup or ""
        raw, start, end = found.group(), found.start(), found.end()
        if kind in _BETWEEN:
            self._between(kind, raw, start, end)
        elif kind in _WRITTEN:
            self._word(kind, raw, start, end)
        elif kind == "note":
            self._add("<note>", "<note>", start, end)
            for word in re.findall(r"[a-z]+", raw.lower()):
                self._add(word, "", start, end)
        elif kind == "smile":
            self._add(_smile(raw), "<emoji>", start, end)
        else:
            self._add(raw.lower(), f"<{kind}>", start, end)

    def take_plain(self, said: str, start: int, sign: str | None) -> None:
        """Add what most of a text is: plain words with one space between them, and the sign behind the last one.

        What they have in common is added once for all of them.
        """
        words, starts, ends, stretched = self.words, self.starts, self.ends, self.stretched
        known = len(words)
        for word in said.lower().split(" "):
            pieces, long = pieces_of(word)
            end = start + len(word)
            for piece in pieces:
                words.append(piece)
                starts.append(start)
                ends.append(end)
                stretched.append(long)
            start = end + 1
        added = len(words) - known
        self.shapes += [""] * added
        self.capitals += [False] * added
        self.quoted += [self.in_quote] * added
        self.breaks += [self.pending] + [0] * (added - 1)
        self.pending = 0
        if sign:
            self._sign(sign)

    def _sign(self, sign: str) -> None:
        """A sign right behind a plain word, with nothing but white space behind itself."""
        if sign == ",":
            self.pending = LOOSE
        elif sign != "." or self.words[-1] not in _SHORT_BEFORE_DOT:
            self._break(HARD, sign)

    def _word(self, kind: str, raw: str, start: int, end: int) -> None:
        if kind == "spaced":
            raw = re.sub(r"[ .*_-]", "", raw)
        elif "-" in raw and kind == "word" and not is_masked(raw):
            self._parts(raw, start)
            return
        elif raw.endswith("!"):
            raw = raw.rstrip("!")
        capitals = len(raw) > 1 and raw.upper() == raw and raw.lower() != raw
        pieces, stretched = pieces_of(raw.lower())
        shape = "<code>" if kind in ("code", "leet") and any(c.isdigit() for c in pieces[0]) else ""
        for piece in pieces:
            self._add(piece, shape, start, end, capitals, stretched)

    def _parts(self, raw: str, start: int) -> None:
        """A word with hyphens is its parts: 'follow-up' is read as 'follow up'; a serial number hides no words."""
        serial = len(_NUMBERED.findall(raw)) > 1 and raw.upper() == raw
        for part in re.finditer(r"[^-]+", raw):
            if serial:
                self._add(part.group().lower(), "", start + part.start(), start + part.end(), len(part.group()) > 1)
            else:
                self._word("word", part.group(), start + part.start(), start + part.end())

    def _add(
        self, word: str, shape: str, start: int, end: int, capitals: bool = False, stretched: bool = False
    ) -> None:
        self.words.append(word)
        self.shapes.append(shape)
        self.starts.append(start)
        self.ends.append(end)
        self.capitals.append(capitals)
        self.stretched.append(stretched)
        self.breaks.append(self.pending)
        self.quoted.append(self.in_quote)
        self.pending = 0

    def _between(self, kind: str, raw: str, start: int, end: int) -> None:
        if kind == "quote":
            self.in_quote = not self.in_quote and '"' in self.folded[end : end + 400]
            self.pending = max(self.pending, LOOSE)
        elif kind == "mark":
            self._mark(raw, start, end)
        elif kind == "lines":
            short = start - self.line_start < _WRAPPED
            self.line_start = end
            self._break(HARD if short or raw.count("\n") > 1 else LOOSE, "")
        elif raw != "-":
            self.pending = max(self.pending, LOOSE)

    def _mark(self, raw: str, start: int, end: int) -> None:
        dots = raw.strip(".…") == ""
        if dots and (len(raw) > 1 or raw == "…"):
            self._break(LOOSE, "")
        elif dots and (end < len(self.folded) and not self.folded[end].isspace() and self.folded[end] not in "\"')]"):
            self.pending = max(self.pending, LOOSE)
        elif not (dots and self.words and self.words[-1] in _SHORT_BEFORE_DOT):
            self._break(HARD, raw)

    def _break(self, strength: int, mark: str) -> None:
        self.pending = max(self.pending, strength)
        if self.words and mark and len(self.words) - 1 not in self.marks:
            self.marks[len(self.words) - 1] = mark

    def text(self) -> Text:
        """The finished text."""
        if self.at is not None:
            self.starts = [self.at[start] for start in self.starts]
            self.ends = [self.at[end - 1] + 1 for end in self.ends]
        return Text(
            self.original,
            tuple(self.words),
            tuple(self.shapes),
            tuple(self.starts),
            tuple(self.ends),
            tuple(self.capitals),
            tuple(self.stretched),
            tuple(self.breaks),
            tuple(self.quoted),
            tuple(self._sentences()),
        )

    def _sentences(self) -> Iterator[Sentence]:
        firsts = [i for i, strength in enumerate(self.breaks) if strength == HARD]
        for first, last in pairwise([*firsts, len(self.words)]):
            yield Sentence(first, last, self.marks.get(last - 1, ""), (self.starts[first], self.ends[last - 1]))


class _Spoken(_Builder):
    """Collects the words and their shapes, and nothing of where and how they stand."""

    def take_plain(self, said: str, start: int, sign: str | None) -> None:
        known = len(self.words)
        for word in said.lower().split(" "):
            self.words += pieces_of(word)[0]
        self.shapes += [""] * (len(self.words) - known)

    def _add(
        self, word: str, shape: str, start: int, end: int, capitals: bool = False, stretched: bool = False
    ) -> None:
        self.words.append(word)
        self.shapes.append(shape)

    def _between(self, kind: str, raw: str, start: int, end: int) -> None:
        pass


def _smile(raw: str) -> str:
    """The emoji that a typed face stands for."""
    if raw.startswith("<"):
        return "❤"
    return "🙁" if "(" in raw[1:] else "😕" if raw[-1] in "/\\|" else "😢" if "'" in raw else "🙂"
