"""When a promise of ours falls due: the times in a clause, and events said in their place ("once it has left")."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from unruffled.engine.reader import times
from unruffled.engine.reader.grammar import base_of
from unruffled.engine.reader.normalise import HARD, Text
from unruffled.engine.reader.times import When

EVENTS: Final = {
    "as": (("as", "soon", "as"),),
    "the": (("the", "next", "time"), ("the", "moment"), ("the", "minute"), ("the", "day")),
    "next": (("next", "time"),),
    "at": (("at", "the", "end", "of"),),
    "by": (("by", "the", "end", "of"),),
    **{word: ((word,),) for word in ("once", "when", "until", "till", "after", "before")},
}
"""What opens an event, by its first word."""


OPENS_EVENT: Final = frozenset(EVENTS)


_LED: Final = frozenset(
    {"by", "before", "within", "in", "until", "no", "not", "at", "on", "tomorrow", "today", "tonight"}
)


_AHEAD: Final = frozenset({"by", "before", "within", "in", "tomorrow", "tonight", "next", "no", "not"})


def due_of(words: Text, own: list[When]) -> When | None:
    """The time that an act is due, of those beside it: the last one that a word such as "by" or "on" leads."""
    own = [w for w in own if not _DATES_A_THING.search(words.original, max(0, w.span[0] - 24), w.span[0])]
    led = [w for w in own if w.lead in _LED]
    due = (led or own)[-1] if own else None
    return due if due is None or due.lead not in ("each", "every") else _until_over(words, due)


_DATES_A_THING: Final = re.compile(
    r"\b(?<!end )(?<!start )(?<!close )(?<!morning )(?<!evening )(?<!week )(?<!night )(?:of|dated)\s(?:the\s)?$",
    re.IGNORECASE,
)
"""What makes a time the date of a thing, and not of the act: "your letter of 2 March", "the bill dated 4 May"."""


def _until_over(words: Text, due: When) -> When:
    """With the event that ends it: "every evening until the tank is full"."""
    at = bisect_left(words.starts, due.span[1])
    if at + 1 >= len(words) or words.words[at] not in ("until", "till") or words.breaks[at]:
        return due
    end = words.ends[_clause_end(words, at + 1) - 1]
    return When(words.original[due.span[0] : end], (due.span[0], end), due.minutes)


def is_after_now(due: When) -> bool:
    """Whether the words of a time can only lie ahead: "by noon", "tomorrow", "later"."""
    said = due.text.lower()
    return due.lead in _AHEAD or any(
        w in said for w in ("tomorrow", "tonight", " by ", "latest", "this evening", "later")
    )


def fronted_event(words: Text, subject: int) -> When | None:
    """An event said before the subject: "As soon as I hear, I'll text you"."""
    start = words.sentence_at(subject).first
    for i in range(max(start, subject - 15), subject):
        if words.words[i] not in OPENS_EVENT:
            continue
        opens = i == start or words.breaks[i] or words.words[i - 1] in ("and", "so", "but")
        if not opens or words.words[i] in ("until", "till"):
            continue
        after = _behind_event(words, i)
        if after and words.words[after : after + 1] != ("again",) and after < subject <= after + 12:
            return _span_of(words, i, min(subject, _clause_end(words, after)))
    return None


def _behind_event(words: Text, i: int) -> int | None:
    """Where what happens is told, if word i opens an event."""
    for event in EVENTS.get(words.words[i], ()):
        if words.words[i : i + len(event)] == event:
            return i + len(event)
    return None


def due_event(words: Text, first: int, end: int) -> When | None:
    """A time given as an event or a month: "as soon as I hear", "once it has left", "before then", "in May"."""
    for i in range(first + 1, min(len(words), end + 3)):
        if words.breaks[i] == HARD:
            return None
        if words.words[i] not in _DUE:
            continue
        if month := _month_at(words, i, end):
            return month
        if words.words[i] == "while" and _lasts(words, first) and _has_clause(words, i + 1):
            return _span_of(words, i, _clause_end(words, i + 1))
        if words.words[i] in ("before", "by", "until", "till") and words.words[i + 1 : i + 2] == ("then",):
            return _span_of(words, i, i + 2)
        if (after := _behind_event(words, i)) and _has_clause(words, after):
            return _span_of(words, i, _clause_end(words, after))
    return None


def _lasts(words: Text, first: int) -> bool:
    """Whether the act fills a time ("I'll stay while you look"); others are over by then ("I'll check while you wait"),
    and who holds the line only waits within this talk."""
    return words.words[first] in _LASTING and "line" not in words.words[first + 1 : first + 5]


_LASTING: Final = frozenset({"stay", "wait", "hold", "keep", "remain", "mind", "stand"})


def _month_at(words: Text, i: int, end: int) -> When | None:
    """The month without its day that begins at word i."""
    month = times.MONTH_ALONE.match(words.original, words.starts[i]) if i < end and words.words[i] in _MONTHLY else None
    return None if month is None else When(month.group(), month.span(), None)


_MONTHLY: Final = frozenset({"in", "at", "from", "by", "before", "until", "till"})
_DUE: Final = OPENS_EVENT | _MONTHLY | {"while"}


def _span_of(words: Text, first: int, last: int) -> When:
    a, b = words.starts[first], words.ends[last - 1]
    return When(words.original[a:b], (a, b), None)


def _has_clause(words: Text, i: int) -> bool:
    """Whether an event is told here: a clause, or after "after", "before", "until" a thing ("after the visit")."""
    if i >= len(words) or words.breaks[i] or words.words[i] in ("again", "more", "only"):
        return False
    near = words.words[i : i + 5]
    told = {"i", "we", "it", "he", "she", "they", "you", "is", "has", "have", "are", "then"}
    if words.words[i - 1] == "of" or (words.words[i - 1] == "after" and near[0] in _DAILY):
        return True
    thing = words.words[i - 1] in ("after", "before", "until", "till") and near[0] in (
        "the",
        "your",
        "our",
        "his",
        "her",
    )
    return thing or bool(told & set(near)) or any(base_of(w) != w for w in near[1:3])


_DAILY: Final = frozenset({"work", "lunch", "dinner", "school", "hours", "closing"})


def _clause_end(words: Text, i: int) -> int:
    last = i
    while last < len(words) and last - i < 9 and not (last > i and words.breaks[last]):
        last += 1
    return last


def is_dated(due: When) -> bool:
    """Whether it is a time by the clock or the calendar, not an event."""
    return bool(times.find(due.text) or is_month(due))


def is_month(due: When) -> bool:
    """Whether it is a month without its day."""
    return times.MONTH_ALONE.fullmatch(due.text) is not None


def is_length(due: When) -> bool:
    """Whether it is a mere length ("three days before the wedding"), which promises nothing by itself."""
    return due.minutes is not None and due.lead not in ("within", "in", "inside", "under", "give", "by")
