"""Words written so that nobody may hear them ("k1ll mys3lf", "k i l l", "<b>ki</b>ll"), read as what they stand for.

One more view of a text, beside the plain one, for danger and abuse alone: its words stand where the person wrote
them. What an ordinary message pays is one search for signs in the middle of words.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from math import prod
from operator import itemgetter
from typing import Final

from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.normalise import Text, fold, normalise
from unruffled.engine.reader.spelling import looks
from unruffled.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which words a disguise may hide: `known` ones; of several written as one, one must be `telling`."""

    known: frozenset[str]
    telling: frozenset[str]


@dataclass(frozen=True, slots=True)
class Undone:
    """A text without its disguises, its words standing in the original, and the places that were disguised."""

    text: Text
    places: tuple[Span, ...]

    def hides(self, hit: Hit) -> bool:
        """Whether a phrase was disguised: in its letters, or across lines, where some word ties it together.

        Goods of a list stand on lines of their own too, but nothing ties "rope" and "ready meals" to each other.
        """
        first, last = hit.span
        i = bisect_right(self.places, first, key=itemgetter(1))
        if i == len(self.places) or self.places[i][0] >= last:
            return self._beside_a_tag(hit, i)
        apart = any(sign in self.text.original[first:last] for sign in "\n<")
        return not apart or not looks().ties.isdisjoint(self.text.words[hit.first : hit.last + 1])

    def _beside_a_tag(self, hit: Hit, i: int) -> bool:
        """Whether a tag, which may swallow the word it touches, stands between this phrase and the words around it;
        i is the first disguised place behind the phrase."""
        words = self.text
        begin = words.ends[hit.first - 1] if hit.first else 0
        end = words.starts[hit.last + 1] if hit.last + 1 < len(words) else len(words.original)
        near = [place for place in self.places[max(0, i - 1) : i + 1] if place[1] > begin and place[0] < end]
        return any(words.original[place[0]] == "<" for place in near)


def undone(text: Text, lexicon: Callable[[], Lexicon]) -> Undone | None:
    """Return the text as it is meant; None where nothing is hidden in it. Linear in its length.

    The lexicon is asked for only where there are signs of a disguise.
    """
    original = text.original
    folded, at = fold(original)
    signs = _GATE.search(folded) or _ALONE.search(folded)
    lines = "\n" in folded and not looks().across.isdisjoint(text.words)
    copy = _Copy(folded, at)
    if signs:
        copy.put(_pages(copy.text))
        copy.put(_words(copy.text, lexicon()))
    if lines or copy.places:
        copy.put(_lines(copy.text))
    return copy.undone(original) if copy.places else None


# A copy that knows where its characters come from ---------------------------------------------------------------------

_Edit = tuple[int, int, str]
"""From where to where, and what is read there instead."""


class _Copy:
    """A text being changed; `starts` and `ends` say of each of its characters where it stands in the original."""

    def __init__(self, folded: str, at: list[int] | None) -> None:
        self.text = folded
        self.starts: Sequence[int] = at or range(len(folded))
        self.ends: Sequence[int] = [start + 1 for start in at] if at else range(1, len(folded) + 1)
        self.places: list[Span] = []

    def put(self, edits: Iterable[_Edit]) -> None:
        """Make these changes, which come in order; every character of a change stands where the whole change does."""
        pieces, starts, ends, done = [], list[int](), list[int](), 0
        for first, last, said in edits:
            span = self.starts[first], self.ends[last - 1]
            pieces += [self.text[done:first], said]
            starts += [*self.starts[done:first], *[span[0]] * len(said)]
            ends += [*self.ends[done:first], *[span[1]] * len(said)]
            self.places.append(span)
            done = last
        if done:
            self.text = "".join(pieces) + self.text[done:]
            self.starts, self.ends = [*starts, *self.starts[done:]], [*ends, *self.ends[done:]]

    def undone(self, original: str) -> Undone:
        """The words of the copy where they stand in the original."""
        read = normalise(self.text)
        sentences = tuple(
            replace(sentence, span=(self.starts[sentence.span[0]], self.ends[sentence.span[1] - 1]))
            for sentence in read.sentences
        )
        starts = tuple(self.starts[start] for start in read.starts)
        ends = tuple(self.ends[end - 1] for end in read.ends)
        words = replace(read, original=original, starts=starts, ends=ends, sentences=sentences)
        return Undone(words, tuple(_apart(self.places)))


