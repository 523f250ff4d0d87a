"""Facts about heat, and about how people are treated."""

from __future__ import annotations

from unruffled.engine.situation import record
from unruffled.engine.situation.moment import Moment, fact
from unruffled.engine.vocabulary import BEYOND_RUDE


@fact("heat 0-4", moved_by="theirs")
def heat(m: Moment) -> int:
    """The heat of the customer's latest turn that was read."""
    read = m.reading.heat
    return int(m.was("heat")) if read is None else read


@fact("heat 0-4", moved_by="theirs")
def heat_before(m: Moment) -> int:
    """The heat of the customer's turn before the latest one; on the first turn the same."""
    return int(m.was("heat")) if m.was("customer_turns") else int(m.number("heat"))


@fact("steps of heat", moved_by="theirs")
def heat_change(m: Moment) -> int:
    """How much hotter (or, below 0, cooler) the latest customer turn is than the one before."""
    return int(m.number("heat") - m.number("heat_before"))


@fact("heat 0-4", moved_by="theirs")
def peak_heat(m: Moment) -> int:
    """The hottest customer turn so far."""
    return int(max(m.was("peak_heat"), m.number("heat")))


@fact("turns", moved_by="theirs")
def turns_hot(m: Moment) -> int:
    """Customer turns in a row at heat 3 or more without a fall (escalation trigger, DOMAIN 3.4)."""
    if m.reading.heat is None:
        return int(m.was("turns_hot"))
    if m.number("heat") < 3:
        return 0
    return 1 if m.number("heat_change") < 0 else m.tally("turns_hot", 1)


@fact("yes or no", moved_by="theirs")
def hot_for_long(m: Moment) -> bool:
    """Heat 3 or more for three customer turns without a fall."""
    return m.number("turns_hot") >= 3


# Conduct -------------------------------------------------------------------------------------------------------------


@fact("conduct", moved_by="theirs", at_first="ok")
def conduct(m: Moment) -> str:
    """How the customer's latest turn treats people."""
    return m.reading.conduct or "ok"


@fact("yes or no", moved_by="theirs")
def abusive(m: Moment) -> bool:
    """The latest customer turn is beyond rude to a person; anger, swearing and lawful threats never are."""
    return m.now("conduct") in BEYOND_RUDE


@fact("turns", moved_by="theirs")
def abusive_turns(m: Moment) -> int:
    """How many customer turns in this conversation were beyond rude to a person."""
    return m.tally("abusive_turns", bool(m.now("abusive")))


@fact("yes or no")
def civil_again(m: Moment) -> bool:
    """The turn before was beyond rude, we answered it, and this one is not."""
    if not m.theirs:
        return False
    return m.stood("abusive") and not m.now("abusive") and m.was("boundary_level_given") > 0


@fact("turns", moved_by="theirs")
def degrading_turns(m: Moment) -> int:
    """How many customer turns in this conversation were discriminatory or sexual."""
    return m.tally("degrading_turns", m.now("conduct") in {"discriminatory", "sexual"})


@fact("level 0-6", moved_by="ours")
def boundary_level_given(m: Moment) -> int:
    """The highest ladder level that one of us has said in this conversation."""
    said = m.did({"a_boundary"}) or (m.level_due > 0 and record.names_conduct(m.reading.turn.text))
    return max(int(m.was("boundary_level_given")), m.level_due if said else 0)


@fact("level 0-6")
def boundary_level_stored(m: Moment) -> int:
    """The highest notice from earlier conversations that has not expired."""
    return record.stored_level(m.context.history, started=m.started, at=m.reading.turn.at, lasts=m.lasts_hours)


@fact("level 0-6")
def boundary_level_live(m: Moment) -> int:
    """The highest notice in force, from this conversation or an earlier one."""
    return int(max(m.number("boundary_level_given"), m.number("boundary_level_stored")))
