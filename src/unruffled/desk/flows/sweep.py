"""Time passes: promises become due and late, what was put aside comes back, a reply that was left behind goes out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.cases import queries as promises
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Status
from unruffled.desk.flows import deliver, mail, reread
from unruffled.desk.journal import actions as journal

AT_MOST: Final = 500
"""Conversations in one sweep; the next minute takes the rest."""

logger = logging.getLogger(__name__)

LEFT_BEHIND_SECONDS: Final = 60
"""A reply that is due for so long has lost its job and gets a new one."""


def sweep(*, now: datetime) -> int:
    """Bring every conversation whose reason has changed with time up to date; return how many there were.

    Each is a transaction of its own: one that fails leaves the others done, and the next minute tries again.
    """
    due = {*promises.promises_past(now, limit=AT_MOST), *queries.changed_by_time(now, limit=AT_MOST)}
    for conversation_id in sorted(due):
        try:
            bring_up_to_date(conversation_id=conversation_id, now=now)
        except Exception:
            logger.exception("conversation %s could not be brought up to date", conversation_id)
    send_left_behind(now=now)
    mail.send_left_behind(before=now - timedelta(seconds=LEFT_BEHIND_SECONDS))
    reread.leave_if_left_behind()
    return len(due)


@transaction.atomic
def bring_up_to_date(*, conversation_id: int, now: datetime) -> None:
    """Mark late promises, wake what was put aside, and find the conversation's reason anew."""
    conversation = conversations.locked(conversation_id)
    for promise in cases.mark_late(conversation, now=now):
        journal.record("promise.late", about=promise, at=now)
    if conversation.status == Status.SNOOZED and conversation.snoozed_until and conversation.snoozed_until <= now:
        conversations.wake(conversation)
        journal.record("conversation.woken", about=conversation, at=now)
    if conversation.status == Status.CLOSED and conversations.promise_is_near(conversation, now=now):
        conversations.wake(conversation)
        journal.record("conversation.reopened", about=conversation, at=now)
    conversations.keep(conversation, now=now)
    journal.pulse(conversation)


@transaction.atomic
def send_left_behind(*, now: datetime) -> None:
    """Leave a new job for every reply whose job was lost; one whose job still waits keeps that."""
    for outbox in queries.left_behind(now - timedelta(seconds=LEFT_BEHIND_SECONDS), limit=AT_MOST):
        deliver.arrange_unless_waiting(outbox)
