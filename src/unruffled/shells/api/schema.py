"""The pieces that requests and answers of several resources share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core.core_schema import CoreSchema, literal_schema

from unruffled.shells.api.errors import Error, wrong_fields

LARGEST_TEXT = 100_000
"""Bytes of one message, as UTF-8."""

LARGEST_ID = 2**63 - 1

REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 405, 411, 413, 422, 503}): Error}
"""What any call may be answered instead."""


class Asked(BaseModel):
    """The body of a request: unknown fields are refused, and so are values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OneOf:
    """A word out of a list that the engine keeps; a wrong one is answered with the good ones."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(words)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return literal_schema(self.words)


def _not_too_large(text: str) -> str:
    size = len(text.encode())
    if size > LARGEST_TEXT:
        raise ValueError(f"This has {size:,} bytes; at most {LARGEST_TEXT:,} are taken")
    return text


def _whole(given: Any) -> Any:
    return int(given) if type(given) is float and given.is_integer() else given


def _time(given: Any) -> datetime:
    """Return the time of an ISO 8601 text that names its zone."""
    try:
        at = datetime.fromisoformat(given).astimezone(UTC) if "T" in given or "t" in given else None
        if at is not None and datetime.fromisoformat(given).tzinfo is not None:
            return at
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError("This must be a time such as 2026-11-03T14:20:00Z")


Whole = BeforeValidator(_whole)
"""To JSON 3.0 and 3 are one number."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID), Whole]
PathId = Annotated[int, Path(alias="id", ge=1, le=LARGEST_ID)]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LARGEST_TEXT, pattern=r"[^\s\x00]"),
    AfterValidator(_not_too_large),
]
Time = Annotated[
    datetime,
    BeforeValidator(_time, json_schema_input_type=str),
    Field(json_schema_extra={"format": "date-time"}),
]
Channel = Literal["email", "chat", "phone", "social", "review", "sms"]


def iso(at: datetime | None) -> str | None:
    """Return a time as the API writes it: ISO 8601 in UTC, with Z."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def refuse_unknown(request: HttpRequest, *known: str) -> None:
    """Refuse what stands in the address after the question mark and is not known here.

    :raises Refused: 422
    """
    if unknown := sorted(set(request.GET) - set(known)):
        raise wrong_fields({name: f"There is no such parameter. There are: {', '.join(known)}." for name in unknown})
