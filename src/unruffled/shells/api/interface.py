"""The API as a whole: its resources, how bodies are parsed, and its OpenAPI document at `/api/v1/openapi.json`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from unruffled import __version__
from unruffled.shells.api import conversations, errors, inbound, messages, replies, search
from unruffled.shells.api.tokens import bearer

DESCRIPTION = """\
Conversations come in, are read and answered. Every call carries a token; what it may see and do is what the token's
person may. What is missing and what you may not see are the same 404. Times are ISO 8601 in UTC. Unknown fields are
refused. A POST with an `Idempotency-Key` that is sent again within 24 hours does nothing twice.
"""


class StrictParser(Parser):
    """Parses JSON as the standard has it, and says where it is not."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the parsed body.

        :raises Refused: 400 with the place of the fault
        """
        try:
            return json.loads(request.body.decode("utf-8"), parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise errors.Refused(400, "bad_json", f"The body is not JSON: {error.msg}, {where}.") from error
        except UnicodeDecodeError as error:
            raise errors.Refused(400, "bad_json", f"The body is not UTF-8 at byte {error.start}.") from error
        except (ValueError, RecursionError) as error:
            raise errors.Refused(400, "bad_json", "The body holds a number or a depth that cannot be read.") from error


class Interface(NinjaAPI):
    """The API, which answers every error with our document."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Return the error as its document."""
        return errors.refusal_of(exc, request).answer()

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return a short name for programs that are made from the document, say `replies_create`."""
        resource = operation.view_func.__module__.rpartition(".")[2]
        return f"{resource}_{operation.view_func.__name__}"


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


api = Interface(
    title="Unruffled",
    version=__version__,
    description=DESCRIPTION,
    openapi_url="",
    docs_url=None,
    auth=bearer,
    parser=StrictParser(),
    urls_namespace="api",
)
for resource in (inbound, conversations, replies, messages, search):
    api.add_router("", resource.router)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, which everybody may read: it says nothing that the source does not."""
    return errors.as_response(_document(), 200)


@cache
def _document() -> bytes:
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False).encode()
