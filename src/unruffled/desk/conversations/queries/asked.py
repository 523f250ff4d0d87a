"""What somebody asks the search for: words, and who, when and where, as `from:ana with:noor channel:chat since:7d`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from unruffled.desk.conversations.models import Channel, Conversation

_PART: Final = re.compile(r"(from|with|channel|is|since|before):(\S{1,60})", re.IGNORECASE)
_DAYS: Final = re.compile(r"(\d{1,4})d")

STANDING: Final[Mapping[str, str]] = {"open": "open", "aside": "snoozed", "closed": "closed"}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that narrows a search: its key, its value, and the words of the search that said it."""

    key: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: the words to find, what narrows it, and what was not understood, in sentences."""

    words: str
    parts: tuple[Part, ...] = ()
    wrong: tuple[str, ...] = ()

    def without(self, part: Part) -> str:
        """Return the search as its field would say it without this part."""
        kept = [other.said for other in self.parts if other is not part]
        return " ".join(filter(None, [self.words, *kept]))


def asked_of(text: str, *, now: datetime) -> Asked:
    """Return what a text asks for; a part with a value that is not known is said, and narrows nothing."""
    words: list[str] = []
    parts: dict[str, Part] = {}
    wrong: list[str] = []
    for term in text.replace("\x00", " ").split():
        found = _PART.fullmatch(term)
        if found is None:
            words.append(term)
            continue
        part = Part(found[1].lower(), found[2].lower(), term)
        try:
            _condition(part, now)
        except ValueError as why:
            wrong.append(str(why))
        else:
            parts[part.key] = part
    return Asked(" ".join(words), tuple(parts.values()), tuple(wrong))


def narrowed_to(rows: QuerySet[Conversation], asked: Asked, *, now: datetime) -> QuerySet[Conversation]:
    """Return those of the rows that the parts of a search leave."""
    for part in asked.parts:
        rows = rows.filter(_condition(part, now))
    return rows


def _condition(part: Part, now: datetime) -> Q:
    return _CONDITIONS[part.key](part.value, now)


def _from(value: str, now: datetime) -> Q:
    return Q(contact__name__icontains=value)


def _with(value: str, now: datetime) -> Q:
    if value == "nobody":
        return Q(assignee=None)
    people: dict[str, Any] = {f"assignee__{field}__istartswith": value for field in ("username", "name", "alias")}
    return Q(**people, _connector=Q.OR)


def _channel(value: str, now: datetime) -> Q:
    known = {"mail": "email", **{channel: channel for channel in Channel.values}}
    if value not in known:
        raise ValueError(f"channel:{value} is not known. Good ones: {', '.join(sorted(known))}.")
    return Q(channel=known[value])


def _is(value: str, now: datetime) -> Q:
    if value not in STANDING:
        raise ValueError(f"is:{value} is not known. Good ones: {', '.join(STANDING)}.")
    return Q(status=STANDING[value])


def _since(value: str, now: datetime) -> Q:
    return Q(last_at__gte=_day("since", value, now))


def _before(value: str, now: datetime) -> Q:
    return Q(last_at__lt=_day("before", value, now))


def _day(key: str, value: str, now: datetime) -> datetime:
    """Return the beginning of a day: a date, or so many days ago."""
    try:
        ago = _DAYS.fullmatch(value)
        day = now.date() - timedelta(days=int(ago[1])) if ago else date.fromisoformat(value)
    except (ValueError, OverflowError) as why:
        raise ValueError(f"{key}:{value} is no date. Good ones: {key}:2026-11-03, {key}:7d.") from why
    return datetime.combine(day, time(), tzinfo=now.tzinfo)


_CONDITIONS: Final[Mapping[str, Callable[[str, datetime], Q]]] = {
    "from": _from,
    "with": _with,
    "channel": _channel,
    "is": _is,
    "since": _since,
    "before": _before,
}