def _apart(places: Iterable[Span]) -> list[Span]:
    """The places in order, those that lie in one another as one."""
    apart: list[Span] = []
    for first, last in sorted(places):
        if apart and first < apart[-1][1]:
            apart[-1] = apart[-1][0], max(last, apart[-1][1])
        else:
            apart.append((first, last))
    return apart


# What is left of a web page -------------------------------------------------------------------------------------------

_PAGE: Final = re.compile(
    r"</?([A-Za-z][A-Za-z0-9]{0,12})(?:[ /][^<>]{0,300})?>|&(?:#[0-9a-fA-Fx]{1,7}|[A-Za-z]{2,8});"
)
_WITHIN_WORDS: Final = frozenset("a abbr b big code em font i mark s small span strike strong sub sup tt u wbr".split())
"""Tags that break no word; any other stands between two."""


def _pages(text: str) -> Iterator[_Edit]:
    """Tags, which are left out, and letters written as numbers."""
    for found in _PAGE.finditer(text) if "<" in text or "&" in text else ():
        tag = found[1]
        said = html.unescape(found[0]).replace("\xa0", " ") if tag is None else ""
        if said != found[0]:
            yield *found.span(), (" " if tag is not None and tag.lower() not in _WITHIN_WORDS else said)


# Words with signs for letters, or between them ------------------------------------------------------------------------

_PICTURES: Final = (
    "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001f12f\U0001f18a-\U0001f1e5\U0001f200-\U0001faff"
)
"""Emoji but for letters in squares and circles."""
_MARKS: Final = "£€©®§¢¥×"
"""Signs that people use as signs: only between two letters may they stand for one."""
_STRANGE: Final = re.escape("".join(sign for sign in looks().letters if sign > "\x7f" and sign not in _MARKS))
_SIGNS: Final = rf"0-9@$!|*\#(^+_./~–\-{_PICTURES}{_MARKS}"
_BETWEEN: Final = rf" \n\t._*/|~+,•·–\-{_PICTURES}"
"""What stands between the letters of a word that is spelt out."""
_GATE: Final = re.compile(
    rf"""
    [0-9@$!|*\#(^+_./~\-&<\x80-\U0010ffff](?:
        (?<=[A-Za-z][{_SIGNS}])[{_SIGNS}]{{0,2}}[A-Za-z]      # k1ll, k.i.l.l, kill_myself
      | (?<=[0-9@$!_])(?<![\w].)[A-Za-z]{{2}}                  # $uicide
      | (?<=[A-Za-z]{{2}}[0-9$@])(?!\w)                        # kil1
      | (?<=<)[/A-Za-z] | (?<=&)[\#A-Za-z]                     # <b>kill</b>, &nbsp;
      | (?<=[{_STRANGE}])                                      # letters of other scripts
    )""",
    re.VERBOSE,
)
_ALONE: Final = re.compile(r"[ \n][A-Za-z][ \n]{1,3}[A-Za-z]\b")
"""Whether there may be a disguise at all: a sign in the middle of a word, or letters that stand alone. This is all that
an ordinary message pays, so each begins with what can be looked for fast."""

_UNIT: Final = rf"A-Za-z0-9@$!{_STRANGE}"
_SPELT: Final = re.compile(rf"(?<![\w@$!'])[{_UNIT}](?:[{_BETWEEN}]{{1,3}}[{_UNIT}]){{2,400}}(?![\w'])")
"""Letters that stand alone, three or more, with one to three signs between them."""
_SIGNED: Final = re.compile(r"(?<!\S)[\"'(\[{<,.]{0,6}([A-Za-z',]{0,40}[^\sA-Za-z',]\S{0,80})(?!\S)")
"""A word in which something is no letter."""


