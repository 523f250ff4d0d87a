"""Who needs me first and why: a pure function from what is true of a conversation to its place in the list.

Facts decide, in this order: somebody's safety, a promise that is late, a promise that is due soon, a due escalation, an
unanswered message by the time that its channel allows; a goodbye that leaves nothing open comes after all who wait. How
hot it is never lifts a conversation over another reason; between two answers due in the same minute the one that was
hotter of late comes first. That is all the say a forecast has (docs/decisions/0023).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final

REASONS: Final[Mapping[str, tuple[float, str]]] = {
    "safety": (1, "Somebody may be in danger"),
    "promise_late": (2, "Promise was due {time}"),
    "promise_soon": (3, "Promise due {time}"),
    "supervisor_demand": (4, "Asked for someone in charge"),
    "escalation": (4, "Could use someone with authority"),
    "first_answer": (5, "First answer due"),
    "asks": (5, "Asks “{asks}”"),
    "answer": (5, "Waits for our answer"),
    "goodbye": (5.5, "Says goodbye: can be closed"),
    "theirs": (6, "Waiting for them"),
    "snoozed": (7, "Back {time}"),
    "closed": (9, "Closed"),
}
"""Every reason with its tier (1 comes first) and its words on the screen."""

_TIER: Final = 10**12
_HOTTEST: Final = 4.0
SNOOZED_FROM: Final = 7 * _TIER
"""Ranks from here on are snoozed or closed; below it somebody may work on the conversation now."""

CLOSED_FROM: Final = 9 * _TIER
"""Ranks from here on are closed. Lists ask for ranks alone: two ways of saying the same mislead the database."""

THEIRS_FROM: Final = 6 * _TIER
"""Ranks from here on wait for the contact, not for us."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a conversation, as far as it decides who comes first.

    `escalation` is "" or a reason of tier 4; `promise_due_at` the earliest open promise of ours that has a time;
    `asks` the words of the open question; `heat_of_late` 0-4, the last turns counting most (engine.follow.measures);
    `goodbye` whether the contact's last words say goodbye and leave nothing open.
    """

    status: str
    channel: str
    last_at: datetime
    waiting_since: datetime | None = None
    answered: bool = False
    safety_open: bool = False
    escalation: str = ""
    promise_due_at: datetime | None = None
    snoozed_until: datetime | None = None
    asks: str = ""
    heat_of_late: float = 0.0
    goodbye: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """The one reason, the time that matters for it, and the place in the list (lower comes first)."""

    code: str
    at: datetime
    rank: int


def need_of(facts: Facts, *, now: datetime, answer_within: Mapping[str, int] | None = None) -> Need:
    """Return why this conversation needs somebody, and its place among all others.

    `answer_within` are minutes by channel that this organisation promises otherwise than need.toml does.
    """
    code, at = _reason(facts, now, answer_within or {})
    return Need(code=code, at=at, rank=_rank(code, at, heat_of_late=facts.heat_of_late))


def changes_by_itself_before(now: datetime) -> datetime:
    """Return the time up to which a dated promise changes its conversation's reason without anybody writing."""
    return now + timedelta(minutes=house().promise_soon)


def words(code: str, *, at: datetime | None, asks: str = "", now: datetime) -> str:
    """Return the reason in words, with times as people of the running time zone read them."""
    _, pattern = REASONS[code]
    return pattern.format(time=_clock(at, now), asks=asks)


def _reason(facts: Facts, now: datetime, promised: Mapping[str, int]) -> tuple[str, datetime]:
    if facts.status == "closed":
        return "closed", facts.last_at
    if facts.safety_open:
        return "safety", facts.waiting_since or facts.last_at
    if facts.promise_due_at and facts.promise_due_at <= changes_by_itself_before(now):
        return ("promise_late" if facts.promise_due_at <= now else "promise_soon"), facts.promise_due_at
    if facts.escalation:
        return facts.escalation, facts.waiting_since or facts.last_at
    if facts.status == "snoozed":
        return "snoozed", facts.snoozed_until or facts.last_at
    if facts.waiting_since is None:
        return "theirs", facts.promise_due_at or facts.last_at
    if _can_be_closed(facts):
        return "goodbye", facts.last_at
    minutes = promised.get(facts.channel) or house().answer_within[facts.channel]
    return _waiting(facts), facts.waiting_since + timedelta(minutes=minutes)


def _can_be_closed(facts: Facts) -> bool:
    """Somebody who says goodbye to our answer waits for nothing more, unless we owe a promise or an answer."""
    return facts.goodbye and facts.answered and not facts.asks and facts.promise_due_at is None


def _waiting(facts: Facts) -> str:
    if not facts.answered:
        return "first_answer"
    return "asks" if facts.asks else "answer"


def _rank(code: str, at: datetime, *, heat_of_late: float) -> int:
    """Tier, then minute; of the ten places within a minute an answer takes the one that its heat says."""
    tier, _ = REASONS[code]
    minutes = int(at.timestamp() // 60)
    cool = 9 - round(9 * min(heat_of_late, _HOTTEST) / _HOTTEST)
    return int(tier * _TIER) + minutes * 10 + (cool if tier == 5 else 5)


def _clock(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "soon"
    day = at.astimezone(now.tzinfo or UTC)
    if day.date() == now.date():
        return f"{day:%H:%M}"
    if abs((day.date() - now.date()).days) < 7:
        return f"{day:%a %H:%M}"
    return f"{day.day} {day:%b %H:%M}"


@dataclass(frozen=True, slots=True)
class House:
    """What a supervisor may change about the order, in minutes."""

    promise_soon: int
    answer_within: Mapping[str, int]


class BadOrder(ValueError):
    """need.toml cannot be used: the text names the key, the bad value and what was expected."""


@cache
def house() -> House:
    """Return the packaged order."""
    return parsed(resources.files("unruffled.desk.conversations").joinpath("need.toml").read_text("utf-8"))


def parsed(text: str) -> House:
    """Return the order that this TOML says.

    :raises BadOrder: if a key is unknown or missing, or a time is not a whole number of minutes above 0
    """
    table = tomllib.loads(text)
    answer = table.get("answer_within", {})
    channels = {"email", "chat", "phone", "social", "review", "sms"}
    _same_keys(set(table), {"promise_soon", "answer_within"})
    _same_keys(set(answer), channels, where="answer_within.")
    for key, minutes in {**answer, "promise_soon": table["promise_soon"]}.items():
        if type(minutes) is not int or minutes < 1:
            raise BadOrder(f"need.toml: {key} = {minutes!r} is not a whole number of minutes above 0.")
    return House(promise_soon=table["promise_soon"], answer_within=answer)


def _same_keys(given: set[str], wanted: set[str], *, where: str = "") -> None:
    for key in sorted(given ^ wanted):
        trouble = "is missing" if key in wanted else "is not a key"
        raise BadOrder(f"need.toml: {where}{key} {trouble}. Good ones: {', '.join(sorted(wanted))}.")
