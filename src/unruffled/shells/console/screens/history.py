"""Which reader reads now, and how much of the history an earlier one has read: a line, a length of time in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from unruffled.desk.flows.reread import HowFar

ALL: Final = "Everything was read by this reader."
A_MINUTE: Final = 600
"""Conversations that are read again in a minute, said before it begins: one of nine messages took 30 ms of a processor,
its database aside, and a desk has other work to do. Once it goes on, its own pace is said."""


@dataclass(frozen=True, slots=True)
class History:
    """What the page shows: `line` says how far it is, `hint` what that means; `act` is begin, stop or nothing."""

    reader: str
    line: str
    hint: str = ""
    act: str = ""
    done: int = 0
    total: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether the line moves."""
        return self.total > 0


def history_of(far: HowFar, *, decides: bool) -> History:
    """Return what the page shows; whoever does not decide gets the line and nothing to press."""
    reader = reader_in_words(far.reader)
    if far.goes_on:
        return History(reader, in_a_line(far), _left(far.left), "stop" if decides else "", far.done, far.total)
    if not far.stale:
        return History(reader, ALL)
    stopped = "Stopped. What was read again stays so. " if far.stopped else ""
    return History(reader, in_a_line(far), stopped + _offer(far.stale, decides), "begin" if decides else "")


def in_a_line(far: HowFar) -> str:
    """Return how far it is, for the index of the settings and above everything else."""
    if far.goes_on:
        return f"Reading them again: {far.done:,} of {far.total:,} conversations.{_failed(far)}"
    if not far.stale:
        return ALL
    were = "was" if far.stale == 1 else "were"
    kind = "conversation" if far.conversations == 1 else "conversations"
    return f"{far.stale:,} of {far.conversations:,} {kind} {were} read by an earlier reader.{_failed(far)}"


def _failed(far: HowFar) -> str:
    return f" {far.failed:,} could not be read again." if far.failed else ""


def reader_in_words(name: str) -> str:
    """Return "rules-3 and reader 2026.11.4, adjusted to this house (no. 2)" for a reader's name, "" for a person's."""
    rules, *parts = name.split("+")
    if not parts:
        return rules if rules.startswith("rules-") else ""
    weights, *house = parts
    adjusted = "".join(f", adjusted to this house (no. {part.removeprefix('house-')})" for part in house)
    return f"{rules} and reader {weights.removesuffix('-fast')}{adjusted}"


def _offer(stale: int, decides: bool) -> str:
    if not decides:
        return "A manager can have them read again."
    takes = about(timedelta(minutes=stale / A_MINUTE))
    return (
        f"Reading {'it' if stale == 1 else 'them'} again takes {takes}. It goes on by itself while everybody works, "
        "and can be stopped. What people here corrected stays as they set it."
    )


def _left(left: timedelta | None) -> str:
    return f"{about(left).capitalize()} left." if left is not None else "How long it takes shows in a moment."


def about(length: timedelta) -> str:
    """Return a length of time as somebody would say it: "less than a minute", "about 4 minutes", "about 3 hours"."""
    minutes = length.total_seconds() / 60
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return "about a minute" if round(minutes) == 1 else f"about {round(minutes)} minutes"
    hours = round(minutes / 60)
    return f"about {hours} hours" if hours < 36 else f"about {round(hours / 24)} days"
