"""Questions about cases and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from unruffled.desk.cases.models import Case, Promise, PromiseState
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import BadCursor, NotFound, one_for
from unruffled.desk.conversations.queries.records import number_of
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import User

State = Literal["open", "closed"]

STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list. `because` are the flags that opened it."""

    id: int
    conversation_id: int
    name: str
    need: str
    because: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    root_cause: str
    assignee: str
    safety_open: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases, newest first, and the cursor of the next ones; None at the end."""

    rows: tuple[CaseRow, ...]
    next: str | None


_COLUMNS: Final = (
    "pk", "conversation_id", "conversation__contact__name", "conversation__subject", "conversation__opening",
    "conversation__safety_open",
    "conversation__assignee__alias", "conversation__assignee__name", "need", "opened_because", "opened_at",
    "closed_at", "outcome", "root_cause",
)  # fmt: skip


def cases_for(user: User, *, state: State = "open", after: str | None = None, limit: int = 50) -> CasePage:
    """Return one page of the cases that this person may see, newest first: one query, and the person's teams.

    :raises BadCursor: if `after` is not a cursor of this list
    """
    rows = Case.objects.filter(closed_at__isnull=state == "open").order_by("-pk")
    if not sees_all(user):
        rows = rows.filter(conversation__team__in=visible_team_ids(user))
    if after is not None:
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise BadCursor
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.values(*_COLUMNS)[: limit + 1])
    shown = tuple(_row(columns) for columns in found[:limit])
    return CasePage(shown, str(shown[-1].id) if len(found) > limit else None)


def _row(columns: dict[str, Any]) -> CaseRow:
    return CaseRow(
        id=columns["pk"],
        conversation_id=columns["conversation_id"],
        name=columns["conversation__contact__name"] or "Somebody",
        need=columns["need"].partition("\n")[0] or columns["conversation__subject"] or columns["conversation__opening"],
        because=tuple(columns["opened_because"]),
        opened_at=columns["opened_at"],
        closed_at=columns["closed_at"],
        outcome=columns["outcome"],
        root_cause=columns["root_cause"],
        assignee=columns["conversation__assignee__alias"] or columns["conversation__assignee__name"] or "",
        safety_open=columns["conversation__safety_open"],
    )


def latest_case_of(conversation: Conversation) -> int | None:
    """Return the newest case of a conversation, open or closed; None where it never was difficult."""
    return Case.objects.filter(conversation=conversation).order_by("-pk").values_list("pk", flat=True).first()


def case_for(user: User, pk: int) -> Case:
    """Return the case if this person may see its conversation.

    :raises NotFound: if it is missing or belongs to another team
    """
    found = Case.objects.filter(pk=number_of(pk)).first()
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
