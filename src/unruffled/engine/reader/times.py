"""Times that people name in a message, found with their place in it and turned into a date where they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from unruffled.engine.vocabulary import Span

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

_HOUR_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = r"(?:morning|lunchtime|lunch|afternoon|evening|night)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_WEEKDAY = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|(?-i:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)"
    r"|(?:(?<=\bon\s)|(?<=\bby\s)|(?<=\btil\s)|(?<=\btill\s)|(?<=\buntil\s)|(?<=\bnext\s))"
    r"(?:mon|tues?|wed|thurs?|fri|sat|sun))\b"
)
_HALF_DAY = r"\s?[ap]\.?m\b\.?"
_HOUR = r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?"
_ATOMS: Final = {
    "length": r"(?:within|inside|in|under|over|after|give me|allow)\s(?:about\s|around\s|under\s|the next\s|no"
    r" more than\s|up to\s|max(?:imum)?\s|at most\s|less than\s|roughly\s|approximately\s|another\s)?"
    rf"(?P<count>\d{{1,3}}(?:\s?(?:-|–|to)\s?(?P<most>\d{{1,3}}))?|half an|half|the next|an?|the|(?:a )?couple of"
    rf"|(?:a )?few|{_HOUR_WORD}(?:\s(?:to|or)\s(?P<most_word>{_HOUR_WORD}))?|fifteen|twenty|thirty|forty-five|forty"
    rf"|sixty)"
    r"\s(?P<kind>(?:full\s)?(?:working|business|calendar)\s)?(?P<unit>min(?:ute)?s?|hours?|hrs?|days?|weeks?"
    r"|fortnight|months?)\b",
    "bare": rf"(?P<count_b>\d{{1,3}}(?:\s?(?:-|–|to)\s?(?P<most_b>\d{{1,3}}))?|half an|{_HOUR_WORD}(?:\s(?:to"
    rf"|or)\s(?P<most_word_b>{_HOUR_WORD}))?"
    r"|fifteen|twenty|thirty|forty|sixty)\s(?P<kind_b>(?:full\s)?(?:working|business"
    r"|calendar)\s)?(?P<unit_b>minutes?|mins?|hours?|hrs?|days?|weeks?)\b",
    "nth": rf"(?:on\s)?day\s(?P<nth>\d{{1,2}}|{_HOUR_WORD})\b",
    "iso": r"(?P<iso>20\d\d-[01]\d-[0-3]\d)\b",
    "date": rf"(?:the\s)?(?P<dom>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})(?:,?\s(?P<year>20\d\d))?",
    "month_first": rf"(?P<month2>{_MONTH})\s(?:the\s)?(?P<dom2>[0-3]?\d)(?:st|nd|rd"
    rf"|th)?\b(?![:.]\d)(?:,?\s(?P<year2>20\d\d))?",
    "slashed": r"(?P<dom3>[0-3]?\d)/(?P<month3>[01]?\d)(?:/(?P<year3>20\d\d|\d\d))?\b(?!/)",
    "ordinal": r"the\s(?P<dom4>[0-3]?\d)(?:st|nd|rd|th)\b",
    "nth_of": r"(?:the\s)?(?P<nth_of>first|second|third|fourth|last)\s(?P<nth_unit>(?:working\s)?day|week)\s(?:of|in)"
    rf"\s(?P<month5>{_MONTH}|(?:the|this|next)\smonth\b)",
    "range": rf"(?:(?:between|from)\s)?(?P<from>{_HOUR}(?:{_HALF_DAY})?|{_HOUR_WORD}|noon)"
    rf"(?:\s?[-–]\s?|\s(?:and|to|until|till)\s)(?P<to>{_HOUR}(?:{_HALF_DAY})?|{_HOUR_WORD}"
    rf"|noon)(?![\w-])(?!\s(?:days?|weeks?|hours?|working|business|minutes?))",
    "spoken": r"(?:(?P<past>half|quarter|ten|five|twenty)\s(?P<way>past|to)|(?P<half_of>half))"
    rf"\s(?P<hour_of>{_HOUR_WORD}|1[0-2]|[1-9])\b",
    "clock": rf"(?P<clock>(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)(?:{_HALF_DAY})?|(?:1[0-2]|0?[1-9]){_HALF_DAY}|12"
    rf" noon|noon|midday|midnight)(?!\w)",
    "oclock": rf"(?P<oclock>{_HOUR_WORD}|1[0-2]|[1-9])\so['’]?clock\b",
    "at_hour": r"(?:at|by|than|before|until|till?|around(?!\s\w+\s(?:or|to|and)\b))\s(?:about\s|around\s)?"
    rf"(?P<at_hour>{_HOUR_WORD}|2[0-3]|1?\d)(?![\w%€$£:/-]|\.\d)"
    r"(?=$|[\s,;.!?)]*(?:$|\n|[,;.!?)]|on\b|today|tonight|tomorrow|this|in the|sharp|and\b|with|whether|at the latest"
    r"|to\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|if\b|or\b|so\b|but\b|unless|either))",
    "day_word": rf"(?P<day>the day after tomorrow|tomorrow|tmrw|tomoz|today|tonight|tonite|overnight"
    rf"|(?:the )?same day|(?:the )?next (?:working )?day|this {_PART}|next {_PART})\b",
    "weekday": rf"(?P<which>this\s|next\s|coming\s)?(?P<weekday>{_WEEKDAY})(?P<after>\s(?:next\sweek|week\b))?",
    "end": r"(?:the\s|by\s)?(?:end|close)\sof\s(?:the\s|this\s|my\s|our\s)?(?P<end>next week|next month|day|week"
    r"|month|shift|play|business|afternoon|morning|today)\b",
    "span_of": r"(?P<span_of>(?:early |late |later )?(?:this|next) (?:week|weekend|month)|the weekend)\b",
    "every": rf"(?:each|every)\s(?P<every>(?:other\s)?(?:{_PART}|{_WEEKDAY}|day|week|hour|month"
    rf"|(?:half|couple of|few|\d{{1,2}}|{_HOUR_WORD})\s(?:an?\s)?(?:hours?|minutes|days|weeks)))\b",
    "round": r"on\s(?:his|her|the|their|our|my)\s(?P<round>"
    rf"{_PART}\s(?:rounds?|run|trip|delivery|post)|way\s(?:home|in|past|back|over|down|up))\b",
    "part": rf"(?:in the\s|that\s|first thing in the\s|later this\s)?(?P<part>{_PART})\b(?! shift| price)",
}
_ATOM: Final = re.compile("|".join(rf"(?P<_{kind}>\b(?:{body}))" for kind, body in _ATOMS.items()), re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
_OPENING: Final = frozenset(
    """within inside in under over after give allow around half one two three four five six seven eight nine ten eleven
    twelve fifteen twenty thirty forty sixty on day the between from noon midday midnight quarter at by than before
    until till til tomorrow tmrw tomoz today tonight tonite overnight same
    each every second third fourth last next this late early later coming weekend end close morning lunchtime
    lunch afternoon evening night that first monday tuesday wednesday thursday friday saturday sunday mon tue tues
    wed thur thurs thu fri sat sun january february march april may june july august september october november
    december jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
