"""What stands on file about conduct, and which of it may count: never the use of a right (DOMAIN 3.3 rule 9, 3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Kind = Literal["L3", "L4", "L5", "threat", "taken_off", "safety_refusal"]

GROUNDS: Final = frozenset({"insult", "abuse", "discriminatory", "sexual", "threat", "safety"})
"""What an event may be about and count. Everything else does not count."""

PROTECTED: Final = frozenset(
    {
        "complaint",
        "regulator",
        "legal_action",
        "chargeback",
        "review",
        "whistleblowing",
        "union",
        "persistence",
        "group_membership",
        "disability",
    }
)
"""What is everybody's right, or is what somebody is: never a ground, however often (named so that a no can say why)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something on file: a notice (L3-L5), a credible threat, somebody of us asking off, a refusal of safety.

    `grounds` are all that it was about. It ends at `expires_at`, and counts no more once an appeal overturned it.
    """

    kind: Kind
    at: datetime
    grounds: frozenset[str]
    expires_at: datetime | None = None
    overturned: bool = False


def counting(events: Iterable[Event], *, now: datetime, days: int | None = None) -> tuple[Event, ...]:
    """Return the events that may count now: in force, within so many days, and about nothing but conduct or safety."""
    since = None if days is None else now - timedelta(days=days)
    return tuple(one for one in events if may_count(one, now=now) and (since is None or one.at > since))


def may_count(event: Event, *, now: datetime) -> bool:
    """Return whether an event may count: one that is partly about a right does not count at all."""
    in_force = not event.overturned and event.at <= now and (event.expires_at is None or now < event.expires_at)
    return in_force and bool(event.grounds) and event.grounds <= GROUNDS
