"""Somebody of us opens a conversation, is still there, or goes: seen by who else has it open, and kept by nobody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import writing
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NotAllowed", "be_here", "leave"]


@transaction.atomic
def be_here(*, conversation: Conversation, user: User, now: datetime) -> None:
    """Say that this person has the conversation open now; open pages hear of it when somebody comes.

    :raises NotAllowed: if this person may not read it
    """
    require(user, "read", conversation)
    if writing.come(conversation, user, now=now):
        journal.whisper(conversation)


@transaction.atomic
def leave(*, conversation: Conversation, user: User) -> None:
    """Say that this person has closed the conversation.

    :raises NotAllowed: if this person may not read it
    """
    require(user, "read", conversation)
    if writing.go(conversation, user):
        journal.whisper(conversation)
