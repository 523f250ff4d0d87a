"""`POST /inbound`: a message that came in somewhere else is handed in; and the sign that the contact is writing."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations import queries
from unruffled.desk.flows import receive
from unruffled.shells.api.errors import Error, Refused, answer, as_response, wrong_fields
from unruffled.shells.api.idempotency import IN_OPENAPI
from unruffled.shells.api.schema import REFUSALS, Asked, Channel, Id, Text, Time
from unruffled.shells.api.tokens import caller

router = Router(tags=["inbound"])

Name = Annotated[str, StringConstraints(max_length=200)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[!-~]([ -~]*[!-~])?$")]


class Sender(Asked):
    """Who wrote: the address at which this channel knows the person, and the name if there is one."""

    address: Address
    name: Name | None = None


class Arrival(Asked):
    """A message that came in. Without `conversation` it goes on with the contact's open one, or opens one."""

    channel: Channel
    external_id: ExternalId
    sender: Annotated[Sender, Field(alias="from")]
    text: Text
    conversation: Id | None = None
    sent_at: Time | None = None


class Arrived(BaseModel):
    """Where the message went."""

    conversation: int
    message: int


class Typing(Asked):
    """The contact is writing in this conversation."""

    conversation: Id


@router.post(
    "/inbound",
    response={201: Arrived, 200: Arrived, 409: Error, **REFUSALS},
    summary="Hand a message in",
    openapi_extra=IN_OPENAPI,
)
def take_in(request: HttpRequest, asked: Arrival) -> HttpResponse:
    """Take a message in: 201, or 200 with the same answer for a copy; 409 for another text under its external id."""
    try:
        received = receive.receive(inbound=_inbound(asked), by=caller(request), now=timezone.now())
    except receive.Conflict as conflict:
        raise Refused(409, "other_text", str(conflict), fields={"external_id": "This has arrived already."}) from None
    except receive.NoInbox:
        raise wrong_fields({"channel": f"No open inbox of yours takes {asked.channel}."}) from None
    except receive.NotTheirs as error:
        raise wrong_fields({"from.address": str(error)}) from None
    document = {"conversation": received.conversation.pk, "message": received.message.pk}
    return answer(document, status=201 if received.is_new else 200)


def _inbound(asked: Arrival) -> Inbound:
    return Inbound(
        channel=asked.channel,
        external_id=asked.external_id,
        from_address=asked.sender.address,
        from_name=asked.sender.name or "",
        text=asked.text,
        conversation=asked.conversation,
        sent_at=asked.sent_at,
    )


@router.post(
    "/inbound/typing",
    response={204: None, 409: Error, **REFUSALS},
    summary="Say that the contact is writing",
    openapi_extra=IN_OPENAPI,
)
def note_typing(request: HttpRequest, asked: Typing) -> HttpResponse:
    """Say that the contact is writing at this moment; replies are then held politely."""
    conversation = queries.one_for(caller(request), asked.conversation)
    receive.note_typing(conversation=conversation, now=timezone.now())
    return as_response(b"", 204)
