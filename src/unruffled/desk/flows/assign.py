"""Somebody takes a conversation, is asked to, or gives it back to the team."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NotAllowed", "assign"]


@transaction.atomic
def assign(*, conversation: Conversation, to: User | None, by: User, now: datetime, note: str = "") -> Conversation:
    """Make this person the assignee, or nobody; the same one again changes nothing.

    `note` is what whoever takes it should know: kept for the team, before it is theirs.

    :raises NotAllowed: if `by` may not do this here, or `to` could not see the conversation
    """
    require(by, "assign", conversation)
    if to is not None:
        require(to, "read", conversation)
    conversation = conversations.lock(conversation)
    if note.strip():
        written = conversations.add_note(conversation, author=by, text=note, now=now)
        journal.record("note.written", by=by, about=written, at=now)
    if conversation.assignee_id == (to.pk if to else None):
        if note.strip():
            journal.pulse(conversation)
        return conversation

    conversation.assignee = to
    conversations.keep(conversation, now=now)

    what = "conversation.unassigned" if to is None else _taken_or_asked(to, by)
    journal.record(what, by=by, about=conversation, at=now, numbers={"to": to.pk} if to else None)
    journal.pulse(conversation)
    if conversation.safety_open:
        journal.alarm(conversation)  # it stands over every page of whose it is now
    return conversation


def _taken_or_asked(to: User, by: User) -> str:
    return "conversation.taken" if to.pk == by.pk else "conversation.assigned"
