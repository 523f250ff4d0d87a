"""A reply leaves the house: the worker takes it from the outbox to its door."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.actions import TooLate, mails
from unruffled.desk.conversations.models import Conversation, Message, Outbox
from unruffled.desk.flows import mail
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.alone import alone
from unruffled.desk.journal.queries import was_told
from unruffled.desk.mail.queries import door_of
from unruffled.desk.people.models import User
from unruffled.desk.people.queries import organisation

__all__ = ["NotAllowed", "TooLate", "arrange", "deliver", "try_again"]

REACTION_SECONDS: Final = 4
"""After this time a played contact answers; a person would need longer, a newcomer would not wait for it."""

ON_THE_PAGE: Final = frozenset({"chat", "phone"})
"""Channels on which our words have arrived once they are written down: the widget fetches them, or they were spoken."""

NO_DOOR: Final = "No door is set up for {channel} yet. The text is kept: send it by hand, or connect an inbox."


PAUSES_MINUTES: Final = (1, 3, 5, 15, 30, 60, 120, 240, 480, 720)
"""When a mail that could not leave is tried again, for about 28 hours in all."""

LEFT_UNKNOWN: Final = (
    "The line was lost while it was handed over. Perhaps it was delivered; sent again, it may come twice."
)


def deliver(*, message_id: int, now: datetime) -> None:
    """Take a reply that is due to its door; one that was taken back, has left, or is not due yet is left alone.

    A mail server is spoken to outside of any transaction; before it gets the end of a mail, the reply is written down
    as perhaps delivered. So whatever dies when, nothing is ever sent twice in silence (RELIABILITY F4).
    """
    outbox = _begin(message_id, now=now)
    if outbox is not None:
        with alone("deliver", message_id) as mine:
            if mine and mails.still_sending(message_id, now=now):
                _hand_over(outbox, now=now)


@transaction.atomic
def _begin(message_id: int, *, now: datetime) -> Outbox | None:
    """Begin a try; return the reply if a mail server has to be spoken to, else it is settled."""
    outbox = conversations.begin_sending(message_id, now=now)
    if outbox is None:
        _own_up(message_id, now=now)
        return None
    conversation = outbox.message.conversation
    if _arrives_by_itself(conversation):
        _mark_sent(outbox, now=now)
        _let_react(conversation, now=now)
    elif conversation.channel == "email" and _has_a_way_out(conversation):
        return outbox
    else:
        _mark_failed(outbox, NO_DOOR.format(channel=conversation.get_channel_display().lower()), now=now)
    return None


def _own_up(message_id: int, *, now: datetime) -> None:
    """Tell of a reply whose worker died while it was handed over, once."""
    outbox = mails.is_uncertain(message_id)
    if outbox is not None and not was_told("reply.uncertain", outbox.message):
        _tell("reply.uncertain", outbox, now=now)


def _has_a_way_out(conversation: Conversation) -> bool:
    door = door_of(conversation.inbox)
    return door is not None and bool(door.out_host)


def _hand_over(outbox: Outbox, *, now: datetime) -> None:
    door = door_of(outbox.message.conversation.inbox)
    if door is None:
        return

    def write_down() -> None:
        with transaction.atomic(durable=True):
            mails.mark_uncertain(outbox, reason=LEFT_UNKNOWN)

    outcome = mail.send(outbox, door, handing_over=write_down, now=now)
    with transaction.atomic():
        _settle(outbox, outcome, now=now)


def _settle(outbox: Outbox, outcome: mail.Outcome, *, now: datetime) -> None:
    if outcome.kind == "sent":
        _mark_sent(outbox, now=now)
    elif outcome.kind == "uncertain":
        mails.mark_uncertain(outbox, reason=outcome.why)
        _tell("reply.uncertain", outbox, now=now)
    elif outcome.kind == "later" and outbox.attempts <= len(PAUSES_MINUTES):
        pause = timedelta(minutes=PAUSES_MINUTES[outbox.attempts - 1])
        mails.put_off(outbox, until=now + pause, reason=outcome.why)
        _tell("reply.put_off", outbox, now=now)
        arrange_unless_waiting(outbox)
    else:
        why = outcome.why if outcome.kind == "failed" else f"Given up after {outbox.attempts} tries. {outcome.why}"
        _mark_failed(outbox, why, now=now)


def _mark_sent(outbox: Outbox, *, now: datetime) -> None:
    conversations.mark_sent(outbox, now=now)
    _tell("reply.sent", outbox, now=now)


def _mark_failed(outbox: Outbox, why: str, *, now: datetime) -> None:
    """Say why a reply did not arrive; the contact, who has no answer then, waits again."""
    conversations.mark_failed(outbox, reason=why)
    mails.waits_again(conversations.locked(outbox.message.conversation_id), now=now)
    _tell("reply.failed", outbox, now=now)


def _tell(what: str, outbox: Outbox, *, now: datetime) -> None:
    journal.record(what, about=outbox.message, at=now, numbers={"attempts": outbox.attempts})
    journal.pulse(outbox.message.conversation)


def _arrives_by_itself(conversation: Conversation) -> bool:
    """Return whether there is nothing to send: the page shows it, the contact is played, or this is practice."""
    if conversation.channel in ON_THE_PAGE or conversation.persona is not None:
        return True
    house = organisation()
    return house is not None and house.practice


def _let_react(conversation: Conversation, *, now: datetime) -> None:
    if conversation.persona is not None:
        at = now + timedelta(seconds=REACTION_SECONDS)
        journal.later("react", at=at, lock=f"played/{conversation.pk}", conversation_id=conversation.pk)


@transaction.atomic
def try_again(*, message: Message, agent: User, now: datetime) -> Outbox:
    """Put a reply that was not delivered back into the outbox, under its same Message-ID.

    :raises NotAllowed: if the agent may not write in this conversation
    :raises TooLate: if the message was never ours to send
    """
    require(agent, "reply", message.conversation)
    conversation = conversations.lock(message.conversation)
    outbox = conversations.hold_again(message, now=now)
    conversations.count_waiting(conversation)
    conversations.keep(conversation, now=now)
    journal.record("reply.held", by=agent, about=message, at=now, numbers={"attempts": outbox.attempts})
    arrange_unless_waiting(outbox)
    journal.pulse(conversation)
    return outbox


def arrange_unless_waiting(outbox: Outbox) -> None:
    """Leave the job that delivers a reply, if it has none."""
    with suppress(journal.AlreadyWaits), transaction.atomic():
        arrange(outbox)


def arrange(outbox: Outbox) -> None:
    """Leave the job that delivers a reply when it is due, one for each, in the order of the conversation.

    :raises journal.AlreadyWaits: if there is one
    """
    message = outbox.message
    journal.later(
        "deliver",
        at=outbox.due_at,
        lock=f"conversation/{message.conversation_id}",
        once=f"deliver/{message.pk}",
        message_id=message.pk,
    )
