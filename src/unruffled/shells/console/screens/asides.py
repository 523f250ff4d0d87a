"""Until when a conversation is put aside: the times that people mean, as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from unruffled.shells.console.screens.clock import clock

MORNING, AFTERNOON, LATER = time(9), time(14), time(16, 30)
NOTICE: Final = timedelta(minutes=30)
"""A time that is nearer than this is not worth offering: the next one is."""


@dataclass(frozen=True, slots=True)
class Until:
    """One time to choose: its name in the form, its words, and the time itself."""

    code: str
    words: str
    at: datetime
    shown: str


def choices(now: datetime) -> tuple[Until, ...]:
    """Return the times that are offered at this moment, the nearest first; `now` is in the zone people read."""
    found = [("hour", "In an hour", (now + timedelta(hours=1)).replace(second=0, microsecond=0))]
    afternoon = next((at for at in (_on(now, 0, AFTERNOON), _on(now, 0, LATER)) if at > now + NOTICE), None)
    if afternoon is not None:
        found.append(("afternoon", "This afternoon", afternoon))
    found.append(("tomorrow", "Tomorrow", _on(now, 1, MORNING)))
    if now.weekday() != 6:  # on a Sunday tomorrow is Monday
        found.append(("monday", "Monday", _on(now, 7 - now.weekday(), MORNING)))
    return tuple(Until(code, words, at, clock(at, now=now)) for code, words, at in found)


def until_of(code: str, day: str, hour: str, *, now: datetime) -> datetime:
    """Return the time that a form asks for: one of the choices, or a date with a time of day (nine by default).

    :raises ValueError: if it is no time; the text says what is
    """
    if code != "date":
        known = {choice.code: choice.at for choice in choices(now)}
        if code not in known:
            raise ValueError("Choose one of the times, or a date.")
        return known[code]
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour or "09:00"), tzinfo=now.tzinfo)
    except ValueError as wrong:
        raise ValueError("That is not a date. Good ones look like 2030-12-03.") from wrong


def _on(now: datetime, days: int, at: time) -> datetime:
    return datetime.combine(now.date() + timedelta(days=days), at, tzinfo=now.tzinfo)