"""Words that a time can begin with; a number can too."""
_NUMBER = rf"(?:\d|{_HOUR_WORD})"
_COUNTED = r"to|or|and|until|till|full|working|business|calendar|min|hour|hr|day|week|o['’]?clock"
_MEASURE = (
    rf"(?:{_NUMBER}|an?\b|the\s|half|few|couple|fifteen|twenty|thirty|forty|sixty"
    r"|about|around|under|no\s|up\s|max|at\s|less|roughly|approximately|another)"
)
_BEHIND: Final = {
    word: re.compile(what, re.IGNORECASE)
    for words, what in {
        "at than before until till til around": rf"\s(?:about\s|around\s)?{_NUMBER}",
        "by": rf"\s(?:(?:about\s|around\s)?{_NUMBER}|end|close)",
        "in within inside under over after allow": rf"\s{_MEASURE}",
        "give": r"\sme",
        "the": r"\s(?:\d|first|second|third|fourth|last|day|same|next|end|close|weekend)",
        "that": rf"\s{_PART}",
        "this": rf"\s(?:{_PART}|week|month|mon|tue|wed|thu|fri|sat|sun)",
        "on": rf"\s(?:day|(?:his|her|the|their|our|my)\s(?:{_PART}|way))",
        "first": r"\s(?:thing|working|day|week)",
        "may march": r"\s(?:the\s)?\d",
        "between from": rf"\s(?:{_NUMBER}|noon)",
        "one two three four five six seven eight nine ten eleven twelve": rf"\s?[-–]|\s(?:{_COUNTED}|past|to)",
    }.items()
    for word in words.split()
}
"""What stands behind those of them that are said for much else, where they begin a time."""
_NUMERAL: Final = re.compile(
    rf"\d+(?:[:./]|st|nd|rd|th|\s?[ap]\.?m|\s?[-–]|\s(?:{_COUNTED}|noon|of"
    r"|jan|feb|mar|apr|may|ju|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
"""A number with what stands behind it where it begins a time."""
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
    return tuple(_when(text, atoms) for atoms in _joined(text))


def resolve(words: str, said_at: datetime) -> datetime | None:
    """Return the latest moment that these words allow, said at this moment; None where they name no time.

    Days without an hour end at END_OF_DAY; working days skip Saturdays and Sundays; "8-10" is over at ten.
    """
    atoms = [atom for group in _joined(words) for atom in group]
    if not atoms:
        return _month_over(words, said_at)
    named = [{k: v for k, v in atom.groupdict().items() if v is not None} for atom in atoms]
    parts: dict[str, str] = {}
    for one in named:
        parts.update({k.removesuffix("_b"): v.lower() for k, v in one.items() if not k.startswith("_")})
    return _moment(parts | {"words": words.lower()}, said_at)


def _joined(text: str) -> Iterator[list[re.Match[str]]]:
    group: list[re.Match[str]] = []
    for atom in _atoms(text):
        between = text[group[-1].end() : atom.start()] if group else ""
        if group and len(between) <= 24 and _GLUE.fullmatch(between) and not _same_kind(group, atom):
            group.append(atom)
            continue
        if _stands_alone(text, group):
            yield group
        group = [atom]
    if _stands_alone(text, group):
        yield group


def _atoms(text: str) -> Iterator[re.Match[str]]:
    """The times of the text one by one; looked for only where a word can begin one."""
    end = 0
    for word in _WORD.finditer(text):
        first = word[0].lower()
        if first in _OPENING:
            begins = first not in _BEHIND or _BEHIND[first].match(text, word.end())
        else:
            begins = first[0].isdigit() and _NUMERAL.match(text, word.start())
        atom = _ATOM.match(text, word.start()) if begins and word.start() >= end else None
        if atom is not None and not _is_sum(text, atom):
            end = atom.end()
            yield atom


def _is_sum(text: str, atom: re.Match[str]) -> bool:
    """Whether what looks like an hour is money: "£12.40"."""
    return (
        text[max(0, atom.start() - 1) : atom.start()] in _SIGNS
        or text[atom.end() : atom.end() + 2].strip()[:1] in _SIGNS
    )


_SIGNS: Final = ("£", "$", "€")


def _same_kind(group: list[re.Match[str]], atom: re.Match[str]) -> bool:
    return any(_family(one) == _family(atom) for one in group)


_FAMILY: Final = {
    **dict.fromkeys(("length", "bare", "nth"), "length"),
    **dict.fromkeys(("iso", "date", "month_first", "slashed", "ordinal", "nth_of"), "date"),
    **dict.fromkeys(("range", "spoken", "clock", "oclock", "at_hour"), "clock"),
    **dict.fromkeys(("day_word", "end", "span_of"), "day"),
    "weekday": "weekday",
    "every": "every",
    **dict.fromkeys(("round", "part"), "part"),
}


def _kind(atom: re.Match[str]) -> str:
    return str(atom.lastgroup)[1:]


def _family(atom: re.Match[str]) -> str:
    return _FAMILY[_kind(atom)]


def _stands_alone(text: str, group: list[re.Match[str]]) -> bool:
    if not group:
        return False
    if len(group) > 1 or _kind(group[0]) not in (*_BARE, "range"):
        return True
    atom = group[0]
    led = _LEAD.search(text, max(0, atom.start() - 24), atom.start()) is not None
    if _kind(atom) == "range":
        return led or "between" in atom.group().lower() or ":" in atom.group()
    if led and text[max(0, atom.start() - 12) : atom.start()].lower().endswith(_LIMITS):
        return True
    return " " in atom.group() and (led or not atom.group().lower().startswith("that"))


def _when(text: str, atoms: list[re.Match[str]]) -> When:
    start, end = atoms[0].start(), atoms[-1].end()
    if led := _LEAD.search(text, max(0, start - 28), start):
        start = led.start()
    if tail := _TAIL.match(text, end):
        end = tail.end()
    return When(text[start:end], (start, end), _minutes(atoms))


def _minutes(atoms: list[re.Match[str]]) -> float | None:
    if len(atoms) != 1 or _kind(atoms[0]) not in ("length", "bare"):
        return None
    parts = {k.removesuffix("_b"): v.lower() for k, v in atoms[0].groupdict().items() if v is not None}
    if parts.get("kind", "").endswith(("working ", "business ")):
        return None
    return _count(parts) * _unit(parts["unit"])


def _count(parts: dict[str, str]) -> float:
    said = parts.get("most") or parts.get("most_word") or parts.get("count") or ""
    word = next((w for w in said.replace("half an", "half").split() if w in NUMBERS and w not in ("a", "an")), said)
    return NUMBERS.get(word) or float(word)


def _unit(unit: str) -> int:
    return next(minutes for name, minutes in UNIT_MINUTES.items() if unit.lower().startswith(name))


def _moment(parts: dict[str, str], said_at: datetime) -> datetime | None:
    if "every" in parts:
        parts = _first_of(parts["every"].removeprefix("other ")) | parts
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


def names_a_thing(text: str, when: When) -> bool:
    """Whether a time only says which thing is meant: "the Tuesday slot", "your Friday lesson"."""
    return (
        _WEEKDAY_OF.fullmatch(when.text) is not None
        and _THING_NEXT.match(text, when.span[1]) is not None
        and (
            when.lead in ("the", "on", "for") or _OWNER.search(text, max(0, when.span[0] - 6), when.span[0]) is not None
        )
    )


_WEEKDAY_OF: Final = re.compile(rf"(?:(?:on|for)\s)?(?:the\s)?{_WEEKDAY}", re.IGNORECASE)
_THING_NEXT: Final = re.compile(
    r"\s(?:one|slot|class|lesson|appointment|visit|session|delivery|booking|group|shift|flight)s?\b"
)
_OWNER: Final = re.compile(r"\b(?:your|our|my|a|this)\s$", re.IGNORECASE)


MONTH_ALONE: Final = re.compile(
    rf"\b(?:in|at|from|by|before|until|till)\s(?:early\s|mid[\s-]|late\s|the\send\sof\s)?{_MONTH}"
    rf"(?:\s(?:or|and|to)\s{_MONTH})?(?!\s(?:the\s)?\d)",
    re.IGNORECASE,
)
"""A month without its day. What was is also "in August": `find` leaves these to those who know the tense."""


def _month_over(words: str, said_at: datetime) -> datetime | None:
    """The end of the last month that these words name."""
    if not MONTH_ALONE.fullmatch(words.strip()):
        return None
    last = re.findall(_MONTH, words.lower())[-1]
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
    count, unit = _count(parts), parts["unit"]
    if parts.get("kind", "").split()[-1:] in (["working"], ["business"]):
        days = count * (5 if unit.startswith("week") else 1)
        return _at(_working_days(said_at.date(), int(days)), END_OF_DAY, said_at)
    if unit.startswith(("min", "hour", "hr")):
        return said_at + timedelta(minutes=count * _unit(unit))
    return _at((said_at + timedelta(minutes=count * _unit(unit))).date(), END_OF_DAY, said_at)


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
