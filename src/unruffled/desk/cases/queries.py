"""Questions about cases and promises."""

from __future__ import annotations

from datetime import datetime

from unruffled.desk.cases.models import Case, Promise, PromiseState
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import NotFound, one_for
from unruffled.desk.people.models import User


def case_for(user: User, pk: int) -> Case:
    """Return the case if this person may see its conversation.

    :raises NotFound: if it is missing or belongs to another team
    """
    found = Case.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"case {pk}")
    found.conversation = one_for(user, found.conversation_id)
    return found


def promise_in(conversation: Conversation, pk: int) -> Promise:
    """Return a promise that was made in this conversation.

    :raises NotFound: if there is none of this number
    """
    found = Promise.objects.filter(conversation=conversation, pk=pk).first()
    if found is None:
        raise NotFound(f"promise {pk}")
    return found


def open_promises(conversation: Conversation) -> list[int]:
    """Return the ids of the promises of a conversation that nobody has decided on."""
    return list(conversation.promises.filter(decided_at=None).order_by("pk").values_list("pk", flat=True))


def promises_past(now: datetime, *, limit: int) -> list[int]:
    """Return the conversations in which an open promise is past its time, the oldest first."""
    past = Promise.objects.filter(state=PromiseState.OPEN, due_at__lte=now).order_by("due_at")
    return list(dict.fromkeys(past.values_list("conversation_id", flat=True)[:limit]))