def _words(text: str, lexicon: Lexicon) -> list[_Edit]:
    """Each disguised word, and what it stands for."""
    edits: list[_Edit] = []
    for found in _SPELT.finditer(text):
        if not _is_name(text, *found.span()):
            edits += _spelt_out(found[0], found.start(), lexicon)
    taken = {first for first, _, _ in edits}
    for found in _SIGNED.finditer(text):
        core, first = found[1].rstrip("\"')]}>.,;:?!…"), found.start(1)
        plain = not core or (core.isascii() and core.isalpha()) or _SPELT.fullmatch(core) is not None
        if not plain and taken.isdisjoint(range(first, first + len(core))):
            read = _read(core, list(enumerate(core)), first, lexicon)
            edits += [] if read and _is_name(text, first, first + len(core)) else read
    return sorted(edits)


def _is_name(text: str, first: int, last: int) -> bool:
    """Whether this is a code or a name: "password: sh1t", "K1LL3R" among small letters, an address."""
    said = text[first:last]
    digits = sum(map(str.isdigit, said))
    if digits * 5 > 3 * sum(map(str.isalnum, said)):
        return True
    if digits and said.isupper() and not text[max(0, first - 40) : last + 40].isupper():
        return True
    if "://" in said or said.startswith("www.") or _ADDRESS.search(said):
        return True
    return looks().named.search(text[max(0, first - 40) : first].lower()) is not None


_ADDRESS: Final = re.compile(r"@[\w-]{1,60}\.\w")


