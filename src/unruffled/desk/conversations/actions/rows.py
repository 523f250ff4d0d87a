"""The conversation's own row: opened, locked, changed, and written with the reason why it needs somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from unruffled.channels.text import one_line
from unruffled.desk.conversations import need
from unruffled.desk.conversations.models import By, Contact, Conversation, Delivery, Inbox, Message, Status
from unruffled.desk.people.house import in_force
from unruffled.desk.people.models import User
from unruffled.engine.follow.measures import of_late

_REPLY_PREFIX: Final = re.compile(r"^(?:(?:re|fwd?|aw|wg|sv|tr)\s{0,3}:\s{0,9})+", re.IGNORECASE)

_CHANGING: Final = (
    "assignee", "channel", "status", "closed_at", "snoozed_until", "waiting_since", "answered_at", "typing_at",
    "settled_to", "last_at", "version", "heat_score", "heat", "stage", "difficulty", "boundary", "safety_open",
    "danger", "danger_words", "trace", "opening", "asks", "goodbye", "escalation", "promise_due_at", "need",
    "need_at", "need_rank",
)  # fmt: skip
"""What flows change on the row; subject, context and persona are written where they change."""


class StaleDraft(Exception):
    """Somebody wrote while this was being written; `newer` are the messages that its author has not seen."""

    def __init__(self, newer: Sequence[Message]) -> None:
        super().__init__("Somebody wrote in this conversation meanwhile.")
        self.newer = list(newer)


def open_conversation(
    *,
    inbox: Inbox,
    contact: Contact,
    subject: str,
    now: datetime,
    assignee: User | None = None,
    context: dict[str, Any] | None = None,
    persona: dict[str, Any] | None = None,
) -> Conversation:
    """Open a conversation; nobody waits in it until somebody has written."""
    conversation = Conversation(
        inbox=inbox,
        team_id=inbox.team_id,
        contact=contact,
        assignee=assignee,
        subject=subject_of(subject),
        channel=inbox.channel,
        opened_at=now,
        last_at=now,
        context=context if context is not None else _first_context(contact),
        persona=persona,
    )
    _set_need(conversation, now)
    conversation.save(force_insert=True)
    return conversation


def subject_of(given: str) -> str:
    """Return a subject without the marks of answering and forwarding, at most 300 characters."""
    return _REPLY_PREFIX.sub("", one_line(given))[:300]


def _first_context(contact: Contact) -> dict[str, Any]:
    """Return what is known before the first turn: who writes, and nothing else yet."""
    return {"customer": {"name": contact.name} if contact.name else {}, "history": {}, "facts": [], "policy": {}}


def locked(pk: int) -> Conversation:
    """Return the conversation with its row locked until the transaction ends."""
    return Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def lock(conversation: Conversation, *, seen: int | None = None) -> Conversation:
    """Lock the row and return it fresh; `seen` is the id of the last message that the writer has seen.

    :raises StaleDraft: if messages have come since, ours or the contact's; a reply taken back does not count
    """
    fresh = locked(conversation.pk)
    if seen is not None:
        since = list(said_in(fresh).filter(pk__gte=seen).values_list("pk", flat=True))
        newer = [pk for pk in since if pk > seen]
        if newer or (seen and not since):
            raise StaleDraft(list(said_in(fresh).filter(pk__in=newer).select_related("author")))
    return fresh


def said_in(conversation: Conversation) -> QuerySet[Message]:
    """Return everything that was said, in order, without replies that were taken back."""
    return conversation.messages.exclude(outbox__state=Delivery.UNDONE).order_by("pk")


def keep(conversation: Conversation, *, now: datetime) -> None:
    """Write the changed row: find the reason why it needs somebody, and count the version."""
    _set_need(conversation, now)
    conversation.version += 1
    conversation.save(update_fields=_CHANGING)


def _set_need(conversation: Conversation, now: datetime) -> None:
    found = need.need_of(facts_of(conversation), now=now, answer_within=in_force().answer_within)
    conversation.need, conversation.need_at, conversation.need_rank = found.code, found.at, found.rank


def facts_of(conversation: Conversation) -> need.Facts:
    """Return what decides the conversation's place in the list."""
    return need.Facts(
        status=conversation.status,
        channel=conversation.channel,
        last_at=conversation.last_at,
        waiting_since=conversation.waiting_since,
        answered=conversation.answered_at is not None,
        safety_open=conversation.safety_open,
        escalation=conversation.escalation,
        promise_due_at=conversation.promise_due_at,
        snoozed_until=conversation.snoozed_until,
        asks=conversation.asks,
        heat_of_late=of_late(conversation.trace),
        goodbye=conversation.goodbye,
    )


def wake(conversation: Conversation) -> None:
    """Open a conversation that was put aside or closed; the row is not written."""
    conversation.status = Status.OPEN
    conversation.closed_at = conversation.snoozed_until = None


def settle(conversation: Conversation, *, now: datetime) -> None:
    """Close a conversation: nobody waits for an answer to what was said so far. The row is not written."""
    conversation.status, conversation.closed_at = Status.CLOSED, now
    conversation.snoozed_until = conversation.waiting_since = None
    conversation.settled_to = said_in(conversation).values_list("pk", flat=True).last() or 0


def unsettle(conversation: Conversation) -> None:
    """Open a conversation as if it had not been closed: who was waiting waits again. The row is not written."""
    wake(conversation)
    conversation.settled_to = 0
    count_waiting(conversation)


def put_aside(conversation: Conversation, *, until: datetime) -> None:
    """Put a conversation aside until a time, a closed one too; the row is not written."""
    wake(conversation)
    conversation.status, conversation.snoozed_until = Status.SNOOZED, until


def count_waiting(conversation: Conversation) -> None:
    """Work out again since when the contact waits, from what was said since closing settled all before."""
    waiting_since = answered_at = None
    said = said_in(conversation).exclude(outbox__state=Delivery.FAILED)  # what did not arrive has answered nobody
    for pk, by, sent_at in said.values_list("pk", "by", "sent_at"):
        if by == By.CUSTOMER:
            waiting_since = waiting_since or (sent_at if pk > conversation.settled_to else None)
        elif by in (By.AGENT, By.SUPERVISOR):
            waiting_since, answered_at = None, sent_at
    conversation.waiting_since = waiting_since if conversation.status != Status.CLOSED else None
    conversation.answered_at = answered_at


def promise_is_near(conversation: Conversation, *, now: datetime) -> bool:
    """Return whether a promise of ours falls due so soon that somebody must see it."""
    due_at = conversation.promise_due_at
    return due_at is not None and due_at <= need.changes_by_itself_before(now)


def note_typing(conversation: Conversation, *, now: datetime) -> None:
    """Remember that the contact is writing; not a change that makes a draft stale."""
    Conversation.objects.filter(pk=conversation.pk).update(typing_at=now)


def keep_persona(conversation: Conversation, persona: dict[str, Any]) -> None:
    """Keep how a played contact stands after an answer."""
    Conversation.objects.filter(pk=conversation.pk).update(persona=persona)
