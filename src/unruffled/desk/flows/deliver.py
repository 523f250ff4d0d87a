"""A reply leaves the house: the worker takes it from the outbox to its door."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.actions import TooLate
from unruffled.desk.conversations.models import Conversation, Message, Outbox
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.desk.people.queries import organisation

__all__ = ["NotAllowed", "TooLate", "arrange", "deliver", "try_again"]

REACTION_SECONDS: Final = 4
"""After this time a played contact answers; a person would need longer, a newcomer would not wait for it."""

ON_THE_PAGE: Final = frozenset({"chat", "phone"})
"""Channels on which our words have arrived once they are written down: the widget fetches them, or they were spoken."""

NO_DOOR: Final = "No door is set up for {channel} yet. The text is kept: send it by hand, or connect an inbox."


@transaction.atomic
def deliver(*, message_id: int, now: datetime) -> None:
    """Take a reply that is due to its door; one that was taken back, has left, or is not due yet is left alone."""
    outbox = conversations.begin_sending(message_id, now=now)
    if outbox is None:
        return
    message = outbox.message
    conversation = message.conversation

    if _arrives_by_itself(conversation):
        conversations.mark_sent(outbox, now=now)
        journal.record("reply.sent", about=message, at=now, numbers={"attempts": outbox.attempts})
        _let_react(conversation, now=now)
    else:
        conversations.mark_failed(outbox, reason=NO_DOOR.format(channel=conversation.get_channel_display().lower()))
        journal.record("reply.failed", about=message, at=now, numbers={"attempts": outbox.attempts})
    journal.pulse(conversation)


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
