"""Facts about what is on the table: proposals, answers, questions, promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from unruffled.engine.reader import questions
from unruffled.engine.situation import record
from unruffled.engine.situation.moment import Moment, fact
from unruffled.engine.situation.signs import ASKING, DEMANDS, GRIEVANCES, LEFT_TO_THEM, PROPOSING

LONG_EXCHANGE: Final[Mapping[str, int]] = {"chat": 16, "dm": 16, "sms": 16, "email": 6, "social": 4, "review": 4}
"""Turns without new information that make an exchange long (DOMAIN 3.1, default); phone counts minutes: 12."""


@fact("turns", moved_by="ours")
def proposals(m: Moment) -> int:
    """Our turns that put a step, a choice or a decision on the table."""
    return m.tally("proposals", m.did(PROPOSING))


@fact("turns", moved_by="ours")
def options_offered(m: Moment) -> int:
    """Our turns that offered a choice between real options."""
    return m.tally("options_offered", m.did({"a_options"}))


@fact("yes or no")
def proposal_open(m: Moment) -> bool:
    """Something is on the table that the customer has neither accepted nor rejected."""
    if m.ours:
        return m.stood("proposal_open") or m.did(PROPOSING)
    return m.stood("proposal_open") and not m.shows({"acceptance", "rejection", "resolution_confirmed"})


@fact("turns", moved_by="theirs")
def rejections(m: Moment) -> int:
    """Customer turns that rejected a proposal."""
    return m.tally("rejections", m.shows({"rejection"}))


@fact("yes or no", moved_by="theirs")
def rejected_again(m: Moment) -> bool:
    """The customer rejects a proposal, and not for the first time."""
    return m.number("rejections") >= 2 and m.shows({"rejection"})


@fact("yes or no", moved_by="theirs")
def accepted(m: Moment) -> bool:
    """The customer has accepted a proposal and not reopened it since."""
    if m.shows({"rejection"}):
        return False
    return m.stood("accepted") or m.shows({"acceptance"})


@fact("yes or no", moved_by="theirs")
def resolved(m: Moment) -> bool:
    """The customer has said that it is solved, and nothing since says otherwise."""
    if m.shows({"rejection", "loop"}) or (m.number("heat") >= 2 and m.shows(GRIEVANCES)):
        return False
    if m.shows({"resolution_confirmed"}):
        return True
    return m.stood("resolved") and not m.shows(DEMANDS | {"want_stated"})


@fact("questions")
def questions_now(m: Moment) -> int:
    """Questions that the customer asks in this very turn."""
    return questions.count(m.reading) if m.theirs else 0


@fact("questions")
def unanswered_questions(m: Moment) -> int:
    """Questions of the customer that none of our turns has answered yet."""
    if m.theirs:
        return m.tally("unanswered_questions", int(m.number("questions_now")))
    if m.ours and not m.did({"a_no_answer", "a_ignore"}):
        return 0
    return int(m.was("unanswered_questions"))


@fact("yes or no", moved_by="ours")
def asked_by_us(m: Moment) -> bool:
    """Our latest turn asked the customer something and put nothing on the table."""
    return m.did(ASKING) and not m.did({"a_options", "a_commit"})


@fact("yes or no", moved_by="ours")
def left_to_them(m: Moment) -> bool:
    """Our latest turn left a decision to the customer."""
    return m.did(LEFT_TO_THEM)


@fact("yes or no", moved_by="ours")
def offered_talk(m: Moment) -> bool:
    """Our latest turn offered another channel or a call."""
    return m.did({"a_channel"})


@fact("yes or no", moved_by="ours")
def offered_return(m: Moment) -> bool:
    """Our latest turn promised that we come back at a named time."""
    return any(p.who != "customer" and p.due_text and record.comes_back(p.what) for p in m.reading.promises)


@fact("promises", moved_by="ours")
def promises_made(m: Moment) -> int:
    """Promises that we have made in this conversation."""
    return m.tally("promises_made", len(m.reading.promises))


@fact("promises", moved_by="ours")
def vague_promises(m: Moment) -> int:
    """Promises of ours in this conversation without who, what or when."""
    return m.tally("vague_promises", sum(p.vague for p in m.reading.promises))


@fact("turns")
def turns_without_news(m: Moment) -> int:
    """Turns in a row that brought nothing new from either side."""
    if m.theirs:
        news = m.shows({"acceptance", "partial_acceptance", "want_stated", "understanding_confirmed"})
        news = news or m.shows({"resolution_confirmed"}) or m.number("grievances_new") > 0
    else:
        news = m.ours and m.did({"a_options", "a_honest_no", "a_channel", "a_warm_handoff", "a_repair"})
    return 0 if news else m.tally("turns_without_news", m.theirs or m.ours)


@fact("yes or no")
def long_for_channel(m: Moment) -> bool:
    """The exchange is longer than usual on this channel and has brought nothing new for a while."""
    turn = m.reading.turn
    if m.shows({"long_exchange"}):
        return True
    if turn.channel == "phone":
        return turn.at >= 12 and m.number("turns_without_news") >= 8
    return m.number("turns_without_news") >= LONG_EXCHANGE.get(turn.channel, 16)
