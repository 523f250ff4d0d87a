"""What the page about learning from corrections shows: in words what would show earlier or later, and from how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from unruffled.desk.flows.recalibrate import Held
from unruffled.desk.guidance.answers import Proposal
from unruffled.engine.reader.recalibrate import FEWEST, HEAT, Learnt
from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.screens.words import SIGNALS

A_LITTLE = 0.35
MUCH = 0.75
"""Log-odds: what is called a little, and from where on it is called much."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the reader sees: what becomes of it, and from how many messages that is known."""

    what: str
    how: str
    known_from: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What is switched on, what was worked out last, and what is not yet enough.

    `offer` is what the button says; without one `quiet` says why there is none.
    """

    state: str
    held: tuple[Line, ...] = ()
    on: bool = False
    worked_out: str = ""
    proposed: tuple[Line, ...] = ()
    not_yet: tuple[Line, ...] = ()
    offer: str = ""
    quiet: str = ""
    proposal: int = 0


def in_a_line(held: Held | None) -> str:
    """Return the state for the index of the settings."""
    if held is None:
        return "Off: read the way Unruffled came to you"
    return "On" if held.in_force else "Rests: the reader is a newer one"


def page_of(held: Held | None, newest: Proposal | None, *, now: datetime) -> Page:
    """Return what the page shows."""
    learnt = newest.learnt if newest else ()
    differs = newest is not None and newest.shifts != {one.head: one.shift for one in (held.learnt if held else ())}
    offered = newest is not None and bool(newest.shifts) and (differs or (held is not None and not held.in_force))
    return Page(
        state=_state(held, now),
        held=_lines(held.learnt if held else ()),
        on=held is not None,
        worked_out=_worked_out(newest, now),
        proposed=_lines(one for one in learnt if one.shift) if offered else (),
        not_yet=tuple(Line(_name(one.head), _why_not(one)) for one in learnt if not one.shift),
        offer=("Use these instead" if held else "Switch on") if offered else "",
        quiet="" if offered or not learnt else "The same as now." if not differs else "They would change nothing.",
        proposal=newest.id if newest else 0,
    )


def _state(held: Held | None, now: datetime) -> str:
    if held is None:
        return "Off. Messages are read the way Unruffled came to you."
    since = f"since {clock(held.since, now=now)}" + (f", by {held.by}" if held.by else "")
    if held.in_force:
        return f"On {since}. Readings say so: their reader ends in +house-{held.number}."
    return f"Switched on {since}, and at rest: it was learnt for an earlier reader, and changes nothing in today’s."


def _worked_out(newest: Proposal | None, now: datetime) -> str:
    if newest is None:
        return "Nothing has been worked out yet. That happens every Monday, or now if you wish."
    by = "one person" if newest.people == 1 else f"{newest.people} people"
    if not newest.learnt:
        return f"Last looked: {clock(newest.at, now=now)}. No correction yet that could be learnt from."
    return f"Worked out: {clock(newest.at, now=now)}, from the corrections of {by}."


def _lines(learnt: Iterable[Learnt]) -> tuple[Line, ...]:
    return tuple(Line(_name(one.head), _how(one), _known_from(one)) for one in learnt)


def _name(head: str) -> str:
    return "Heat" if head == HEAT else SIGNALS.get(head, head.replace("_", " "))


def _how(one: Learnt) -> str:
    far = abs(one.shift)
    degree = "a little " if far < A_LITTLE else "much " if far >= MUCH else ""
    if one.head == HEAT:
        return f"read {degree}{'hotter' if one.shift > 0 else 'cooler'}"
    return f"shown {degree}{'earlier' if one.shift > 0 else 'later'}"


def _known_from(one: Learnt) -> str:
    by = {0: "", 1: " by one person"}.get(one.people, f" by {one.people} people")
    return f"From {one.corrections} corrections{by}; {one.let_stand:,} left as they were"


def _why_not(one: Learnt) -> str:
    if one.corrections < FEWEST:
        return f"{one.corrections} of {FEWEST} corrections"
    return "stays as it is: right often enough" if one.enough else "nothing to hold the corrections against yet"
