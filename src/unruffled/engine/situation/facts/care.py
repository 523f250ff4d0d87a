"""Facts about authority, safety and care, for the customer and for whoever answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from unruffled.engine.situation import record
from unruffled.engine.situation.moment import Moment, fact
from unruffled.engine.situation.signs import ANSWERS, LEFT_TO_THEM, PROPOSING, SAFETY, VULNERABLE
from unruffled.engine.vocabulary import LAWFUL_LEVERAGE

TOLL_BY_HEAT: Final = (0.0, 0.2, 1.0, 2.0, 4.0)
"""What one customer turn of heat 0-4 costs the agent (DOMAIN 3.11, default)."""

TOLL_BY_INCIDENT: Final[Mapping[str, float]] = {
    "insult": 3.0,
    "abuse": 6.0,
    "discriminatory": 10.0,
    "sexual": 10.0,
    "threat": 12.0,
}
"""What one turn of this conduct adds (DOMAIN 3.11, default)."""


@fact("turns", moved_by="theirs")
def supervisor_demands(m: Moment) -> int:
    """Customer turns that asked for someone in charge."""
    return m.tally("supervisor_demands", m.shows({"supervisor_demand"}))


@fact("turns", moved_by="ours")
def supervisor_turns(m: Moment) -> int:
    """Turns of a person with more authority."""
    return m.tally("supervisor_turns", m.reading.turn.by == "supervisor")


@fact("yes or no")
def handoff_accepted(m: Moment) -> bool:
    """We brought in somebody with authority, the customer wanted it, and that person has not spoken yet."""
    if m.reading.turn.by == "supervisor":
        return False
    if m.ours:
        if m.did({"a_warm_handoff"}):
            return m.stood("handoff_accepted") or (_wants_authority(m) and not m.did(LEFT_TO_THEM))
        return m.stood("handoff_accepted") and not m.did(PROPOSING)
    moved_on = m.shows({"partial_acceptance"}) or (m.shows({"resolution_confirmed"}) and not m.shows(ANSWERS))
    taken_up = m.stood("handoff_offered") and m.shows({"acceptance", "understanding_confirmed", "supervisor_demand"})
    return (m.stood("handoff_accepted") or taken_up) and not moved_on


@fact("yes or no", moved_by="ours")
def handoff_offered(m: Moment) -> bool:
    """Our latest turn asked whether the customer wants somebody with authority, and offered nothing else."""
    asked = m.did({"a_warm_handoff"}) and m.did(LEFT_TO_THEM)
    return asked and _wants_authority(m) and not m.did(_OFFERING)


@fact("yes or no")
def safety_open(m: Moment) -> bool:
    """A risk to life or safety was shown and no person has closed the safety record."""
    if m.reading.turn.by == "system" and record.closes_safety(m.reading.turn):
        return False
    if m.theirs and m.shows(SAFETY):
        return True
    return m.stood("safety_open") if m.before else record.flag(m.context.history, "safety_open")


@fact("yes or no")
def safety_ever(m: Moment) -> bool:
    """A risk to life or safety was shown at some time in this conversation."""
    return m.stood("safety_ever") or bool(m.now("safety_open"))


@fact("yes or no")
def vulnerable(m: Moment) -> bool:
    """Something in the conversation or the record asks for care in how the case goes on."""
    if m.stood("vulnerable") or (m.theirs and m.shows(VULNERABLE)):
        return True
    return not m.before and record.noted_adjustment(m.context)


@fact("yes or no")
def unverified(m: Moment) -> bool:
    """The record says that it has not been checked who is talking."""
    told = m.context.history.get("verified", m.context.customer.get("verified"))
    return told is False


@fact("yes or no", moved_by="theirs")
def leverage(m: Moment) -> bool:
    """The latest customer turn uses lawful leverage: a right, never misconduct."""
    return m.shows(LAWFUL_LEVERAGE)


@fact("turns", moved_by="theirs")
def leverage_turns(m: Moment) -> int:
    """Customer turns so far with lawful leverage."""
    return m.tally("leverage_turns", m.shows(LAWFUL_LEVERAGE))


@fact("turns", moved_by="theirs")
def legal_turns(m: Moment) -> int:
    """Customer turns so far that named a lawyer, a court or a regulator."""
    return m.tally("legal_turns", m.shows({"legal_threat", "regulator_threat"}))


@fact("points", moved_by="theirs")
def toll_of_heat(m: Moment) -> float:
    """The part of the toll that comes from heat."""
    return m.was("toll_of_heat") + TOLL_BY_HEAT[m.reading.heat or 0]


@fact("points")
def toll_of_incidents(m: Moment) -> float:
    """The part of the toll that comes from how people were treated, and from a self-harm disclosure."""
    if not m.theirs:
        return m.was("toll_of_incidents")
    first_disclosure = "self_harm" in m.shown and not m.stood("self_harm_ever")
    return m.was("toll_of_incidents") + TOLL_BY_INCIDENT.get(str(m.now("conduct")), 0.0) + 10.0 * first_disclosure


@fact("points")
def toll(m: Moment) -> float:
    """What this conversation has cost whoever answers it (DOMAIN 3.11): heat up to 20 points, plus incidents."""
    return round(min(20.0, m.number("toll_of_heat")) + m.number("toll_of_incidents"), 1)


@fact("yes or no", moved_by="theirs")
def self_harm_ever(m: Moment) -> bool:
    """A sign of self-harm was read in this conversation."""
    return m.stood("self_harm_ever") or "self_harm" in m.shown


_OFFERING: Final = (PROPOSING - {"a_commit"}) | {"a_repair"}
"""Agent signals that offer something else than somebody with authority."""


def _wants_authority(m: Moment) -> bool:
    return m.was("supervisor_demands") > 0 or m.word("stage") in {"escalated", "stuck"}
