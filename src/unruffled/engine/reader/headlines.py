"""Promises named without a verb: "Courier: tomorrow 10-12", "Refund raised, with you by Wednesday"."""

from __future__ import annotations

import re
from typing import Final

from unruffled.engine.reader.clauses import Clause, own_times, trimmed
from unruffled.engine.reader.dues import is_after_now, is_length
from unruffled.engine.reader.grammar import OBJECTS, words_for
from unruffled.engine.reader.normalise import Sentence, Text
from unruffled.engine.reader.times import When
from unruffled.engine.reader.worded import worded
from unruffled.engine.vocabulary import Promise

_ASKS: Final = frozenset(
    {"please", "need", "must", "should", "may", "can", "could", "would", "might", "kindly", "have"}
)


def named_only(
    words: Text, sentence: Sentence, first: int, last: int, whens: list[When], by: str, followed: bool
) -> list[Promise]:
    """Promises without a clause: "Courier: tomorrow 10-12", "Refund raised, with you by Wednesday"."""
    first = _past_greeting(words, first, last)
    last = trimmed(words, first, last)
    if (
        ("?" in sentence.mark and not followed)
        or last - first < 2
        or words.words[first] in words_for()["about"] | _SOME
    ):
        return []
    own = [w for w in own_times(words, first, last, whens) if not _SUM.fullmatch(w.text)]
    if not own or (followed and last - first < 4 and abs(own[-1].span[1] - words.ends[last - 1]) <= 1):
        return []
    pieces = {_piece(words, first, last, when): when for when in own[:_LISTED]}
    if len(pieces) > 1 and _is_list(words, pieces):
        named = [(at, trimmed(words, at, end), when) for (at, end), when in pieces.items()]
        return [worded(words, Clause(at, at, "named", "", False), at, end, when, by, end) for at, end, when in named]
    at, end = _piece(words, first, last, own[-1])
    if not _names_something_ahead(words, first, at, end, own[-1]):
        return []
    return [worded(words, Clause(first, first, "named", "", False), first, end, own[-1], by, end)]


_SOME: Final = frozenset({"most", "many", "some", "others"})
"""What opens a word about people in general."""


_SUM: Final = re.compile(r"\d{1,2}\.\d\d")
"""What may be an hour or an amount: by itself it promises no time."""


_LISTED: Final = 6
"""How many promises one list of them may hold."""


def _is_list(words: Text, pieces: dict[tuple[int, int], When]) -> bool:
    """Whether every piece names something ahead with its own time: "carpenter Friday 10-12, decision by Tuesday"."""
    past = words_for()["past"]
    return any(is_after_now(when) or _APPOINTED.search(when.text) for when in pieces.values()) and all(
        end - at >= 2
        and not is_length(when)
        and not words.quoted[at]
        and not set(words.words[at:end]) & (past | _DENIED | _ASKS)
        and not _has_failed(words, at, end)
        and not any(w.endswith("ed") and w not in words_for()["prepared"] for w in words.words[at:end])
        for (at, end), when in pieces.items()
    )


def _past_greeting(words: Text, first: int, last: int) -> int:
    if words.words[first] not in ("hi", "hello", "hey", "dear", "morning", "good"):
        return first
    return next((i for i in range(first + 1, last) if words.breaks[i]), first)


def after_colon(words: Text, first: int, last: int) -> int | None:
    """The first word after a colon among these, where no clause follows it."""
    for i in range(first + 1, last):
        if ":" in words.original[words.ends[i - 1] : words.starts[i]]:
            return i
    return None


def _piece(words: Text, first: int, last: int, due: When) -> tuple[int, int]:
    """The stretch between commas that the time stands in."""
    at = next(i for i in range(first, last) if words.ends[i] > due.span[0])
    start, end = at, at + 1
    while start > first and not words.breaks[start]:
        start -= 1
    headline = words.original[due.span[1] : due.span[1] + 1] == ":"
    while end < last and (not words.breaks[end] or words.starts[end] < due.span[1] or (headline and end == at + 1)):
        end += 1
    return start, end


def _names_something_ahead(words: Text, first: int, at: int, end: int, due: When) -> bool:
    lists = words_for()
    said, piece = set(words.words[first:end]), words.words[at:end]
    if (
        "has" in piece
        or _is_told_to(words, first, end)
        or is_length(due)
        or _has_failed(words, at, end)
        or said & (lists["habitual"] | {"not"})
        or _was_done(words, at, end)
    ):
        return False
    if words.original[due.span[1] : due.span[1] + 1] == ":" and due.span[0] <= words.starts[at]:
        return True
    if due.span[0] <= words.starts[first] and _APPOINTED.search(due.text) and not set(said) & lists["past"]:
        return True
    headed = re.search(r":\s", words.original[words.ends[first] : words.starts[end - 1]]) is not None
    if headed and not set(piece) & lists["past"]:
        return True
    worked = set(piece) & lists["past"] or any(w.endswith("ed") and w not in lists["prepared"] for w in piece)
    ahead = is_after_now(due)
    if worked and not ahead:
        return False
    return bool(said & (lists["things"] | lists["prepared"] | {"next"})) or (ahead and (end - first) > 3)


_APPOINTED: Final = re.compile(
    r"\b(?:[a-z]{3,6}day|tomorrow|today|tonight)\b.{1,20}(?:\d|clock|noon)|(?:\d|clock|noon).{1,20}\b(?:[a-z]{3,6}day|tomorrow)\b",
    re.IGNORECASE,
)
"""A day with an hour: "Thursday six o'clock, your place" is an appointment."""


def _was_done(words: Text, at: int, end: int) -> bool:
    """Whether somebody did it already: "the baker confirmed your order for Sunday"."""
    done = words_for()["prepared"]
    return any(words.words[i] in done and words.words[i + 1] in OBJECTS for i in range(at + 1, end - 1))


_FAILED: Final = frozenset({"no", "never", "nobody", "nothing", "since", "late", "without", "forgotten", "again"})


def _has_failed(words: Text, at: int, end: int) -> bool:
    """Whether the piece tells what went wrong: "no call Thursday", "due Monday, never came"."""
    piece = set(words.words[at:end])
    return bool(_FAILED & piece) or ("due" in piece and bool(_DENIED & set(words.words[end : end + 1])))


_DENIED: Final = frozenset({"no", "not", "never", "nobody", "nothing"})


_SOFTLY: Final = frozenset({"just", "simply", "then", "so", "also", "always", "maybe", "perhaps"})
"""What may stand before what the customer is told to do: "Just come by at eight"."""


def _is_told_to(words: Text, first: int, last: int) -> bool:
    """Whether the customer is asked or told to do it: "Please return it by Friday"."""
    opens = first + 1 if words.words[first] in _SOFTLY and first + 2 < last else first
    said = words.words[opens:last]
    return (
        (said[0] in words_for()["acts"] | {"make", "remember"} and not set(said[1:2]) & words_for()["things"])
        or bool(_ASKS & set(said))
        or "you" in said[:2]
    )
