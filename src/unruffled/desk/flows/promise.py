"""What becomes of a promise: a person says kept, not kept or cancelled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.cases.models import Promise
from unruffled.desk.cases.queries import promise_in
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User

__all__ = ["NotAState", "NotAllowed", "decide"]

DECIDED = ("kept", "not_kept", "cancelled")


class NotAState(ValueError):
    """A promise is kept, not_kept or cancelled, or open again."""


@transaction.atomic
def decide(*, conversation: Conversation, promise_id: int, state: str, by: User, now: datetime) -> Promise:
    """Say what became of a promise; "open" takes a decision back.

    :raises NotAllowed: if this person may not do this here
    :raises NotAState: if it is no state that a person may give
    :raises queries.NotFound: if there is no such promise in this conversation
    """
    require(by, "decide", conversation)
    if state not in (*DECIDED, "open"):
        raise NotAState(f"{state!r} is not known. Good ones: {', '.join((*DECIDED, 'open'))}.")
    conversation = conversations.lock(conversation)
    promise = cases.decide_promise(promise_in(conversation, promise_id), state=state, by=by, now=now)
    cases.note_next_promise(conversation)
    conversations.keep(conversation, now=now)
    journal.record(f"promise.{state}", by=by, about=promise, at=now)
    journal.pulse(conversation)
    return promise
