"""Writes of the cases room: a case that opens itself, promises as they are made and decided."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Min
from django.utils.timezone import localtime

from unruffled.desk.cases.models import Case, Promise, PromiseState
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.people.house import in_force
from unruffled.desk.people.models import User
from unruffled.engine.reader.promises import resolve
from unruffled.engine.vocabulary import STAFF, Reading, Step

GATES: Final = frozenset(
    {"safety", "hazard", "legal", "fraud_review", "privacy", "escalate", "boundary_incident", "relationship_review"}
)
"""Flags that open a case whatever the difficulty."""


def open_if_difficult(conversation: Conversation, step: Step, *, now: datetime) -> Case | None:
    """Open a case when the conversation is difficult or a gate is reached; return it only if it was opened now.

    How difficult (0-100) is the house's to say: `opens_at` of house.toml. A case stays open when things calm down: it
    is a record, and a person closes it.
    """
    because = [flag for flag in step.flags if flag in GATES]
    if step.difficulty < in_force().house.opens_at and not because:
        return None
    found = Case.objects.filter(conversation=conversation, closed_at=None).first()
    if found is None:
        return Case.objects.create(
            conversation=conversation,
            opened_at=now,
            opened_because=because or ["difficulty"],
            peak_difficulty=step.difficulty,
        )
    if step.difficulty > found.peak_difficulty:
        found.peak_difficulty = step.difficulty
        found.save(update_fields=["peak_difficulty"])
    return None


def record_promises(conversation: Conversation, message: Message, reading: Reading) -> list[Promise]:
    """Keep the promises that one of us made in this message, and the earliest time on the conversation's row.

    Times are those of the house's clock when it was said. Vague promises are remarks of the coach, nothing to keep.
    """
    if reading.turn.by not in STAFF or not reading.promises:
        return []
    promises = Promise.objects.bulk_create(
        Promise(
            conversation=conversation,
            message=message,
            who=promise.who[:200],
            what=promise.what[:500],
            due_at=resolve(promise, localtime(message.sent_at)),
            due_text=promise.due_text[:200],
            span=list(promise.span),
            made_at=message.sent_at,
        )
        for promise in reading.promises
        if not promise.vague
    )
    times = [conversation.promise_due_at, *(promise.due_at for promise in promises)]
    conversation.promise_due_at = min((at for at in times if at), default=None)
    return promises


def note_next_promise(conversation: Conversation) -> None:
    """Keep on the conversation's row when our earliest undecided promise is due; the row is not written."""
    undecided = Promise.objects.filter(conversation=conversation, state__in=[PromiseState.OPEN, PromiseState.LATE])
    conversation.promise_due_at = undecided.aggregate(first=Min("due_at"))["first"]


def forget_promises(message: Message) -> None:
    """Remove the promises of a reply that was taken back: nobody heard them."""
    Promise.objects.filter(message=message).delete()


def decide_promise(promise: Promise, *, state: str, by: User, now: datetime) -> Promise:
    """Say what became of a promise: kept, not_kept or cancelled; open again takes that back."""
    undecided = state in (PromiseState.OPEN, PromiseState.LATE)
    promise.state = PromiseState(state)
    promise.decided_by, promise.decided_at = (None, None) if undecided else (by, now)
    promise.save(update_fields=["state", "decided_by", "decided_at"])
    return promise


def mark_late(conversation: Conversation, *, now: datetime) -> list[Promise]:
    """Say of the conversation's open promises that are past their time that they are late; return those."""
    past = list(Promise.objects.filter(conversation=conversation, state=PromiseState.OPEN, due_at__lte=now))
    Promise.objects.filter(pk__in=[promise.pk for promise in past]).update(state=PromiseState.LATE)
    return past


def close_case(
    conversation: Conversation, *, outcome: str, root_cause: str, by: User | None, now: datetime
) -> Case | None:
    """Close the open case of a conversation, if there is one."""
    case = Case.objects.filter(conversation=conversation, closed_at=None).first()
    if case is None:
        return None
    case.outcome, case.root_cause = outcome or case.outcome, root_cause or case.root_cause
    case.closed_at, case.closed_by = now, by
    case.save(update_fields=["outcome", "root_cause", "closed_at", "closed_by"])
    return case


def edit_field(case: Case, *, field: str, text: str, by: User, now: datetime) -> Case:
    """Keep what somebody writes in a field of the record beside what filled it; who and when stand with it.

    What a list shows or the database checks (need, outcome, root cause) is on the case's row as well.
    """
    case.edited = {**case.edited, field: {"text": text, "by": by.pk, "at": now.isoformat()}}
    if field in ON_THE_ROW:
        setattr(case, field, text)
    case.save(update_fields=["edited", *ON_THE_ROW])
    return case


def restore_field(case: Case, *, field: str) -> Case:
    """Let go of what somebody wrote: what happened fills the field again."""
    case.edited = {name: kept for name, kept in case.edited.items() if name != field}
    if field in ON_THE_ROW:
        setattr(case, field, "")
    case.save(update_fields=["edited", *ON_THE_ROW])
    return case


ON_THE_ROW: Final = ("need", "outcome", "root_cause")
"""Fields of the record that have a column of their own."""


def lock_case(case: Case) -> Case:
    """Hold the case's row until the transaction ends and return it as it is now, with the conversation that it had."""
    found = Case.objects.select_for_update().get(pk=case.pk)
    found.conversation = case.conversation
    return found
