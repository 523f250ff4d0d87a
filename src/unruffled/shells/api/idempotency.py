"""`Idempotency-Key`: a POST that is sent again with its key does nothing twice and gets the very same bytes.

What is done and the memory of its answer are one transaction, so a server killed between them has done neither. Only
what succeeded is remembered: a refused request has changed nothing and may be mended and sent again under its key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from unruffled.desk.journal import answers
from unruffled.shells.api.errors import Refused, as_response, wrong_fields

HEADER = "Idempotency-Key"
LONGEST = 200
"""Characters of a key."""

IN_OPENAPI = {
    "parameters": [
        {
            "name": HEADER,
            "in": "header",
            "required": False,
            "description": "Any text of your own, say a UUID. A repeat within 24 hours gets the first answer again.",
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[!-~]+$"},
        }
    ]
}


def once(request: HttpRequest, *, token: int, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a request with a key: the remembered answer, or a new one that is remembered if it succeeds.

    :raises Refused: 409 while the first request is being answered, 422 for another body under the same key
    """
    key = _key_of(request)
    try:
        with transaction.atomic():
            answers.lock(token=token, key=key)
            return _again(request, token=token, key=key) or _first(request, token=token, key=key, view=view)
    except (answers.InProgress, IntegrityError) as error:
        raise Refused(
            409,
            "in_progress",
            f"A request with this {HEADER} is being answered. Try again in a moment.",
            headers={"Retry-After": "1"},
        ) from error


def _key_of(request: HttpRequest) -> str:
    key = request.headers[HEADER]
    if not 0 < len(key) <= LONGEST or not all("!" <= letter <= "~" for letter in key):
        raise wrong_fields({HEADER: f"This must be 1 to {LONGEST} printable ASCII characters without spaces."})
    return key


def _again(request: HttpRequest, *, token: int, key: str) -> HttpResponse | None:
    known = answers.find(token=token, key=key, now=timezone.now())
    if known is None:
        return None
    if known.request_sha256 != _digest(request):
        detail = f"This {HEADER} was used for another request. Choose a new one for each thing to be done."
        raise Refused(422, "key_used_otherwise", detail, fields={HEADER: "This was used for another request."})
    return as_response(bytes(known.body), known.status, {"Idempotent-Replayed": "true"})


def _first(request: HttpRequest, *, token: int, key: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    answer = view()
    if answer.status_code >= 400:
        transaction.set_rollback(True)
        return answer
    answers.remember(
        token=token,
        key=key,
        request_sha256=_digest(request),
        status=answer.status_code,
        body=answer.content,
        now=timezone.now(),
    )
    return answer


def _digest(request: HttpRequest) -> str:
    """Return the digest of what is asked: address and body."""
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
