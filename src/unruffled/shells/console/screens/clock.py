"""Times as people say them: a clock time today, a weekday this week, a date before that; waits in words.

`now` is a time of the zone that people read (`now_here` of the views): all others are said by its clock.
"""

from datetime import datetime, timedelta

from django.utils import timezone


def clock(at: datetime, *, now: datetime) -> str:
    """Return "14:10" today, "Thu 14:10" within six days, "3 Nov 14:10" this year, else with the year."""
    here = at.astimezone(now.tzinfo)
    if here.date() == now.date():
        return f"{here:%H:%M}"
    return f"{_day(here, now)} {here:%H:%M}"


def day(at: datetime, *, now: datetime) -> str:
    """Return "Today", "Yesterday", "Thursday" within six days, or "Monday 3 November"."""
    here = at.astimezone(now.tzinfo)
    days = (now.date() - here.date()).days
    if days in (0, 1):
        return ("Today", "Yesterday")[days]
    if 1 < days < 7:
        return f"{here:%A}"
    return f"{here:%A} {here.day} {here:%B}" + ("" if here.year == now.year else f" {here.year}")


def exact(at: datetime) -> str:
    """Return the clock time with seconds, for what will happen in a moment: "14:17:08"."""
    return f"{timezone.localtime(at):%H:%M:%S}"


def iso(at: datetime) -> str:
    """Return the time for machines, which read it in any zone."""
    return at.isoformat(timespec="seconds")


def waited(since: datetime | None, *, now: datetime) -> str:
    """Return how long somebody has waited: "now", "4 min", "2 h", "3 days"; nothing when nobody waits."""
    return "" if since is None else span(now - since)


def span(length: timedelta) -> str:
    """Return a length of time in its largest fitting unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 36 * 60:
        return f"{(minutes + 30) // 60} h"
    days = (minutes + 720) // 1440
    return "1 day" if days == 1 else f"{days} days"


def _day(here: datetime, today: datetime) -> str:
    days = (today.date() - here.date()).days
    if -6 <= days <= 6:
        return f"{here:%a}"
    return f"{here.day} {here:%b}" + ("" if here.year == today.year else f" {here.year}")
