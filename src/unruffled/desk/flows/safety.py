"""Somebody may be in danger: a person, never the engine, closes the safety card."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NeedsANote", "NotAllowed", "close_card"]


class NeedsANote(ValueError):
    """The card is closed with a note that says what was done."""


@transaction.atomic
def close_card(*, conversation: Conversation, by: User, note: str, now: datetime) -> Conversation:
    """Close the safety card with a note of what was done and who has taken over (DOMAIN 3.1: never automatic).

    :raises NotAllowed: if this person may not do this here
    :raises NeedsANote: if the note is empty
    """
    require(by, "decide", conversation)
    if not note.strip():
        raise NeedsANote("Say what was done and who has taken over.")
    conversation = conversations.lock(conversation)
    if not conversation.safety_open:
        return conversation
    conversations.add_note(conversation, author=by, text=note, now=now)
    conversations.add_event(conversation, event="safety_closed", now=now)
    guidance.renew(conversation, now=now)
    conversations.keep(conversation, now=now)
    journal.record("safety.closed", by=by, about=conversation, at=now)
    journal.pulse(conversation)
    return conversation
