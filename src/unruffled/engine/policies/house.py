"""The numbers and rules of one house, read from house.toml and checked word by word when loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from unruffled.engine.policies.sections import (
    breakup,
    breather,
    calendar,
    channel_change,
    checkin,
    feedback,
    followup,
    goodwill,
    restriction,
    review,
)
from unruffled.engine.policies.sections.table import Table
from unruffled.engine.rules import BadRule, Rule, parse, require_known
from unruffled.engine.situation import FACTS
from unruffled.engine.vocabulary import ANTIPATTERNS, BEYOND_RUDE, FLAGS

FILE: Final = "house.toml"
_READ_HERE: Final = ("advice", "case", "boundary", "escalation", "flag", "guard")
_OPTIONAL: Final = (
    "calendar",
    "goodwill",
    "breather",
    "checkin",
    "followup",
    "feedback",
    "review",
    "restriction",
    "breakup",
    "channel_change",
)
"""Sections that a house of one's own may leave out: it then has the numbers that the product comes with."""
TARGETS: Final = ("senior", "supervisor", "manager", "complaints", "fraud")
"""To whom an escalation may go."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason to bring somebody in: when, and whom."""

    id: str
    to: str
    when: Rule


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag and when it is raised."""

    id: str
    when: Rule


@dataclass(frozen=True, slots=True)
class Guard:
    """Anti-patterns that nothing we suggest may show, and when."""

    ids: tuple[str, ...]
    when: Rule


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder's numbers: what conduct earns the first time and again, the top, how long notices last."""

    start: Mapping[str, int]
    again: Mapping[str, int]
    highest: int
    lasts_hours: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class House:
    """What one house allows. `bar` and `most` rule the slate; `opens_at` is difficulty 0-100; `minutes` by channel."""

    bar: int
    most: int
    opens_at: int
    ladder: Ladder
    triggers: tuple[Trigger, ...]
    minutes: Mapping[str, int]
    flags: tuple[Flag, ...]
    guards: tuple[Guard, ...]
    calendar: calendar.Calendar
    goodwill: goodwill.Goodwill
    breather: breather.Breather
    checkin: checkin.Checkin
    followup: followup.Followup
    feedback: feedback.Feedback
    review: review.Review
    restriction: restriction.Restriction
    breakup: breakup.Breakup
    channel_change: channel_change.ChannelChange


@cache
def default() -> House:
    """Return the house that comes with the product."""
    return parse_house(_shipped(), file=FILE)


def parse_house(text: str, *, file: str) -> House:
    """Return the house that this TOML text describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadRule(f"{file}: not readable as TOML: {wrong}.") from wrong
    return _house(table, file=file)


def overlaid(changes: Mapping[str, Any], *, file: str) -> House:
    """Return the house that comes with the product with these changes laid over it, key by key; lists are replaced.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    return _house(_merged(tomllib.loads(_shipped()), changes), file=file) if changes else default()


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _merged(under[key], over[key]) for key in over if _are_tables(under.get(key), over[key])}
    return {**under, **over, **both}


def _are_tables(*values: object) -> bool:
    return all(isinstance(value, Mapping) for value in values)


