"""A line of a rule in words for the screen: what shows, or how things stand, and what the rule needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from unruffled.desk.guidance.queries import ReasonView
from unruffled.engine.vocabulary import HEAT_WORDS
from unruffled.shells.console.screens.words import CONDUCT, SIDE_STATES, SIGNALS, TRACK, times

YES_OR_NO: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "a_bad_previous": ("Our last message made it worse", "Our last message did no harm"),
        "abusive": ("It went beyond rude", "Nobody has been insulted"),
        "accepted": ("Agreed", "Not agreed yet"),
        "fault_known": ("The fault is ours", "Whose fault it is we do not know"),
        "handoff_accepted": ("Agreed to speak to someone else", "Has not agreed to speak to someone else"),
        "issue_known": ("What is wrong is clear", "What is wrong is not clear yet"),
        "long_for_channel": ("Long for this channel", "Not long for this channel"),
        "public": ("Others can read this", "Nobody else reads this"),
        "resolved": ("Settled", "Not settled yet"),
        "review": ("This is a review", "This is no review"),
        "safety_ever": ("Somebody was in danger", "Nobody was in danger"),
        "safety_open": ("Somebody may be in danger", "Nobody is in danger"),
        "self_harm_ever": ("Spoke of not wanting to live", "No sign of self-harm"),
        "vulnerable": ("Needs particular care", "No particular care needed"),
        "want_known": ("What would help is known", "What would help is not known yet"),
    }
)
COUNTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "abusive_turns": ("Nothing beyond rude so far", "Beyond rude {times}"),
        "agent_turns": ("Nobody has answered yet", "We have written {times}"),
        "apologies": ("Nobody has apologised yet", "We have apologised {times}"),
        "boundary_level_given": ("No line has been named", "A line has been named"),
        "boundary_level_stored": ("No notice from before", "A notice from before is in force"),
        "contacts_30d": ("First contact in 30 days", "{n} contacts in 30 days"),
        "degrading_turns": ("Nothing degrading so far", "Degrading {times}"),
        "heat_change": ("As hot as before", "Hotter than before"),
        "options_offered": ("No choice has been offered yet", "A choice has been offered"),
        "promises_made": ("Nothing has been promised", "We have promised something"),
        "proposals": ("Nothing has been proposed yet", "We have proposed something"),
        "public_replies": ("No public answer yet", "Answered in public {times}"),
        "reflections": ("Nobody has said it back yet", "It has been said back {times}"),
        "reflections_since_grievance": ("Nobody has said it back since", "It has been said back since"),
        "rejections": ("Nothing has been turned down", "Turned down {times}"),
        "supervisor_turns": ("Nobody in charge has written", "Someone in charge has written"),
        "turns_hot": ("Not hot for long", "Hot for {n} messages"),
        "unanswered_questions": ("Every question has its answer", "{n} open"),
        "vent_windows": ("It has not poured out yet", "It has poured out {times}"),
    }
)
PLAIN: Final = ("resolved", "stage", "main_stage", "accepted", "vent_windows")
"""Facts that hold of most conversations: they are named only where nothing better is."""


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why a move fits, or does not: in words, with the contact's own words and the row that they are in."""

    words: str
    quote: str
    turn: str


def reason_lines(reasons: Iterable[ReasonView], *, said: Sequence[int]) -> tuple[ReasonLine, ...]:
    """Return at most three reasons, those with the contact's own words first, what holds of most last.

    `said` are the messages turn by turn, so that a reason leads to the row of its words.
    """
    shown = [r for r in reasons if r.value or r.fact not in SIGNALS]
    ordered = sorted(shown, key=lambda r: (not r.quote, r.fact in PLAIN, r.fact not in SIGNALS))
    telling = [r for r in ordered if r.fact not in PLAIN] or ordered[:1]
    lines: dict[str, ReasonLine] = {}
    for line in (reason_line(r, said) for r in telling):
        lines.setdefault(line.words.rstrip(":"), line)
    return tuple(lines.values())[:3]


def reason_line(reason: ReasonView, said: Sequence[int] = ()) -> ReasonLine:
    """Return one reason that holds."""
    words = _standing(reason)
    return ReasonLine(f"{words}:" if reason.quote else words, reason.quote, row_of(reason.turn, said))


def row_of(turn: int | None, said: Sequence[int]) -> str:
    """Return the row that shows this turn; "" where there is none on the page."""
    return f"m{said[turn - 1]}" if turn and turn <= len(said) and said[turn - 1] else ""


def against(reason: ReasonView) -> ReasonLine:
    """Return one line that does not hold: how it stands, and what it would take."""
    if reason.fact in SIGNALS:
        words = f"{SIGNALS[reason.fact]}, and then this waits" if reason.value else _unseen(reason.fact)
        return ReasonLine(words, reason.quote, "")
    needed = f" (needs {_said(reason.needed, reason.fact)})" if reason.needed else ""
    return ReasonLine(_standing(reason) + needed, reason.quote, "")


def _unseen(signal: str) -> str:
    return f"Not seen yet: {SIGNALS[signal][0].lower()}{SIGNALS[signal][1:]}"


def _standing(reason: ReasonView) -> str:
    """Return how a fact stands."""
    fact, value = reason.fact, reason.value
    if fact in SIGNALS:
        return SIGNALS[fact] if value else _unseen(fact)
    if fact == "danger" and value in SIGNALS:
        return SIGNALS[value]
    if fact in YES_OR_NO and isinstance(value, bool):
        return YES_OR_NO[fact][not value]
    if fact in COUNTED and isinstance(value, int):
        return COUNTED[fact][value > 0].format(n=value, times=times(value))
    if fact in ("heat", "peak_heat") and isinstance(value, int):
        return f"{HEAT_WORDS[max(0, min(4, value))]} {'now' if fact == 'heat' else 'at its hottest'}"
    if fact in ("stage", "main_stage"):
        return f"Stage: {(TRACK.get(str(value)) or SIDE_STATES.get(str(value)) or str(value)).lower()}"
    if fact == "conduct":
        return CONDUCT.get(str(value), "Nothing beyond rude")
    return reason.words.partition(" (needed")[0].capitalize()


def _said(needed: str, fact: str) -> str:
    """Return what a rule needs as one says it."""
    words = {"true": "yes", "false": "no"}.get(needed, needed)
    if fact in ("heat", "peak_heat"):
        words = re.sub(r"[0-4]", lambda found: HEAT_WORDS[int(found.group())].lower(), words)
    return words.replace("≤ ", "at most ").replace("≥ ", "at least ").replace("_", " ")
