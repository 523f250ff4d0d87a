"""Facts about the talk itself: who spoke, where, and when."""

from __future__ import annotations

from unruffled.engine.situation.moment import Moment, fact
from unruffled.engine.situation.signs import PUBLIC_CHANNELS, WRITTEN_CHANNELS


@fact("who")
def by(m: Moment) -> str:
    """Who spoke in this turn."""
    return m.reading.turn.by


@fact("channel")
def channel(m: Moment) -> str:
    """The channel in force at this turn."""
    return m.reading.turn.channel


@fact("yes or no")
def public(m: Moment) -> bool:
    """Strangers can read this turn."""
    return m.reading.turn.channel in PUBLIC_CHANNELS or (m.theirs and "public_post" in m.shown)


@fact("yes or no")
def review(m: Moment) -> bool:
    """The turn stands on a page of reviews."""
    return m.reading.turn.channel == "review"


@fact("yes or no")
def written(m: Moment) -> bool:
    """The channel is one on which a complaint is written whole before it is sent."""
    return m.reading.turn.channel in WRITTEN_CHANNELS


@fact("turns", moved_by="theirs")
def customer_turns(m: Moment) -> int:
    """How many turns the customer has had, this one included."""
    return m.tally("customer_turns", 1)


@fact("turns", moved_by="ours")
def agent_turns(m: Moment) -> int:
    """How many turns we have had, this one included."""
    return m.tally("agent_turns", 1)


@fact("turns")
def customer_turns_in_a_row(m: Moment) -> int:
    """How many turns the customer has had since one of us last spoke."""
    return 0 if m.ours else m.tally("customer_turns_in_a_row", m.theirs)


@fact("turns", moved_by="ours")
def public_replies(m: Moment) -> int:
    """How often we have answered where strangers can read it."""
    return m.tally("public_replies", m.reading.turn.channel in PUBLIC_CHANNELS)


@fact("minutes")
def minutes_since_last(m: Moment) -> float:
    """How long after the turn before this one came."""
    return max(0.0, m.reading.turn.at - m.before[-1].turn.at) if m.before else 0.0


@fact("minutes")
def minutes_waiting(m: Moment) -> float:
    """How long the customer's first unanswered message had waited when this turn came."""
    if m.number("customer_turns_in_a_row") < 2 and m.theirs:
        return 0.0
    return m.was("minutes_waiting") + m.number("minutes_since_last") if m.number("customer_turns_in_a_row") else 0.0