def _house(table: Mapping[str, Any], *, file: str) -> House:
    require_known(table, (*_READ_HERE, *_OPTIONAL), file=file, key="section")
    advice, case = _section(table, "advice", file), _section(table, "case", file)
    escalation = _section(table, "escalation", file)
    return House(
        bar=_whole(advice, "bar", file, "advice"),
        most=_whole(advice, "most", file, "advice"),
        opens_at=_whole(case, "opens_at", file, "case"),
        ladder=_ladder(_section(table, "boundary", file), file),
        triggers=tuple(_trigger(one, file) for one in _list(escalation, "trigger", file)),
        minutes=MappingProxyType(dict(_section(escalation, "minutes", file))),
        flags=tuple(_flag(one, file) for one in _list(table, "flag", file)),
        guards=tuple(_guard(one, file) for one in _list(table, "guard", file)),
        calendar=calendar.read(_optional(table, "calendar", file)),
        goodwill=goodwill.read(_optional(table, "goodwill", file)),
        breather=breather.read(_optional(table, "breather", file)),
        checkin=checkin.read(_optional(table, "checkin", file)),
        followup=followup.read(_optional(table, "followup", file)),
        feedback=feedback.read(_optional(table, "feedback", file)),
        review=review.read(_optional(table, "review", file)),
        restriction=restriction.read(_optional(table, "restriction", file)),
        breakup=breakup.read(_optional(table, "breakup", file)),
        channel_change=channel_change.read(_optional(table, "channel_change", file)),
    )


def _optional(table: Mapping[str, Any], key: str, file: str) -> Table:
    if key in table:
        return Table(_section(table, key, file), file, key)
    return Table(_section(tomllib.loads(_shipped()), key, FILE), FILE, key)


def _shipped() -> str:
    return resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")


def _ladder(table: Mapping[str, Any], file: str) -> Ladder:
    start, again = _section(table, "start", file), _section(table, "again", file)
    for key, levels in (("boundary.start", start), ("boundary.again", again)):
        require_known(levels, BEYOND_RUDE, file=file, key=key)
        for conduct in BEYOND_RUDE:
            _level(levels.get(conduct), file=file, key=f"{key}.{conduct}")
    lasts = _section(table, "lasts_hours", file)
    require_known(lasts, map(str, range(1, 7)), file=file, key="boundary.lasts_hours")
    return Ladder(
        start=MappingProxyType(dict(start)),
        again=MappingProxyType(dict(again)),
        highest=_level(table.get("highest"), file=file, key="boundary.highest"),
        lasts_hours=MappingProxyType({int(level): float(hours) for level, hours in lasts.items()}),
    )


def _trigger(table: Mapping[str, Any], file: str) -> Trigger:
    require_known(table, ("id", "to", "when"), file=file, key="[[escalation.trigger]]")
    require_known([table.get("to", "")], TARGETS, file=file, key=f"escalation.trigger {table.get('id')}: to")
    return Trigger(id=str(table["id"]), to=str(table["to"]), when=_when(table, file, f"trigger {table['id']}"))


def _flag(table: Mapping[str, Any], file: str) -> Flag:
    require_known(table, ("id", "when"), file=file, key="[[flag]]")
    require_known([table.get("id", "")], FLAGS, file=file, key="[[flag]] id")
    return Flag(id=str(table["id"]), when=_when(table, file, f"flag {table['id']}"))


def _guard(table: Mapping[str, Any], file: str) -> Guard:
    require_known(table, ("ids", "when"), file=file, key="[[guard]]")
    ids = tuple(table.get("ids", ()))
    require_known(ids, ANTIPATTERNS, file=file, key="[[guard]] ids")
    return Guard(ids=ids, when=_when(table, file, f"guard {', '.join(ids)}"))


def _when(table: Mapping[str, Any], file: str, what: str) -> Rule:
    if "when" not in table:
        raise BadRule(f"{file}: {what} has no [when].")
    return parse(table["when"], file=file, facts=FACTS, key=f"{what}: when")


def _section(table: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    found = table.get(key)
    if not isinstance(found, Mapping):
        raise BadRule(f"{file}: [{key}] is missing or is not a table.")
    return found


def _list(table: Mapping[str, Any], key: str, file: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise BadRule(f"{file}: [[{key}]] must be a list of tables.")
    return found


def _whole(table: Mapping[str, Any], key: str, file: str, section: str) -> int:
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRule(f"{file}: {section}.{key} must be a whole number, not {value!r}.")
    return value


def _level(value: object, *, file: str, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 6:
        raise BadRule(f"{file}: {key} must be a level 0-6, not {value!r}.")
    return value