def _spelt_out(run: str, at: int, lexicon: Lexicon) -> list[_Edit]:
    """Letters that stand alone: wider gaps part words; where all are alike, the run is cut into known words."""
    letters = [(i, sign) for i, sign in enumerate(run) if not _IS_BETWEEN.match(sign)]
    if len(letters) == 3 and (run.isupper() or not all(sign.isalpha() for _, sign in letters)):
        return []  # "G.A.S" is somebody's abbreviation, "a b 0" a slip
    gaps = [after - before for (before, _), (after, _) in pairwise(letters)]
    words: list[list[tuple[int, str]]] = [letters[:1]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap == min(gaps):
            words[-1].append(letter)
        else:
            words.append([letter])
    return [edit for word in words if len(word) > 1 for edit in _read(run, word, at, lexicon)]


_IS_BETWEEN: Final = re.compile(f"[{_BETWEEN}]")


# Reading one disguise -------------------------------------------------------------------------------------------------

_MOST: Final = 72
"""How many readings of one disguise are tried as one word: 1 may be i or l, a star any vowel."""
_CUT: Final = 6
"""How many of them are tried as several words."""
_ANY: Final = ("", "i", "a", "u", "e", "o")


def _read(core: str, letters: list[tuple[int, str]], at: int, lexicon: Lexicon) -> list[_Edit]:
    """What these letters of a disguise stand for, as changes of the text in which it begins at `at`."""
    choices = [_choices(sign) for _, sign in letters]
    if () in choices or 3 * sum(sign.isalpha() or sign > "\x7f" for _, sign in letters) < len(letters):
        return []
    if prod(map(len, choices)) > _MOST:
        choices = [choice if choice != _ANY else ("",) for choice in choices]
    readings = list(islice(product(*choices), _MOST))
    for reading in sorted(readings, key=lambda reading: "".join(reading) not in lexicon.known)[:_CUT]:
        said = "".join(reading)
        kept = [i for (i, _), letter in zip(letters, reading, strict=True) if letter]
        words = _cut(said, lexicon)
        if len(words) > 1 and core[0] == "@":  # somebody's handle
            return []
        spans = _with_lines_below(core, [(kept[first], kept[last - 1] + 1) for first, last in words])
        if any(last == first + 1 and not core[first].isalpha() for first, last in spans):
            continue
        if spans and (len(letters) < len(core) or _hides(core, spans, lexicon)):
            return list(_edits([said[first:last] for first, last in words], spans, at))
    return []


def _with_lines_below(core: str, spans: list[Span]) -> list[Span]:
    """The places of the words, with underscores before the first and behind the last: "_kill_"."""
    if (core[0] != "_" and core[-1] != "_") or not spans:
        return spans
    first = 0 if not core[: spans[0][0]].strip("_") else spans[0][0]
    last = len(core) if not core[spans[-1][1] :].strip("_") else spans[-1][1]
    return [(first, spans[0][1]), *spans[1:-1], (spans[-1][0], last)] if len(spans) > 1 else [(first, last)]


def _choices(sign: str) -> tuple[str, ...]:
    """The letters that this sign may stand for; one that is nothing where it only stands between, none at all for
    what belongs to no word."""
    sign = sign.lower()
    if "a" <= sign <= "z" and len(sign) == 1:
        return (sign,)
    if sign in looks().letters:
        return looks().letters[sign]
    return _ANY if sign in "*#–" or sign > "\u2190" else ("",) if sign in "._/|~+,-:'^" else ()


def _cut(said: str, lexicon: Lexicon) -> list[Span]:
    """The fewest known words that these letters are, one of them telling; one known word tells of itself."""
    if said in lexicon.known:
        return [(0, len(said))]
    best: list[list[Span] | None] = [[]]
    for last in range(1, len(said) + 1):
        ways = [
            [*before, (first, last)]
            for first in range(max(0, last - _LONGEST), last)
            if (before := best[first]) is not None and _is_word(said, first, last, lexicon)
        ]
        best.append(min(ways, key=len, default=None))
    found = best[-1] or []
    return found if any(said[first:last] in lexicon.telling for first, last in found) else []


_LONGEST: Final = 16
"""Letters of the longest word that is looked for in a run of them."""


def _is_word(said: str, first: int, last: int, lexicon: Lexicon) -> bool:
    word = said[first:last]
    return word in lexicon.known or word == "i" or (word == "a" and first == 0) or (word == "u" and last == len(said))


def _hides(core: str, spans: list[Span], lexicon: Lexicon) -> bool:
    """Whether more hides these words than what usually stands between two: "fu.ckyou", not "and/or".

    Where several words are made of usual parts, one that tells must have been parted: "Pic(asso-S)an" tells nothing.
    """
    if any(sign not in _USUAL and not (sign.isalpha() and sign.isascii()) for sign in core):
        return True
    words = [core[first:last] for first, last in spans]
    parted = ["".join(filter(str.isalpha, word)).lower() for word in words if not word.isalpha()]
    if len(words) == 1:
        return bool(parted)
    known = all(part in lexicon.known for part in _PARTS.findall(core.lower()))
    return not known and any(len(word) > _SHORT and word in lexicon.telling for word in parted)


_USUAL: Final = frozenset("./-,;:'")
_PARTS: Final = re.compile(r"[a-z]+")
_SHORT: Final = 3


def _edits(words: list[str], spans: list[Span], at: int) -> Iterator[_Edit]:
    """The words in their places, one space between them."""
    for i, (word, (first, last)) in enumerate(zip(words, spans, strict=True)):
        following = spans[i + 1][0] if i + 1 < len(spans) else None
        yield at + first, at + last, f"{word} " if following == last else word
        if following is not None and following > last:
            yield at + last, at + following, " "


# Words on separate lines ----------------------------------------------------------------------------------------------

_LINE_END: Final = re.compile(r"(?<=[^\s.!?…:;,])[ \t\r]{0,20}\n[ \t\r]{0,20}(?:\n[ \t\r]{0,20})?(?=[^\W\d_])")
"""Where a line ends in the middle of something: no mark before, and no item of a list behind."""
_NEAR: Final = 3
"""A word of danger or abuse stands as near to the end of the line, in words."""
_LETTERS: Final = re.compile(r"[A-Za-z]{1,30}")


def _lines(text: str) -> Iterator[_Edit]:
    """Ends of lines beside words of danger or abuse, which are read across."""
    for found in _LINE_END.finditer(text) if "\n" in text else ():
        first, last = found.span()
        near = _LETTERS.findall(text[max(0, first - 40) : first].lower())[-_NEAR:]
        near += _LETTERS.findall(text[last : last + 40].lower())[:_NEAR]
        if not looks().across.isdisjoint(near):
            yield first, last, " "
