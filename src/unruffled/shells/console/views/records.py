"""Finding a record for the person who asks: missing and forbidden give the same 404. And who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest

from unruffled.desk.conversations import queries

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation, Message
    from unruffled.desk.people.models import User


LONGEST_ID = 18
"""Figures of an id: the database holds every number of so many."""


def me(request: HttpRequest) -> User:
    """Return who is signed in; the middleware lets nobody else through."""
    return cast("User", request.user)


def is_open_page(request: HttpRequest) -> bool:
    """Return whether a page that is open asks, for parts of itself; else it is a browser that wants a whole page."""
    return bool(getattr(request, "htmx", False))


def number_in(given: str) -> int:
    """Return the id that somebody sent; 0, which is nobody's, for anything that is none."""
    return int(given) if given.isdecimal() and len(given) <= LONGEST_ID else 0


def conversation_or_404(request: HttpRequest, pk: int) -> Conversation:
    """Return the conversation if this person may see it."""
    try:
        return queries.one_for(me(request), pk)
    except queries.NotFound as missing:
        raise Http404 from missing


def message_or_404(request: HttpRequest, pk: int) -> Message:
    """Return the message if this person may see its conversation."""
    try:
        return queries.message_for(me(request), pk)
    except queries.NotFound as missing:
        raise Http404 from missing
