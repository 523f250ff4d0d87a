"""When a time that people name is over: its words turned into a date and an hour, where they can be."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from unruffled.engine.reader.atoms import MONTH, parts_of
from unruffled.engine.reader.times import MONTH_ALONE, NUMBERS, count_of, joined, unit_of

END_OF_DAY: Final = time(18, 0)
"""When a day that was named without an hour is over [default]."""

EARLY: Final = time(10, 0)
"""When "first thing" is over [default]."""

PARTS_OF_DAY: Final = {
    "morning": time(12, 0),
    "lunchtime": time(14, 0),
    "lunch": time(14, 0),
    "afternoon": time(18, 0),
    "evening": time(21, 0),
    "night": time(22, 0),
}
"""The end of each named part of the day [default]."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def resolve(words: str, said_at: datetime) -> datetime | None:
    """Return the latest moment that these words allow, said at this moment; None where they name no time.

    Days without an hour end at END_OF_DAY; working days skip Saturdays and Sundays; "8-10" is over at ten.
    """
    atoms = [atom for group in joined(words) for atom in group]
    if not atoms:
        return _month_over(words, said_at)
    parts: dict[str, str] = {}
    for atom in atoms:
        parts |= parts_of(atom)
    return _moment(parts | {"words": words.lower()}, said_at)


def _moment(parts: dict[str, str], said_at: datetime) -> datetime | None:
    if "every" in parts:
        parts = _first_of(parts["every"].removeprefix("other").strip()) | parts
    if "unit" in parts:
        return _after_length(parts, said_at)
    try:
        day, known = _day(parts, said_at.date())
    except ValueError:
        return None
    clock = _clock(parts, said_at, day_known=known)
    if clock is None:
        return _without_hour(parts, day, said_at)
    moment = _at(day, clock, said_at)
    return moment if known or moment > said_at else moment + timedelta(days=1)


def _month_over(words: str, said_at: datetime) -> datetime | None:
    """The end of the last month that these words name."""
    if not MONTH_ALONE.fullmatch(words.strip()):
        return None
    last = re.findall(MONTH, words.lower())[-1]
    first = said_at.date().replace(month=MONTHS.index(last[:3]) + 1, day=1)
    over = _end_of_month(first, next_one=False)
    if over < said_at.date():
        over = _end_of_month(first.replace(year=first.year + 1), next_one=False)
    return _at(over, END_OF_DAY, said_at)


def _first_of(every: str) -> dict[str, str]:
    """When what happens every so often happens first: the next morning, the next Friday, in two hours."""
    if every in PARTS_OF_DAY:
        return {"part": every}
    if every[:3] in WEEKDAYS:
        return {"weekday": every}
    pieces = every.split()
    return {} if every == "day" else {"count": pieces[0] if len(pieces) > 1 else "a", "unit": pieces[-1]}


def _without_hour(parts: dict[str, str], day: date, said_at: datetime) -> datetime:
    early = "first thing" in parts["words"] or "overnight" in parts["words"]
    over = EARLY if early else _part_of_day(parts) or END_OF_DAY
    moment = _at(day, over, said_at)
    if moment > said_at or day != said_at.date():
        return moment
    return moment + timedelta(days=1) if parts.get("part") == "morning" else _at(day, time(23, 59), said_at)


def _after_length(parts: dict[str, str], said_at: datetime) -> datetime:
    count, unit = count_of(parts), parts["unit"]
    if parts.get("kind", "").split()[-1:] in (["working"], ["business"]):
        days = count * (5 if unit.startswith("week") else 1)
        return _at(_working_days(said_at.date(), int(days)), END_OF_DAY, said_at)
    if unit.startswith(("min", "hour", "hr")):
        return said_at + timedelta(minutes=count * unit_of(unit))
    return _at((said_at + timedelta(minutes=count * unit_of(unit))).date(), END_OF_DAY, said_at)


def _working_days(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _day(parts: dict[str, str], today: date) -> tuple[date, bool]:
    """The day meant, and whether one was named at all."""
    if "iso" in parts:
        return date.fromisoformat(parts["iso"]), True
    for month, dom, year in (("month", "dom", "year"), ("month2", "dom2", "year2"), ("month3", "dom3", "year3")):
        if month in parts:
            return _date(parts[month], int(parts[dom]), parts.get(year), today), True
    if "dom4" in parts:
        return _day_of_month(int(parts["dom4"]), today), True
    if "nth" in parts:
        return today + timedelta(days=int(NUMBERS.get(parts["nth"]) or int(parts["nth"]))), True
    if "nth_of" in parts:
        return _nth_of_month(parts, today), True
    if "weekday" in parts:
        return _weekday(parts, today), True
    return _named_day(parts, today)


def _date(month: str, dom: int, year: str | None, today: date) -> date:
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    if year:
        return date(int(year) % 100 + 2000, number, dom)
    this_year = date(today.year, number, dom)
    return this_year if this_year >= today else date(today.year + 1, number, dom)


def _day_of_month(dom: int, today: date) -> date:
    for months_on in range(3):
        year, month = divmod(today.month - 1 + months_on, 12)
        try:
            found = date(today.year + year, month + 1, dom)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(dom)


_NTH: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3}


