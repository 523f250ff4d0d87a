"""What another reader has read is read anew, conversation by conversation: stopped and gone on with at will."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal import progress
from unruffled.desk.journal.models import Progress

__all__ = ["AT_ONCE", "begin", "go_on"]

AT_ONCE: Final = 10
"""Conversations read anew in one transaction."""


@transaction.atomic
def begin(*, now: datetime) -> Progress:
    """Begin to read anew what another reader has read, or find it begun; what humans set stays as they set it."""
    stale = queries.count_read_by_others(guidance.todays_reader())
    return progress.begin_over(_name(), total=stale, now=now)


@transaction.atomic
def go_on(*, after: int = 0, now: datetime) -> tuple[int, Progress]:
    """Read the next conversations anew, in the order of their ids.

    Return the last one's id, 0 when all is done, and how far it is.

    Whatever was done stays done: stopped and begun again, it goes on with what is left.
    """
    far = progress.begin(_name(), total=0, now=now)
    due = queries.read_by_others(guidance.todays_reader(), after=after, limit=AT_ONCE)
    for conversation_id in due:
        _read_anew(conversation_id, now=now)
    progress.count(far, len(due), now=now)
    return (due[-1] if len(due) == AT_ONCE else 0), far


def _read_anew(conversation_id: int, *, now: datetime) -> None:
    conversation = conversations.locked(conversation_id)
    guidance.read_anew(conversation, now=now)
    conversations.keep(conversation, now=now)
    journal.pulse(conversation)


def _name() -> str:
    return f"read anew by {guidance.todays_reader()}"[:60]
