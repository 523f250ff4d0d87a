"""The fourteen states: which one a turn leads to, and where a side state returns to (DOMAIN 3.1 and Part 6)."""

from __future__ import annotations

from typing import Final

from unruffled.engine.situation.moment import Moment
from unruffled.engine.situation.signs import DEMANDS, DISTRESSING, GRIEVANCES, NEW_FROM_US, PROPOSING
from unruffled.engine.vocabulary import MAIN_STAGES

_REOPENS: Final = (DEMANDS - {"supervisor_demand"}) | {"rejection", "loop", "feels_unheard", "promise_broken", "anger"}
_FIRST: Final = frozenset({"open", "acknowledge", "vent", "clarify", ""})
_CLOSED: Final = frozenset({"confirm", "after"})
_SAYS_MORE: Final = frozenset({"issue_stated", "want_stated", "understanding_confirmed", "confusion"})
_CHOOSABLE: Final = ("a_options", "a_choice", "a_channel", "a_goodwill")
LONG_SILENCE: Final = 24 * 60
"""Minutes after which a grateful message to a settled case comes from after the contact, not from within it."""


def place(m: Moment) -> tuple[str, str]:
    """Return the main stage and the state in force (the same, unless a side state wins)."""
    human = m.reading.stage_by_human
    main = human if human is not None and human in MAIN_STAGES else _main_stage(m)
    stage = human or _side_state(m, main) or main
    return main, stage


def _side_state(m: Moment, main: str) -> str | None:
    """The side state in force, in order of precedence: safety, boundary, ended, escalated, stuck, paused."""
    if m.now("safety_open"):
        return "safety"
    if not m.theirs:
        return _side_state_after_us(m)
    if m.now("abusive"):
        return "boundary"
    if _escalated(m):
        return "escalated"
    if _stuck(m):
        return "stuck"
    return "paused" if _paused(m, main) else None


def _side_state_after_us(m: Moment) -> str | None:
    """After our own turn a state goes on until something in the turn ends it."""
    state = m.word("stage")
    if m.ours and m.level_due >= 4 and m.number("boundary_level_given") >= 4:
        return "ended"
    if m.now("handoff_accepted"):
        return "escalated"
    if state == "stuck" and m.did(NEW_FROM_US):
        return None
    still = state in {"stuck", "boundary", "ended", "paused"}
    return state if still and (state != "safety") else None


def _escalated(m: Moment) -> bool:
    """Asked for again, or after a genuine try of ours (C7); or handed over, and that person has not spoken yet."""
    if m.now("handoff_accepted"):
        return True
    if not m.shows({"supervisor_demand"}):
        return False
    return m.number("supervisor_demands") >= 2 or m.number("proposals") >= 1


def _stuck(m: Moment) -> bool:
    """The same demand and answer again, or long without news; it lasts until we bring something new."""
    if m.shows({"acceptance", "resolution_confirmed", "understanding_confirmed"}):
        return False
    if m.number("customer_turns") < 2:
        return False
    if m.shows({"loop"}) or m.number("rejections") >= 3:
        return True
    news = m.shows({"partial_acceptance"}) or any(m.now(signal) for signal in PROPOSING)
    if m.now("long_for_channel") and m.number("customer_turns") >= 3 and not news:
        return m.number("heat") >= 1
    return m.word("stage") == "stuck" and m.number("heat") >= 2


def _paused(m: Moment, main: str) -> bool:
    """A time was agreed at which we come back, and nothing is settled before it (Part 6 number 9)."""
    agreed = m.shows({"acceptance"}) and not m.shows({"resolution_confirmed"})
    if not agreed or main not in {"confirm", "resolve"} or m.stood("accepted"):
        return False
    return (bool(m.now("offered_talk")) or bool(m.now("offered_return"))) and not m.now("a_goodwill")


def _main_stage(m: Moment) -> str:
    saved = m.word("main_stage")
    if not m.theirs:
        return saved or "prepare"
    for stage, holds in _LINE:
        if holds(m, saved):
            return stage
    return "resolve"


def _over(m: Moment, saved: str) -> bool:
    """The matter is settled, thanks were said, and this only rounds it off."""
    if not _settled_words(m) or saved not in _CLOSED:
        return False
    return saved == "after" or m.number("minutes_since_last") >= LONG_SILENCE


def _agreed(m: Moment, saved: str) -> bool:
    """Agreement or a fix was reached, and nothing in this turn opens it again."""
    opens_again = _REOPENS - {"refund_demand"} if m.shows({"acceptance"}) else _REOPENS
    if m.shows(opens_again) or m.shows({"partial_acceptance", "scope_creep"}) or m.number("heat") >= 3:
        return False
    if m.shows({"resolution_confirmed"}):
        return m.number("agent_turns") > 0 and (m.number("proposals") > 0 or not m.shows({"want_stated"}))
    if m.shows({"acceptance"}):
        if m.shows({"customer_apology"}) and m.word("stage") == "boundary" and not m.shows({"resolution_confirmed"}):
            return False  # the peace is made, the matter still waits
        return m.number("proposals") > 0 or not m.shows({"understanding_confirmed"}) or any(map(m.now, _CHOOSABLE))
    if m.now("accepted") and m.number("heat") == 0 and not m.shows(GRIEVANCES | DEMANDS | {"want_stated"}):
        return True
    if m.shows({"closing"}) and m.number("proposals") > 0:
        return m.number("heat") <= 1
    if m.shows({"gratitude", "relief"}) and m.number("proposals") > 0 and m.number("heat") <= 1:
        return not m.shows({"want_stated", "confusion"}) and not m.number("questions_now")
    if m.shows({"gratitude", "relief", "advocacy"}) and _answered(m) and m.number("heat") <= 1:
        return not m.shows(_SAYS_MORE) and not m.number("questions_now")
    if saved not in _CLOSED or m.number("heat") > 1 or m.shows(GRIEVANCES | DEMANDS):
        return False
    return not m.shows({"want_stated"}) or not m.number("questions_now")


