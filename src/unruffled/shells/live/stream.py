"""GET /live: the stream of names (server-sent events) that an open page listens to."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import cache
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import OperationalError, close_old_connections, connection
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string

from unruffled.desk.people import access
from unruffled.shells.live.hub import Hub, NotListening, Page

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GATHER_SECONDS: Final = 0.02
"""Changes this close together are told together."""

HELLO: Final = b"retry: 1000\nid: 1\n\n"
"""Connect again after a second, and say then (Last-Event-ID) that it is again."""

ENOUGH: Final = b"event: enough\ndata: open pages\n\n"
"""The last word to a page that rests: it connects again when somebody looks at it, not by itself."""

STREAM_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Refused(Exception):
    """A stream that is not given, with the status and the sentence to answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one page with names until it goes or its rights change; nobody else is told anything."""
    headers = headers_of(scope)
    try:
        check_door(scope, headers)
        page = await admitted(hub(), session_key(headers))
    except Refused as refused:
        await refuse(send, refused)
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    left = asyncio.create_task(until_left(receive))
    try:
        async with hub().open(page, again="last-event-id" in headers):
            await send({"type": "http.response.body", "body": HELLO, "more_body": True})
            await tell_until(left, page, send)
    finally:
        left.cancel()


def check_door(scope: Scope, headers: Mapping[str, str]) -> None:
    """Let in who asks for the stream, under a name of ours, and from a page of ours.

    :raises Refused: 404, 405, 400 or 403
    """
    if scope["path"] != "/live":
        raise Refused(404, "There is nothing here.")
    if scope["method"] != "GET":
        raise Refused(405, "This address takes GET.")
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        raise Refused(400, "This is not the name of this server.")
    origin = headers.get("origin")
    if origin is not None and origin not in settings.CSRF_TRUSTED_ORIGINS and urlsplit(origin).netloc != host:
        raise Refused(403, "Only our own pages listen here.")


async def admitted(hub: Hub, key: str) -> Page:
    """Return the page of this session with what its person may see at this moment.

    Rights that change while they are looked up are looked up again: from here to `open` nothing waits.

    :raises Refused: 401 when nobody is signed in, 503 when the database does not answer
    """
    look_up = sync_to_async(page_of, thread_sensitive=False)
    try:
        while True:
            await hub.ready()
            before = hub.rights_changed
            page = await look_up(key)
            if page is None:
                raise Refused(401, "Sign in first.")
            if hub.rights_changed == before:
                return page
    except (NotListening, OperationalError) as error:
        raise Refused(503, "The database does not answer. Try again in a moment.") from error


async def tell_until(left: asyncio.Task[None], page: Page, send: Send) -> None:
    """Send names as they come, until the page has left or must leave."""
    while not page.gone:
        names = asyncio.create_task(page.next_names())
        await asyncio.wait({names, left}, return_when=asyncio.FIRST_COMPLETED)
        if left.done():
            names.cancel()
            return
        await send({"type": "http.response.body", "body": as_events(names.result()), "more_body": True})
        await asyncio.sleep(GATHER_SECONDS)
    await send({"type": "http.response.body", "body": ENOUGH if page.resting else b"", "more_body": False})


def as_events(names: list[str]) -> bytes:
    """Return the names as server-sent events; without any, a comment that keeps the line open."""
    if not names:
        return b": still here\n\n"
    return "".join(f"event: changed\ndata: {name}\n\n" for name in names).encode()


async def until_left(receive: Receive) -> None:
    """Return when the page has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, refused: Refused) -> None:
    """Say why there is no stream."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": str(refused).encode()})


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the request's headers by name; several of one name (cookies, under HTTP/2) stand behind each other."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}; {value}" if name in headers else value
    return headers


def session_key(headers: Mapping[str, str]) -> str:
    """Return the session key of the request's cookie, or nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def page_of(key: str) -> Page | None:
    """Return a page for the person of this session with what he may see, or None when nobody is signed in."""
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
        user = get_user(request)
        if not user.is_authenticated:
            return None
        return Page(
            user=user.pk,
            session=hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(),
            teams=access.visible_team_ids(user),
            sees_all=access.sees_all(user),
        )
    finally:
        connection.close()


@cache
def hub() -> Hub:
    """Return this process's hub, which listens where Django's connections go."""
    parameters = connection.get_connection_params()
    not_libpq = ("cursor_factory", "context", "prepare_threshold")
    return Hub({name: value for name, value in parameters.items() if name not in not_libpq})
