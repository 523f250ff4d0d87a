"""We write first: a conversation is started with somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import NoInbox
from unruffled.desk.flows import reply
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.flows.reply import UnfilledSlot
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NoAddress", "NoInbox", "NotAllowed", "UnfilledSlot", "start"]


class NoAddress(ValueError):
    """Nobody can be written to without an address."""


@transaction.atomic
def start(
    *, by: User, channel: str, address: str, name: str, subject: str, text: str, now: datetime, inbox_id: int = 0
) -> Conversation:
    """Start a conversation with the contact of this address and send the first message, held for ten seconds.

    Without a text the conversation waits, empty, for whoever writes first. The one who starts it is the assignee.

    :raises NoAddress: if the address is empty
    :raises NoInbox: if no open inbox of this person's teams takes the channel
    :raises NotAllowed: if this person may not write there
    :raises UnfilledSlot: if a place to fill in is left in the text
    """
    if not address.strip():
        raise NoAddress("Say where to write to.")
    if text.strip():
        reply.require_words(text)
    inbox = queries.inbox_for_starting(by, channel=channel, inbox_id=inbox_id)
    contact = conversations.contact_at(kind=channel, value=address, name=name, now=now)
    conversation = conversations.open_conversation(inbox=inbox, contact=contact, subject=subject, assignee=by, now=now)
    require(by, "reply", conversation)
    journal.record("conversation.opened", by=by, about=conversation, at=now)
    if text.strip():
        reply.hold(conversation, author=by, text=text, now=now)
    journal.pulse(conversation)
    return conversation
