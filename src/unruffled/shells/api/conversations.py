"""`GET /conversations` and `GET /conversations/{id}`: the list by pages, and one with its messages and its reading."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from unruffled.desk.conversations import queries
from unruffled.desk.guidance import documents
from unruffled.shells.api.errors import answer, wrong_fields
from unruffled.shells.api.schema import REFUSALS, Channel, PathId, iso, refuse_unknown
from unruffled.shells.api.tokens import caller

router = Router(tags=["conversations"])

Status = Literal["open", "snoozed", "closed"]
By = Literal["customer", "agent", "supervisor", "system"]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[str | None, Query(pattern=r"^-?[0-9]{1,16}\.[0-9]{1,18}$", description="`next` of the page before.")]
Order = Annotated[
    Literal["hottest", "newest"], Query(description="By the heat of the contact's last message, or by time.")
]


class Row(BaseModel):
    """A conversation in a list; `heat` is 0-4, `waiting_since` says since when the contact waits for us."""

    id: int
    subject: str
    contact: str
    channel: Channel
    status: Status
    heat: Annotated[int, Field(ge=0, le=4)] | None
    stage: str
    waiting_since: str | None
    assignee: str | None


class Rows(BaseModel):
    """One page of a list, and the cursor of the next one."""

    items: list[Row]
    next: str | None


class Message(BaseModel):
    """One thing said."""

    id: int
    by: By
    author: str | None
    channel: Channel
    text: str
    sent_at: str


class Turn(Message):
    """A message in its conversation: its number there, and for our replies whether they have arrived."""

    n: int
    delivery: Literal["held", "sending", "sent", "failed", "undone", "uncertain"] | None


class Reading(BaseModel):
    """An `unruffled-reading/1` document; `turns` go with the messages by `n`."""

    schema_: Annotated[Literal["unruffled-reading/1"], Field(serialization_alias="schema")]
    turns: list[dict[str, Any]]
    case: dict[str, Any]


class Conversation(Row):
    """A conversation with all that was said and how it reads, turn by turn; null where it could not be read."""

    opened_at: str
    closed_at: str | None
    messages: list[Turn]
    reading: Reading | None


@router.get("/conversations", response={200: Rows, **REFUSALS}, summary="List conversations")
def listed(request: HttpRequest, limit: Limit = 50, after: After = None, order: Order = "hottest") -> HttpResponse:
    """List the conversations that you may see, closed ones too, page by page."""
    refuse_unknown(request, "limit", "after", "order")
    try:
        page = queries.listed_for(caller(request), order=order, after=after, limit=limit, now=timezone.now())
    except queries.BadCursor as error:
        raise wrong_fields({"after": str(error)}) from None
    return answer(as_page(page))


@router.get(
    "/conversations/{id}",
    response={200: Conversation, **REFUSALS},
    summary="Get a conversation",
    by_alias=True,
)
def one(request: HttpRequest, pk: PathId) -> HttpResponse:
    """Get one conversation: every message, and the reading of each turn with the moves that fit and why."""
    conversation = queries.one_for(caller(request), pk)
    followed = documents.followed(conversation)
    messages = [
        as_message(message, author=followed.authors.get(message.pk))
        | {"n": n, "delivery": followed.deliveries.get(message.pk)}
        for n, message in enumerate(followed.messages, start=1)
    ]
    times = {"opened_at": iso(conversation.opened_at), "closed_at": iso(conversation.closed_at)}
    return answer(_from_record(conversation) | times | {"messages": messages, "reading": followed.document})


def as_page(page: queries.Page) -> dict[str, Any]:
    """Return a page of a list as the API writes it."""
    return {"items": [_from_list(row) for row in page.rows], "next": page.next}


def _from_list(row: queries.InboxRow) -> dict[str, Any]:
    return _row(row, id=row.id, subject=row.subject, contact=row.contact_name, assignee=row.assignee_name)


def _from_record(conversation: Any) -> dict[str, Any]:
    return _row(
        conversation,
        id=conversation.pk,
        subject=conversation.subject or conversation.asks,
        contact=conversation.contact.name,
        assignee=conversation.assignee.shown_name if conversation.assignee else "",
    )


def _row(one: Any, *, id: int, subject: str, contact: str, assignee: str) -> dict[str, Any]:
    return {
        "id": id,
        "subject": subject,
        "contact": contact,
        "channel": one.channel,
        "status": one.status,
        "heat": one.heat,
        "stage": one.stage,
        "waiting_since": iso(one.waiting_since),
        "assignee": assignee or None,
    }


def as_message(message: Any, *, author: str | None) -> dict[str, Any]:
    """Return a message as the API writes it; `author` is who wrote it, if it is ours."""
    return {
        "id": message.pk,
        "by": message.by,
        "author": author,
        "channel": message.channel,
        "text": message.text,
        "sent_at": iso(message.sent_at),
    }
