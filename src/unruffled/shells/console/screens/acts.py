"""Moves that a button can carry out today: what it is called, where it leads, and what it will do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.urls import reverse

Kind = Literal["hand_over", "promise", "pause", "close"]

ACTS: Final[Mapping[str, Kind]] = {
    "escalate_warm": "hand_over",
    "swap_agent": "hand_over",
    "commit_concrete": "promise",
    "expectation_set": "promise",
    "follow_up": "promise",
    "schedule_checkin": "promise",
    "take_ownership": "promise",
    "pause_cool_off": "pause",
    "thank_close": "close",
    "document": "close",
}
"""What carries a move out, for moves that are more than words; the others are words to say."""

_CALLED: Final[Mapping[Kind, str]] = {
    "hand_over": "Hand it over …",
    "promise": "Who, what, when …",
    "pause": "Until when …",
    "close": "Close with a note …",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A button beside the words to say; it opens the panel that says what will happen before it does."""

    words: str
    url: str


def act_of(move: str, *, conversation: int) -> Act | None:
    """Return what carries this move out, if anything does yet."""
    kind = ACTS.get(move)
    return Act(_CALLED[kind], f"{reverse('acts', args=[conversation])}?move={move}") if kind else None
