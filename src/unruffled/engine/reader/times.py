"""Times that people name in a message, found with their place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from unruffled.engine.reader import atoms
from unruffled.engine.reader.atoms import MONTH, WEEKDAY, kind_of, parts_of
from unruffled.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class When:
    """A time named in a text: its words, their place, and minutes from then, where that is known."""

    text: str
    span: Span
    minutes: float | None

    @property
    def lead(self) -> str:
        """The word that opens it, lower case: by, on, within …"""
        word = self.text.split(maxsplit=1)[0].lower() if self.text else ""
        return "till" if word == "til" else word


@lru_cache(maxsize=128)
def find(text: str) -> tuple[When, ...]:
    """Return every time named in the text, in order, with joined words ("by noon tomorrow") as one."""
    return tuple(_when(text, group) for group in joined(text))


def joined(text: str) -> Iterator[list[re.Match[str]]]:
    """Return the times of a text in groups: each is one time, said in several words ("by noon tomorrow")."""
    group: list[re.Match[str]] = []
    for atom in atoms.find(text):
        between = text[group[-1].end() : atom.start()] if group else ""
        if group and len(between) <= 24 and _GLUE.fullmatch(between) and not _is_said_twice(group, atom):
            group.append(atom)
            continue
        if _stands_alone(text, group):
            yield group
        group = [atom]
    if _stands_alone(text, group):
        yield group


def _is_said_twice(group: list[re.Match[str]], atom: re.Match[str]) -> bool:
    """Whether the group has an hour, a date or a day already: this one begins another time."""
    return any(_FAMILY[kind_of(one)] == _FAMILY[kind_of(atom)] for one in group)


_FAMILY: Final = {
    **dict.fromkeys(("length", "bare", "nth"), "length"),
    **dict.fromkeys(("iso", "date", "month_first", "slashed", "ordinal", "nth_of"), "date"),
    **dict.fromkeys(("range", "spoken", "clock", "oclock", "at_hour"), "clock"),
    **dict.fromkeys(("day_word", "end", "span_of"), "day"),
    "weekday": "weekday",
    "every": "every",
    **dict.fromkeys(("round", "part"), "part"),
}


def _stands_alone(text: str, group: list[re.Match[str]]) -> bool:
    if not group:
        return False
    if len(group) > 1 or kind_of(group[0]) not in (*_BARE, "range"):
        return True
    atom = group[0]
    led = _LEAD.search(text, max(0, atom.start() - 24), atom.start()) is not None
    if kind_of(atom) == "range":
        return led or "between" in atom.group().lower() or ":" in atom.group()
    if led and text[max(0, atom.start() - 12) : atom.start()].lower().endswith(_LIMITS):
        return True
    return " " in atom.group() and (led or not atom.group().lower().startswith("that"))


def _when(text: str, group: list[re.Match[str]]) -> When:
    start, end = group[0].start(), group[-1].end()
    if led := _LEAD.search(text, max(0, start - 28), start):
        start = led.start()
    if tail := _TAIL.match(text, end):
        end = tail.end()
    return When(text[start:end], (start, end), _minutes(group))


def _minutes(group: list[re.Match[str]]) -> float | None:
    if len(group) != 1 or kind_of(group[0]) not in ("length", "bare"):
        return None
    parts = parts_of(group[0])
    if parts.get("kind", "").endswith(("working ", "business ")):
        return None
    return count_of(parts) * unit_of(parts["unit"])


def count_of(parts: dict[str, str]) -> float:
    """Return how many of its units a length has, the most of "two to three"."""
    said = parts.get("most") or parts.get("most_word") or parts.get("count") or ""
    word = next((w for w in said.replace("half an", "half").split() if w in NUMBERS and w not in ("a", "an")), said)
    return NUMBERS.get(word) or float(word)


def unit_of(unit: str) -> int:
    """Return the minutes of a unit: of "hrs", "days", "week"."""
    return next(minutes for name, minutes in UNIT_MINUTES.items() if unit.lower().startswith(name))


NUMBERS: Final[dict[str, float]] = {
    **{w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())},
    "a": 1,
    "an": 1,
    "the": 1,
    "next": 1,
    "couple": 2,
    "few": 3,
    "fifteen": 15,
    "quarter": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "sixty": 60,
    "half": 0.5,
}
UNIT_MINUTES: Final = {"min": 1, "hour": 60, "hr": 60, "day": 1440, "week": 10080, "fortnight": 20160, "month": 43200}


_GLUE: Final = re.compile(
    r"(?:\s|,|\(|-|–|:|\bat\b|\bon\b|\bby\b|\bbefore\b|\bbetween\b|\bthe\b|\bin\b|\bof\b|\bfrom\b|\blatest\b"
    r"|\bafter\b"
    r"|\bfirst thing\b|\bsometime\b|\bsome time\b|\blater\b|\bearly\b|\blate\b|\bfor\b){1,8}",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"(?:\b(?:no later than|not later than|no more than|as of"
    r"|at the latest by|by the time of|by|before|until|till?|at|on|around"
    r"|about|for"
    r"|after|from|first thing|later|early|late|sometime|some time|between|the|within|since)\s){1,3}$",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r",?\s(?:at the latest|at most|sharp|first thing|thereafter|or before|or sooner|or earlier)\b", re.IGNORECASE
)
_LIMITS: Final = tuple(f"{word} {the}" for word in ("by", "before", "until", "till", "til") for the in ("", "the "))
_BARE: Final = frozenset({"part", "nth"})
"""Atoms that name a time only beside another one, or after a word such as by or in."""


def names_a_thing(text: str, when: When) -> bool:
    """Whether a time only says which thing is meant: "the Tuesday slot", "your Friday lesson"."""
    return (
        _WEEKDAY_OF.fullmatch(when.text) is not None
        and _THING_NEXT.match(text, when.span[1]) is not None
        and (
            when.lead in ("the", "on", "for") or _OWNER.search(text, max(0, when.span[0] - 6), when.span[0]) is not None
        )
    )


_WEEKDAY_OF: Final = re.compile(rf"(?:(?:on|for)\s)?(?:the\s)?{WEEKDAY}", re.IGNORECASE)
_THING_NEXT: Final = re.compile(
    r"\s(?:one|slot|class|lesson|appointment|visit|session|delivery|booking|group|shift|flight)s?\b"
)
_OWNER: Final = re.compile(r"\b(?:your|our|my|a|this)\s$", re.IGNORECASE)


MONTH_ALONE: Final = re.compile(
    rf"\b(?:in|at|from|by|before|until|till)\s(?:early\s|mid[\s-]|late\s|the\send\sof\s)?{MONTH}"
    rf"(?:\s(?:or|and|to)\s{MONTH})?(?!\s(?:the\s)?\d)",
    re.IGNORECASE,
)
"""A month without its day. What was is also "in August": `find` leaves these to those who know the tense."""
