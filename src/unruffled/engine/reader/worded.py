"""A promise in the words used: what will be done, by whom, when, and whether anybody could tell that it was not."""

from __future__ import annotations

import re
from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.grammar import US, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.times import When
from unruffled.engine.vocabulary import Promise


def worded(words: Text, clause: Clause, first: int, last: int, due: When | None, who: str, beyond: int) -> Promise:
    """Return words `first` up to `last` as a promise of this doer; what stands up to `beyond` tells if it is vague."""
    start = words.starts[clause.first if first == clause.verb else first]
    end = words.ends[last - 1]
    span = (start, end) if due is None else (min(start, due.span[0]), max(end, due.span[1]))
    return Promise(
        who=who,
        what=_what(words, clause, first, last, due),
        due_text="" if due is None else due.text,
        due_minutes=None if due is None else due.minutes,
        span=span,
        vague=_is_vague(words, clause, first, last, beyond, due),
    )


POSTED: Final = frozenset({"posted", "updated", "informed", "loop"})


def _is_vague(words: Text, clause: Clause, first: int, last: int, beyond: int, due: When | None) -> bool:
    if due is not None:
        return re.search(r"as soon as (?:possible|(?:we|i) can)", due.text, re.IGNORECASE) is not None
    act, rest = words.words[first], words.words[first + 1 : last]
    ours = clause.subject in US or bool({"someone", "somebody"} & set(clause.subject.split()))
    touching = act in words_for()["touch"] or (act == "keep" and bool(POSTED & set(rest)))
    said = clause.first if first == clause.verb else first
    called = act == "be" and bool({"touch", "contact"} & set(rest))
    return (
        called
        or (ours and touching)
        or VAGUE.search(words.original[words.starts[said] : words.ends[beyond - 1]]) is not None
    )


VAGUE: Final = re.compile(
    r"\basap\b|\bas soon as (?:possible|(?:i|we|they) can)\b|\bsoon\b(?!er)|\bshortly\b|\bin due course\b"
    r"|\blook(?:ing)? into\b"
    r"|\bsee what\b|\bdo (?:my|our) (?:very )?best\b|\bdo (?:everything|all|whatever)\b|\bat some point\b"
    r"|\bwhen(?:ever)? possible\b"
    r"|\btry (?:to|and|my|our)\b|\b(?:some|any)\s?(?:one|body)\b|\bat (?:the|our|my) earliest\b|\bin the (?:near"
    r"|coming) future\b"
    r"|\bwithout (?:undue )?delay\b|\bin a timely\b|\bsome ?time\b(?! (?:today|tomorrow|on))|\bif (?:i|we) can\b"
    r"|\bleave it with\b"
    r"|\bone day\b|\bin a (?:while|bit)\b|\bwhen (?:i|we) (?:can|get (?:a|the) (?:chance|moment))\b|\ball (?:i"
    r"|we) can\b",
    re.IGNORECASE,
)


def _what(words: Text, clause: Clause, first: int, last: int, due: When | None) -> str:
    """The act in the words used, with its doer when that is not the speaker, and its time."""
    start, end = words.starts[_opening(words, clause, first, last)], words.ends[last - 1]
    if due is not None and start <= due.span[0] < end:
        end = max(end, due.span[0] + len(due.text.rstrip(". ")))
    what = words.original[start:end]
    what = " ".join(what.split()).strip(" ,;:–-")
    if due is not None and " ".join(due.text.lower().split()).rstrip(".") not in what.lower():
        what = f"{what} {due.text[:1].lower()}{due.text[1:]}"
    return what if len(what) <= 120 else what[:120].rsplit(" ", 1)[0]


def _opening(words: Text, clause: Clause, first: int, last: int) -> int:
    if clause.kind == "no":
        return first
    if clause.subject == "you":
        given = words.words[first] in words_for()["delivered"] - {"hear"} and last > first + 1
        return first + 1 if given and words.words[first + 1] not in ("it", "them", "that") else first
    return clause.first if clause.subject not in (*US, "") and first == clause.verb else first
