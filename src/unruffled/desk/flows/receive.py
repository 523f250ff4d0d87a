"""A message comes in: it is kept, read, guided and recorded, and open pages are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from unruffled.channels.envelope import Inbound
from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.actions import Conflict, NotTheirs, TakenIn
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.conversations.queries import NoInbox
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import alarms, beside, histories
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.models import Entry
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import Step

__all__ = ["Conflict", "NoInbox", "NotTheirs", "Received", "note_typing", "read_again", "receive"]


@dataclass(frozen=True, slots=True)
class Received:
    """Where a message went; `is_new` is False for a copy of one that had arrived."""

    conversation: Conversation
    message: Message
    is_new: bool


def receive(*, inbound: Inbound, now: datetime, by: User | None = None, inbox_id: int | None = None) -> Received:
    """Take a message in, read it, renew the guidance, and open a case if the conversation has become difficult.

    `by` is whose token hands it in: inbox and conversation are then those that this person may see. `inbox_id` is
    given by doors that belong to one inbox. If the engine cannot read it, the message arrives all the same.

    :raises Conflict: if another text has arrived under the same external id
    :raises NoInbox: if no open inbox takes this channel
    :raises NotTheirs: if the named conversation is with somebody else
    :raises queries.NotFound: if the named conversation is missing or not to be seen by `by`
    """
    inbound = beside.with_danger(inbound)
    try:
        return _receive(inbound, now=now, by=by, inbox_id=inbox_id)
    except IntegrityError:  # the same message through two doors at once: the other was quicker, so look again
        return _receive(inbound, now=now, by=by, inbox_id=inbox_id)


@transaction.atomic
def _receive(inbound: Inbound, *, now: datetime, by: User | None, inbox_id: int | None) -> Received:
    named = queries.named(inbound.conversation, by=by)
    inbox = queries.inbox_taking(inbound, by=by, named=named, inbox_id=inbox_id)
    taken = conversations.take_in(inbound, inbox=inbox, now=now, named=named)
    if not taken.is_new:
        return Received(taken.conversation, taken.message, is_new=False)

    if taken.opened and taken.known:
        histories.remember(taken.conversation, now=now)
    stood = alarms.stands(taken.conversation)
    step = guidance.renew(taken.conversation, now=now, only=taken.message if taken.opened else None)
    case = cases.open_if_difficult(taken.conversation, step, now=now) if step else None
    conversations.keep(taken.conversation, now=now)

    _tell(taken, step, opened_case=case is not None, now=now)
    alarms.tell(taken.conversation, stood=stood, now=now)
    return Received(taken.conversation, taken.message, is_new=True)


def _tell(taken: TakenIn, step: Step | None, *, opened_case: bool, now: datetime) -> None:
    conversation = taken.conversation
    journal.record_all(_happened(taken, step, opened_case=opened_case, now=now))
    if step is None or step.reading.reader == "none":
        journal.later("read_again", conversation_id=conversation.pk)
    journal.pulse(conversation)


def _happened(taken: TakenIn, step: Step | None, *, opened_case: bool, now: datetime) -> Iterator[Entry]:
    conversation = taken.conversation
    if taken.opened:
        yield journal.entry("conversation.opened", about=conversation, at=now)
    if taken.reopened:
        yield journal.entry("conversation.reopened", about=conversation, at=now)
    yield journal.entry("message.received", about=taken.message, at=now, numbers=numbers_of(step))
    if opened_case:
        yield journal.entry("case.opened", about=conversation, at=now, numbers={"difficulty": conversation.difficulty})


@transaction.atomic
def read_again(*, conversation_id: int, now: datetime) -> bool:
    """Read what the engine could not read when it came in; return whether everything is read now."""
    conversation = conversations.locked(conversation_id)
    stood = alarms.stands(conversation)
    step = guidance.renew(conversation, now=now, again=True)
    if step is None or step.reading.reader == "none":
        return False
    cases.open_if_difficult(conversation, step, now=now)
    conversations.keep(conversation, now=now)
    journal.record("conversation.read", about=conversation, at=now, numbers=numbers_of(step))
    alarms.tell(conversation, stood=stood, now=now)
    journal.pulse(conversation)
    return True


@transaction.atomic
def note_typing(*, conversation: Conversation, now: datetime) -> None:
    """Remember that the contact is writing at this moment, and let open pages show it."""
    conversations.note_typing(conversation, now=now)
    journal.whisper(conversation)


def numbers_of(step: Step | None) -> dict[str, journal.Number]:
    """Return what the journal keeps of a step: heat, conduct, stage, boundary, difficulty; nothing that was said."""
    if step is None:
        return {"read": False}
    reading = step.reading
    return {
        "heat": reading.heat_score,
        "conduct": reading.conduct,
        "stage": step.situation.stage,
        "boundary": step.boundary,
        "difficulty": step.difficulty,
        "flags": list(step.flags),
    }