def _nth_of_month(parts: dict[str, str], today: date) -> date:
    """The last day that "the second week of October" or "the first working day of the month" allows."""
    first = today.replace(day=1)
    if parts["month5"][:3] in MONTHS:
        first = first.replace(month=MONTHS.index(parts["month5"][:3]) + 1)
        later = first.replace(year=first.year + 1)
    else:
        later = _end_of_month(today, next_one=False) + timedelta(days=1)
        first = later if "next" in parts["month5"] else first
    day = _nth_from(first, parts)
    return day if day >= today else _nth_from(later, parts)


def _nth_from(first: date, parts: dict[str, str]) -> date:
    if parts["nth_of"] == "last":
        return _end_of_month(first, next_one=False)
    nth = _NTH[parts["nth_of"]]
    if "working" in parts["nth_unit"]:
        return _working_days(first - timedelta(days=1), nth + 1)
    return first + timedelta(days=7 * nth + 6 if parts["nth_unit"] == "week" else nth)


def _weekday(parts: dict[str, str], today: date) -> date:
    wanted = WEEKDAYS.index(parts["weekday"][:3])
    next_week = "next" in parts.get("which", "") or "week" in parts.get("after", "")
    if next_week:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _named_day(parts: dict[str, str], today: date) -> tuple[date, bool]:
    day, end = parts.get("day", ""), parts.get("end", "") or parts.get("span_of", "")
    if "after tomorrow" in day:
        return today + timedelta(days=2), True
    if "working" in day:
        return _working_days(today, 1), True
    if day in ("tomorrow", "tmrw", "tomoz", "overnight") or day.endswith("next day"):
        return today + timedelta(days=1), True
    if "month" in end:
        return _end_of_month(today, next_one="next" in end), True
    if "week" in end:
        return _end_of_week(today, end), True
    return today, bool(day or end)


def _end_of_month(today: date, *, next_one: bool) -> date:
    first = today.replace(day=1)
    for _ in range(2 if next_one else 1):
        first = (first + timedelta(days=32)).replace(day=1)
    return first - timedelta(days=1)


def _end_of_week(today: date, words: str) -> date:
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    if "weekend" in words:
        friday += timedelta(days=2)
    return friday + timedelta(days=7) if "next" in words else friday


def _part_of_day(parts: dict[str, str]) -> time | None:
    said = " ".join(parts.get(k, "") for k in ("part", "round", "day", "end"))
    return next((over for name, over in PARTS_OF_DAY.items() if name in said), None)


_CLOCK_PARTS: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])?")


def _clock(parts: dict[str, str], said_at: datetime, *, day_known: bool) -> time | None:
    said = next((parts[k] for k in ("clock", "oclock", "at_hour", "to", "hour_of") if k in parts), None)
    if said is None:
        return None
    if said in ("noon", "midday", "12 noon"):
        return time(12, 0)
    if said == "midnight":
        return time(23, 59)
    hour, minute, half = _digits(said)
    if "half_of" in parts:
        minute = 30
    if "past" in parts:
        hour, minute = _spoken(parts, hour)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif _is_afternoon(parts, hour, minute, said, said_at, day_known=day_known):
        hour += 12
    return time(hour % 24, minute)


def _digits(said: str) -> tuple[int, int, str]:
    if said in NUMBERS:
        return int(NUMBERS[said]), 0, ""
    found = _CLOCK_PARTS.match(said)
    if found is None:
        return 0, 0, ""
    return int(found["hour"]), int(found["minute"] or 0), found["half"] or ""


def _spoken(parts: dict[str, str], hour: int) -> tuple[int, int]:
    minutes = 30 if parts["past"] == "half" else int(NUMBERS[parts["past"]])
    return (hour, minutes) if parts["way"] == "past" else (hour - 1, 60 - minutes)


def _is_afternoon(
    parts: dict[str, str], hour: int, minute: int, said: str, said_at: datetime, *, day_known: bool
) -> bool:
    """Whether an hour without am or pm means the afternoon: one to seven do, and hours already past this morning."""
    if not 1 <= hour < 12 or said.startswith("0"):
        return False
    words = f"{parts.get('part', '')} {parts.get('day', '')}"
    if "morning" in words:
        return False
    if hour <= 7 or any(w in words for w in ("afternoon", "evening", "night")):
        return True
    today = not day_known or parts.get("day") in ("today", "same day", "the same day")
    return today and time(hour, minute) <= said_at.time() < time(hour + 12, minute)


def _at(day: date, clock: time, said_at: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=said_at.tzinfo)
