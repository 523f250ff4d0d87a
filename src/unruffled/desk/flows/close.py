"""A conversation is finished: closed with its case, or put aside until a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Status
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import OUTCOMES, ROOT_CAUSES, Decision, Reason

__all__ = ["NotAWord", "NotAllowed", "close", "snooze", "wake"]


LONGEST_SNOOZE: Final = timedelta(days=366)
"""What is put aside for longer is forgotten; a promise with a date says the same better."""


class NotAWord(ValueError):
    """An outcome or root cause that is not in the vocabulary; the message names the good ones."""


@transaction.atomic
def close(
    *, conversation: Conversation, by: User, now: datetime, outcome: str = "", root_cause: str = "", note: str = ""
) -> Conversation:
    """Close a conversation and its case; a message, or a promise falling due, opens it again.

    Closing settles what was said: after "thank you" nobody waits, and a later message waits from its own time.

    :raises NotAllowed: if this person may not do this here, or while somebody may be in danger
    :raises NotAWord: if outcome or root cause is not in the vocabulary
    """
    require(by, "close", conversation)
    _require_word(outcome, OUTCOMES)
    _require_word(root_cause, ROOT_CAUSES)
    conversation = conversations.lock(conversation)
    if conversation.safety_open:
        raise NotAllowed(Decision(False, (Reason("safety_open", True, "closed by a person first", holds=False),)))
    if conversation.status == Status.CLOSED:
        return conversation

    conversations.settle(conversation, now=now)
    case = cases.close_case(conversation, outcome=outcome, root_cause=root_cause, by=by, now=now)
    if note.strip():
        conversations.add_note(conversation, author=by, text=note, now=now)
    conversations.keep(conversation, now=now)

    journal.record("conversation.closed", by=by, about=conversation, at=now)
    if case is not None:
        journal.record("case.closed", by=by, about=case, at=now, numbers={"outcome": outcome, "root_cause": root_cause})
    journal.pulse(conversation)
    return conversation


@transaction.atomic
def snooze(*, conversation: Conversation, until: datetime, by: User, now: datetime) -> Conversation:
    """Put a conversation aside until a time; a message, or danger, or a due promise brings it back sooner.

    :raises NotAllowed: if this person may not do this here
    :raises ValueError: if the time is past, or more than a year away
    """
    require(by, "snooze", conversation)
    if not now < until <= now + LONGEST_SNOOZE:
        raise ValueError("Choose a time that is still to come, within a year.")
    conversation = conversations.lock(conversation)
    conversations.put_aside(conversation, until=until)
    conversations.keep(conversation, now=now)
    journal.record("conversation.snoozed", by=by, about=conversation, at=now)
    journal.pulse(conversation)
    return conversation


@transaction.atomic
def wake(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Bring back a conversation that was put aside, before its time; what is open or closed stays as it is.

    :raises NotAllowed: if this person may not do this here
    """
    require(by, "snooze", conversation)
    conversation = conversations.lock(conversation)
    if conversation.status != Status.SNOOZED:
        return conversation
    conversations.wake(conversation)
    conversations.keep(conversation, now=now)
    journal.record("conversation.woken", by=by, about=conversation, at=now)
    journal.pulse(conversation)
    return conversation


def _require_word(word: str, good: tuple[str, ...]) -> None:
    if word and word not in good:
        raise NotAWord(f"{word!r} is not known. Good ones: {', '.join(good)}.")