def _answered(m: Moment) -> bool:
    """We have put something on the table, or told what was asked, or answered so that no heat is left."""
    told = any(m.now(signal) for signal in ("a_information", "a_explain", "a_reassurance"))
    return (
        told
        or m.number("proposals") > 0
        or (m.number("heat") == 0 and m.number("agent_turns") > 0 and m.shows({"gratitude", "closing"}))
    )


def _nothing_said(m: Moment, saved: str) -> bool:
    """Hello, a subject line, nothing to act on and no feeling."""
    said = m.now("issue_known") or m.now("want_known") or m.shows(GRIEVANCES | DISTRESSING | DEMANDS | {"confusion"})
    return saved in {"", "open", "prepare"} and m.number("heat") <= 1 and not said


def _venting(m: Moment, saved: str) -> bool:
    """Hot, still pouring out, and we have neither reflected nor let the first rush pass (Part 6 number 7)."""
    hurt_again = bool(m.now("a_bad_previous")) and m.number("heat") >= 3 and m.number("grievances_new") > 0
    if m.number("reflections") > 0 or m.number("vent_windows") >= (2 if hurt_again else 1):
        return False
    if m.number("bad_turns") > 0 and not hurt_again:
        return False
    if m.now("written") and (m.now("issue_known") or m.shows(GRIEVANCES)):
        return False
    if m.shows({"supervisor_demand"}):
        return False
    pouring = m.number("customer_turns_in_a_row") >= 2 and m.number("grievances_new") > 0
    return m.number("heat") >= 3 or (m.number("heat") >= 2 and pouring)


def _muddled(m: Moment, saved: str) -> bool:
    """Confused, calm enough to answer a question, and the problem is not clear yet."""
    unclear = m.shows({"confusion"}) and not m.shows({"issue_stated", "feels_unheard"})
    return unclear and m.number("heat") <= 2 and not m.now("want_known")


def _unheard(m: Moment, saved: str) -> bool:
    """A grievance was stated and not yet played back, or the customer says that nobody listens."""
    if m.shows({"feels_unheard", "repeat_info"}) or _hurt_by_us(m):
        return True
    if m.shows({"understanding_confirmed", "partial_acceptance", "acceptance", "rejection"}):
        return False
    if saved in _CLOSED and m.number("heat") >= 2 and m.shows(GRIEVANCES):
        return True
    if m.number("heat") >= 2 and (m.shows({"sarcasm"}) or (m.number("grievances_new") and not _asks_what_now(m))):
        return True
    if m.number("agent_turns") == 0:
        return bool(m.now("issue_known")) or m.shows(GRIEVANCES | DISTRESSING | DEMANDS)
    if m.number("replies_since_grievance") >= 3 or m.number("reflections_since_grievance") >= 1:
        return False
    return not _asks_what_now(m) and saved in _FIRST and m.shows(GRIEVANCES | DISTRESSING)


def _hurt_by_us(m: Moment) -> bool:
    """Our last turn did harm and the customer is no calmer for it: that comes first, whatever else was asked."""
    return bool(m.now("a_bad_previous")) and m.number("heat") >= 2 and m.number("heat_change") >= 0


def _asks_what_now(m: Moment) -> bool:
    """The customer wants an answer now: a question or a stated want after one of our turns that did no harm."""
    wants = m.shows({"want_stated", "deadline_demand"}) or m.number("questions_now") > 0
    return wants and m.number("agent_turns") > 0 and not m.now("a_bad_previous")


def _missing(m: Moment, saved: str) -> bool:
    """The issue or the wanted outcome is not known, or facts are still being checked before an offer."""
    if m.shows({"acceptance", "partial_acceptance", "rejection"}):
        return False
    if m.shows({"scope_creep"}) or _facts_first(m):
        return True
    if m.number("proposals") > 0:
        unclear = bool(m.now("asked_by_us")) or not m.now("issue_known")
        return saved == "clarify" and unclear and not m.shows({"want_stated"})
    known = m.now("issue_known") and m.now("want_known")
    return not known and not (m.now("issue_known") and _asks_what_now(m))


_LINE: Final = (
    ("after", _over),
    ("confirm", _agreed),
    ("open", _nothing_said),
    ("vent", _venting),
    ("clarify", _muddled),
    ("acknowledge", _unheard),
    ("clarify", _missing),
)
"""The main line in order; the first state whose condition holds is it, and `resolve` is what is left."""


def _facts_first(m: Moment) -> bool:
    """Something has to be checked before an offer (Part 6 number 8): accounts differ, or we asked and got no answer."""
    if m.shows({"fraud_indicator", "inconsistent_account"}):
        return True
    asked = bool(m.now("a_question")) and m.number("proposals") == 0 and m.number("agent_turns") > 0
    return asked and not m.shows({"want_stated", "understanding_confirmed"} | DEMANDS)


def _settled_words(m: Moment) -> bool:
    calm = m.number("heat") <= 1 and not m.shows(_REOPENS | DEMANDS | GRIEVANCES) and not m.number("questions_now")
    return calm and m.shows({"gratitude", "closing", "advocacy", "resolution_confirmed", "relief"})
