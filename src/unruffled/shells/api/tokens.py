"""Who calls: bearer tokens, kept hashed; the rights are those of the token's person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from unruffled.desk.people import actions

LONGEST = 200
"""Characters of a token; ours have 43."""


class Token(HttpBearer):
    """`Authorization: Bearer …`, made by `unruffled token --user NAME`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token with its person, or None for an empty, unknown or revoked one."""
        known = getattr(request, "api_token", None)
        if known is None and 0 < len(token) <= LONGEST:
            known = actions.use_token(token, now=timezone.now())
            request.api_token = known  # type: ignore[attr-defined]
        return known


bearer = Token()


def token_of(request: HttpRequest) -> Any:
    """Return the caller's token with its person (asked for once in a request), or None."""
    return bearer(request)


def caller(request: HttpRequest) -> Any:
    """Return the person who calls; ninja has let nobody else in."""
    return request.auth.user  # type: ignore[attr-defined]
