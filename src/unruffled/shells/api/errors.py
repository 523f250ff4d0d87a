"""Every refusal as one kind of document: `{"error": code, "detail": sentence, "fields": {name: sentence}}`."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from unruffled.desk.conversations.queries import NotFound
from unruffled.desk.flows.allowed import NotAllowed

logger = logging.getLogger(__name__)

JSON = "application/json; charset=utf-8"


class Error(BaseModel):
    """Why nothing was done: a code for programs, a sentence for people, and a sentence for each field at fault."""

    error: str
    detail: str
    fields: dict[str, str]


class Refused(Exception):
    """A request that is refused, with the status, code and sentence to answer; `more` is put into the document."""

    def __init__(
        self,
        status: int,
        error: str,
        detail: str,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.document = {"error": error, "detail": detail, "fields": dict(fields or {}), **(more or {})}
        self.headers = dict(headers or {})

    def answer(self) -> HttpResponse:
        """Return the refusal as an HTTP response."""
        return answer(self.document, status=self.status, headers=self.headers)


def answer(document: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a document as an HTTP response that nobody keeps."""
    return as_response(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), status, headers)


def as_response(body: bytes, status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the bytes of a JSON document, or of nothing at all (204), as an HTTP response that nobody keeps."""
    given = {"Cache-Control": "no-store", **(headers or {})}
    response = HttpResponse(body, status=status, content_type=JSON, headers=given)
    if status == 204:
        del response.headers["Content-Type"]
    return response


def not_found() -> Refused:
    """Return the one refusal for what is not there and for what the caller may not see."""
    return Refused(404, "not_found", "There is nothing here that you may see.")


def not_allowed_here(allowed: str) -> Refused:
    """Return the refusal of a method; `allowed` names the good ones."""
    return Refused(
        405, "method_not_allowed", f"This address takes {allowed or 'no method'}.", headers={"Allow": allowed}
    )


def wrong_fields(fields: Mapping[str, str]) -> Refused:
    """Return the refusal of fields, each with its sentence."""
    names = ", ".join(fields)
    detail = f"One field is wrong: {names}." if len(fields) == 1 else f"{len(fields)} fields are wrong: {names}."
    return Refused(422, "invalid", detail, fields=fields)


def refusal_of(error: Exception, request: HttpRequest) -> Refused:
    """Return what to answer to an error, whatever it is."""
    match error:
        case Refused():
            return error
        case AuthenticationError():
            return unauthorised()
        case Http404() | NotFound():
            return not_found()
        case NotAllowed():
            return not_allowed(error)
        case ValidationError():
            return invalid(error)
        case HttpError():
            return bad_request(error)
        case OperationalError():
            return unavailable(error)
        case _:
            return failed(error, request)


def not_allowed(error: NotAllowed) -> Refused:
    """Return the refusal of what the caller may see but not do, with whom to ask where somebody may."""
    ask = error.decision.ask
    return Refused(403, "not_allowed", f"You may not do this here; ask a {ask}." if ask else str(error))


def unavailable(error: Exception) -> Refused:
    """Return the refusal while the database does not answer."""
    logger.error("api: the database does not answer (%s)", type(error).__name__)
    detail = "The database does not answer. Nothing was changed; try again in a moment."
    return Refused(503, "unavailable", detail, headers={"Retry-After": "2"})


def unauthorised() -> Refused:
    """Return the refusal of a caller whom we do not know; it does not say whether the token ever existed."""
    detail = "Send a token: `Authorization: Bearer …`. `unruffled token --user NAME` makes one."
    return Refused(401, "unauthorised", detail, headers={"WWW-Authenticate": "Bearer"})


def bad_request(error: HttpError) -> Refused:
    """Return the refusal of a body that is not JSON, or whatever else was found before a field was looked at."""
    cause = error.__cause__
    if isinstance(cause, Refused):
        return cause
    return Refused(error.status_code, "bad_request", f"{error.message}.")


def invalid(error: ValidationError) -> Refused:
    """Return the refusal of what does not fit the schema, field by field as the caller wrote them (`from.address`)."""
    fields: dict[str, str] = {}
    for found in error.errors:
        fields.setdefault(_name(found["loc"]), _sentence(found))
    return not_found() if any(found["loc"][0] == "path" for found in error.errors) else wrong_fields(fields)


def _name(place: tuple[Any, ...]) -> str:
    """Return the field's name without where it was found and without our parameter's name (`body`, `asked`)."""
    inner = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in inner) or "body"


def _sentence(found: Mapping[str, Any]) -> str:
    if found["type"] == "missing":
        return "This is needed."
    if found["type"] == "extra_forbidden":
        return "There is no such field."
    if found["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return "This must be a JSON object."
    return str(found["msg"]).removeprefix("Value error, ").rstrip(".") + "."


def failed(error: Exception, request: HttpRequest) -> Refused:
    """Return the refusal for a fault of ours: logged with its trace, told without it."""
    logger.error("api: %s %r failed", request.method, request.path, exc_info=error)
    return Refused(500, "failed", "Something is wrong on our side. Nothing was changed; it was logged.")
