"""Facts about the matter: what was said of it, and whether we have heard it."""

from __future__ import annotations

from unruffled.engine.situation import record
from unruffled.engine.situation.moment import Moment, fact
from unruffled.engine.situation.signs import GRIEVANCES, PLAYBACK
from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS


@fact("yes or no", moved_by="theirs")
def issue_known(m: Moment) -> bool:
    """The problem has been stated clearly enough to act on."""
    return m.stood("issue_known") or m.shows({"issue_stated"})


@fact("yes or no", moved_by="theirs")
def want_known(m: Moment) -> bool:
    """The wanted outcome has been stated."""
    return m.stood("want_known") or m.shows({"want_stated", "refund_demand", "compensation_demand"})


@fact("grievances", moved_by="theirs")
def grievances_new(m: Moment) -> int:
    """Kinds of grievance in the latest customer turn that this conversation had not shown before."""
    return len((m.shown & GRIEVANCES) - _known_grievances(m))


@fact("kinds of grievance", moved_by="theirs")
def grievances(m: Moment) -> frozenset[str]:
    """Every kind of grievance that the conversation has shown."""
    return _known_grievances(m) | (m.shown & GRIEVANCES)


@fact("turns", moved_by="ours")
def reflections(m: Moment) -> int:
    """Our turns that played the grievance back in words of this case."""
    return m.tally("reflections", m.did(PLAYBACK))


@fact("turns")
def reflections_since_grievance(m: Moment) -> int:
    """Our turns that played back what was said since the customer last felt unheard or brought something new."""
    if m.theirs:
        again = m.shows({"feels_unheard"}) or (m.number("grievances_new") > 0 and m.number("heat") >= 2)
        return 0 if again else int(m.was("reflections_since_grievance"))
    return m.tally("reflections_since_grievance", m.ours and m.did(PLAYBACK))


@fact("turns")
def replies_since_grievance(m: Moment) -> int:
    """Our turns since the customer last brought a new grievance."""
    if m.theirs:
        return 0 if m.number("grievances_new") > 0 else int(m.was("replies_since_grievance"))
    return m.tally("replies_since_grievance", m.ours)


@fact("yes or no")
def heard(m: Moment) -> bool:
    """We have played it back and the customer has not said since that nobody listens."""
    if m.theirs and m.shows({"feels_unheard"}):
        return False
    return m.stood("heard") or (m.theirs and m.shows({"understanding_confirmed"})) or m.number("reflections") > 0


@fact("windows", moved_by="ours")
def vent_windows(m: Moment) -> int:
    """Times that an outburst had room and we then answered."""
    return m.tally("vent_windows", m.word("stage") == "vent")


@fact("yes or no", moved_by="ours")
def a_bad_previous(m: Moment) -> bool:
    """Our latest turn did harm and has not been repaired."""
    return m.did(BAD_AGENT_SIGNALS) and not m.did({"a_repair"})


@fact("turns", moved_by="ours")
def bad_turns(m: Moment) -> int:
    """Our turns so far that did harm."""
    return m.tally("bad_turns", bool(m.now("a_bad_previous")))


@fact("steps of heat", moved_by="theirs")
def heat_rise_by_us(m: Moment) -> int:
    """Steps of heat that came right after a harmful turn of ours (DOMAIN 3.1 edge rule h)."""
    rose = int(m.number("heat_change")) if m.now("a_bad_previous") else 0
    return m.tally("heat_rise_by_us", max(0, rose))


@fact("yes or no")
def fault_known(m: Moment) -> bool:
    """The record shows that we were at fault."""
    if m.before:
        known = m.stood("fault_known")
    else:
        known = record.fault_known(m.context)
    return known or ("promise_broken" in m.shown and record.number(m.context.history, "promises_broken") > 0)


@fact("turns", moved_by="ours")
def apologies(m: Moment) -> int:
    """Our turns that said sorry or repaired a turn of ours."""
    return m.tally("apologies", m.did({"a_apology_specific", "a_apology_brief", "a_repair"}))


def _known_grievances(m: Moment) -> frozenset[str]:
    known = m.last.get("grievances", frozenset())
    return known if isinstance(known, frozenset) else frozenset()
