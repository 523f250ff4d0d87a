"""`POST /messages/{id}/correction`: a person reads a message otherwise than the engine did."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, model_validator

from unruffled.desk.conversations import queries
from unruffled.desk.flows import correct
from unruffled.engine.vocabulary import CONDUCTS, SIGNALS, STAGES
from unruffled.shells.api.errors import Error, answer, wrong_fields
from unruffled.shells.api.idempotency import IN_OPENAPI
from unruffled.shells.api.schema import REFUSALS, Asked, OneOf, PathId, Whole
from unruffled.shells.api.tokens import caller

router = Router(tags=["messages"])


ABSENT: Any = None
"""A field that is left out; null is no value of it."""


class SignalCorrection(Asked):
    """One signal, and whether it shows in the message."""

    id: Annotated[str, OneOf(SIGNALS)]
    shows: bool


class Correction(Asked):
    """What a person reads instead: exactly one of the four."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    heat: Annotated[int, Field(ge=0, le=4), Whole] = ABSENT
    conduct: Annotated[str, OneOf(CONDUCTS)] = ABSENT
    stage: Annotated[str, OneOf(STAGES)] = ABSENT
    signal: SignalCorrection = ABSENT

    @model_validator(mode="after")
    def _has_one(self) -> Correction:
        if len(self.model_fields_set) != 1:
            raise ValueError("Give exactly one of heat, conduct, stage and signal")
        return self


class Corrected(BaseModel):
    """What was kept: the field, how the engine read it, and how it reads now."""

    conversation: int
    message: int
    field: str
    before: Any
    after: Any


@router.post(
    "/messages/{id}/correction",
    response={201: Corrected, 409: Error, **REFUSALS},
    summary="Correct a reading",
    openapi_extra=IN_OPENAPI,
)
def create(request: HttpRequest, pk: PathId, asked: Correction) -> HttpResponse:
    """Read this message otherwise; that turn and the later ones are folded again."""
    message = queries.message_for(caller(request), pk)
    field: Any = next(iter(asked.model_fields_set))
    value = getattr(asked, field)
    if field == "signal":
        value = value.model_dump()
    try:
        kept = correct.correct(message=message, field=field, value=value, by=caller(request), now=timezone.now())
    except correct.NotCorrectable as error:
        raise wrong_fields({field: str(error)}) from None
    document = {"conversation": message.conversation_id, "message": message.pk, "field": field}
    return answer(document | {"before": kept.before, "after": kept.after}, status=201)
