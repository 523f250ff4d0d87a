"""`POST /conversations/{id}/replies`: answering, unless somebody wrote meanwhile."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from unruffled.desk.conversations import queries
from unruffled.desk.flows import reply
from unruffled.shells.api.conversations import Message, as_message
from unruffled.shells.api.errors import Error, Refused, answer, wrong_fields
from unruffled.shells.api.idempotency import IN_OPENAPI
from unruffled.shells.api.schema import LARGEST_ID, REFUSALS, Asked, PathId, Text, Whole
from unruffled.shells.api.tokens import caller

router = Router(tags=["conversations"])


class Reply(Asked):
    """The words, and the id of the last message that their author has seen (0 where there was none)."""

    text: Text
    seen: Annotated[int, Field(ge=0, le=LARGEST_ID), Whole]


class Sent(BaseModel):
    """The reply as it was taken; it goes out in ten seconds unless it is taken back."""

    conversation: int
    message: int


class Stale(Error):
    """Somebody wrote meanwhile; these are the messages that the author has not seen."""

    messages: list[Message]


@router.post(
    "/conversations/{id}/replies",
    response={201: Sent, 409: Stale | Error, **REFUSALS},
    summary="Reply",
    openapi_extra=IN_OPENAPI,
)
def create(request: HttpRequest, pk: PathId, asked: Reply) -> HttpResponse:
    """Send a reply: 201, or 409 with the newer messages if somebody wrote since the last message seen."""
    conversation = queries.one_for(caller(request), pk)
    draft = reply.Draft(text=asked.text, seen=asked.seen)
    try:
        message = reply.send(conversation=conversation, agent=caller(request), draft=draft, now=timezone.now())
    except reply.StaleDraft as stale:
        raise _stale(stale) from None
    except (reply.UnfilledSlot, reply.Empty) as error:
        raise wrong_fields({"text": str(error)}) from None
    return answer({"conversation": conversation.pk, "message": message.pk}, status=201)


def _stale(stale: reply.StaleDraft) -> Refused:
    detail = "Somebody wrote in this conversation since the last message that you have seen."
    fields = {"seen": "There are newer messages."}
    newer = [as_message(m, author=m.author.shown_name if m.author else None) for m in stale.newer]
    return Refused(409, "stale", detail, fields=fields, more={"messages": newer})
