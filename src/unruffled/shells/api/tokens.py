"""Who calls: bearer tokens, kept hashed; the rights are those of the token's person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from unruffled.desk.flows import token as tokens
from unruffled.desk.people.queries import Key

LONGEST = 200
"""Characters of a token; ours have 43."""


class Token(HttpBearer):
    """`Authorization: Bearer …`, made by `unruffled token --user NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Key | None:
        """Return the key with its person, or None for an empty, unknown or revoked one."""
        known: Key | None = getattr(request, "api_key", None)
        if known is None and 0 < len(token) <= LONGEST:
            known = tokens.use(token, now=timezone.now())
            request.api_key = known  # type: ignore[attr-defined]
        return known


bearer = Token()


def key_of(request: HttpRequest) -> Key | None:
    """Return the caller's key with its person (asked for once in a request), or None."""
    return bearer(request)


def caller(request: HttpRequest) -> Any:
    """Return the person who calls; ninja has let nobody else in."""
    return request.auth.user  # type: ignore[attr-defined]
