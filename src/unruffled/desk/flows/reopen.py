"""A closed conversation, or one put aside, is open again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Status
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NotAllowed", "reopen"]


@transaction.atomic
def reopen(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Open a conversation again; who was waiting when it was closed waits again.

    :raises NotAllowed: if this person may not do this here
    """
    require(by, "reopen", conversation)
    conversation = conversations.lock(conversation)
    if conversation.status == Status.OPEN:
        return conversation
    conversations.unsettle(conversation)
    conversations.keep(conversation, now=now)
    journal.record("conversation.reopened", by=by, about=conversation, at=now)
    journal.pulse(conversation)
    return conversation
