"""The bands of the floor: a pure function from what is true of a conversation to where a supervisor sees it.

Facts alone put a conversation on top, never how hot it is; heat tells the other bands apart. Nothing here looks at who
has it: people are not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

Band = Literal["now", "rising", "unread", "steady", "calm"]

BANDS: Final[tuple[Band, ...]] = ("now", "rising", "unread", "steady", "calm")

CALLS: Final = frozenset({"safety", "promise_late", "supervisor_demand", "escalation"})
"""Reasons for which somebody is needed whoever has the conversation."""

WAITS: Final = frozenset({"first_answer", "asks", "answer"})

RISE: Final = 0.5
"""A change of heat that counts as rising (DESIGN section 2)."""


def band_of(
    *,
    reason: str,
    reason_at: datetime | None,
    safety_open: bool,
    held: bool,
    heat: int | None,
    trace: Sequence[float],
    now: datetime,
) -> Band:
    """Return the band; `held` is whether somebody has the conversation, `trace` the last heats (0-4).

    Without a heat nothing of the contact's has been read: that is neither hot nor calm, and has a band of its own.
    """
    overdue = reason in WAITS and not held and reason_at is not None and reason_at <= now
    if safety_open or reason in CALLS or overdue:
        return "now"
    if reason != "goodbye" and len(trace) > 1 and trace[-1] - trace[-2] >= RISE:
        return "rising"
    if heat is None:
        return "unread"
    return "steady" if heat >= 2 else "calm"
