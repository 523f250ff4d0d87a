"""Words for the team alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Note
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["Empty", "NotAllowed", "add"]


class Empty(ValueError):
    """A note says something."""


@transaction.atomic
def add(*, conversation: Conversation, author: User, text: str, now: datetime) -> Note:
    """Write a note that only the team sees; there is no way from a note to the contact.

    :raises NotAllowed: if this person may not do this here
    :raises Empty: if there is nothing in it
    """
    require(author, "note", conversation)
    if not text.strip():
        raise Empty("There is nothing to keep.")
    note = conversations.add_note(conversation, author=author, text=text, now=now)
    journal.record("note.written", by=author, about=note, at=now)
    journal.pulse(conversation)
    return note
