"""Working days, working minutes and quiet hours of a house; the day and hour are those of the time zone passed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.sections.calendar import Calendar

_FURTHEST = 366
"""Days to look ahead for a working day: a calendar in which a whole year is off is taken as one without days off."""


def is_working(day: date, *, house: House | None = None) -> bool:
    """Return whether the house works on this day."""
    return _works(day, (house or default()).calendar)


def after(day: date, days: int, *, house: House | None = None) -> date:
    """Return the date so many working days after this day; with 0 days, this day or the first working day after it."""
    calendar = (house or default()).calendar
    found = day if days else _first(day, calendar)
    for _ in range(days):
        found = _first(found + timedelta(days=1), calendar)
    return found


def between(start: date, end: date, *, house: House | None = None) -> int:
    """Return how many working days lie after the start, up to and with the end; 0 where the end is not later."""
    calendar = (house or default()).calendar
    return sum(_works(start + timedelta(days=n), calendar) for n in range(1, (end - start).days + 1))


def minutes(start: datetime, end: datetime, *, house: House | None = None) -> float:
    """Return the minutes of working time from start to end: the time during which the house is open."""
    calendar = (house or default()).calendar
    local_end = end.astimezone(start.tzinfo)
    days = (local_end.date() - start.date()).days
    return sum(_open_minutes(start.date() + timedelta(days=n), start, local_end, calendar) for n in range(days + 1))


def is_quiet(now: datetime, *, house: House | None = None) -> bool:
    """Return whether nobody is to be written to at this hour; `now` in the time zone of the person written to."""
    calendar = (house or default()).calendar
    start, until = calendar.quiet_from, calendar.quiet_until
    hour = now.time()
    return start <= hour < until if start <= until else hour >= start or hour < until


def _works(day: date, calendar: Calendar) -> bool:
    return day.weekday() in calendar.working and day not in calendar.holidays


def _first(day: date, calendar: Calendar) -> date:
    ahead = (day + timedelta(days=n) for n in range(_FURTHEST))
    return next((one for one in ahead if _works(one, calendar)), day)


def _open_minutes(day: date, start: datetime, end: datetime, calendar: Calendar) -> float:
    if not _works(day, calendar):
        return 0.0
    opens = datetime.combine(day, calendar.opens, tzinfo=start.tzinfo)
    closes = datetime.combine(day, calendar.closes, tzinfo=start.tzinfo)
    return max(0.0, (min(end, closes) - max(start, opens)).total_seconds() / 60)
