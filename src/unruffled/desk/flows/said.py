"""One of us has said something outside, on a call or in another desk, and it is taken in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NotAllowed", "said"]


@transaction.atomic
def said(*, conversation: Conversation, author: User, text: str, now: datetime, role: str | None = None) -> Message:
    """Add words of ours that have already reached the contact, and renew the guidance.

    `role` is what the author spoke as, where it was not the one they have.

    :raises NotAllowed: if the author may not write in this conversation
    """
    require(author, "reply", conversation)
    conversation = conversations.lock(conversation)

    message = conversations.add_reply(conversation, author=author, text=text, now=now, role=role)
    conversations.mark_sent(message.outbox, now=now)
    step = guidance.renew(conversation, now=now)
    promises = cases.record_promises(conversation, message, step.reading) if step else []
    conversations.keep(conversation, now=now)

    journal.record("reply.sent", by=author, about=message, at=now, numbers={"promises": len(promises)})
    journal.pulse(conversation)
    return message
