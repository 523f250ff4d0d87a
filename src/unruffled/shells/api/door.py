"""What every request passes before a resource looks at it: size, length, the key of a repeated request, the method."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from unruffled.shells.api import errors, idempotency, tokens

LARGEST_BODY = 1_000_000
"""Bytes of a request."""

View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Return the view behind the door; whatever it refuses is answered with our document."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _answer(request, lambda: view(request, *args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets our document
            return errors.refusal_of(error, request).answer()

    return csrf_exempt(guarded)


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """Answer an address that does not exist."""
    raise errors.not_found()


def _answer(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    _check_size(request)
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves the body away
    token = _token_of_a_keyed_post(request)
    answer = view() if token is None else idempotency.once(request, token=token, view=view)
    if answer.status_code == 405 and not answer.headers.get("Content-Type", "").startswith("application/json"):
        raise errors.not_allowed_here(answer.headers.get("Allow", ""))
    return answer


def _check_size(request: HttpRequest) -> None:
    """Refuse a body that is too large before a byte of it is read, and one that does not say how large it is."""
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        raise errors.Refused(411, "length_needed", "Send the body with a Content-Length.")
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        raise errors.Refused(400, "bad_request", "Content-Length must be a number.") from None
    if size > LARGEST_BODY:
        detail = f"The body has {size:,} bytes; at most {LARGEST_BODY:,} are taken."
        raise errors.Refused(413, "too_large", detail)


def _token_of_a_keyed_post(request: HttpRequest) -> int | None:
    """Return the caller's token if this is a POST with a key; a caller whom we do not know is refused further in."""
    if request.method != "POST" or idempotency.HEADER not in request.headers:
        return None
    key = tokens.key_of(request)
    return None if key is None else key.id
