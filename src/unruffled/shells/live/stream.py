"""GET /live: the stream of names (server-sent events) that an open page listens to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from http.cookies import CookieError, SimpleCookie
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connection
from django.http import HttpRequest
from django.utils.module_loading import import_string

from unruffled.desk.people import access
from unruffled.shells.live.hub import Hub, Page

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GATHER_SECONDS = 0.04
"""Changes this close together are told together."""

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one page: 401 when nobody is signed in, else names until the page goes or its rights change."""
    page = await sync_to_async(page_of, thread_sensitive=False)(session_key(scope))
    if page is None:
        await refuse(send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})
    left = asyncio.create_task(until_left(receive))
    async with hub().open(page):
        await tell_until(left, page, send)
    left.cancel()


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
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def as_events(names: list[str]) -> bytes:
    """Return the names as server-sent events; without any, a comment that keeps the line open."""
    if not names:
        return b": still here\n\n"
    return "".join(f"event: changed\ndata: {name}\n\n" for name in names).encode()


async def until_left(receive: Receive) -> None:
    """Return when the page has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send) -> None:
    """Say that nobody is signed in."""
    await send({"type": "http.response.start", "status": 401, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Sign in first."})


def session_key(scope: Scope) -> str:
    """Return the session key of the request's cookie, or nothing."""
    jar = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return ""
    found = jar.get(settings.SESSION_COOKIE_NAME)
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
        return Page(user=user.pk, teams=frozenset(access.visible_team_ids(user)), sees_all=access.sees_all(user))
    finally:
        connection.close()


@cache
def hub() -> Hub:
    """Return this process's hub."""
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    return Hub({name: parameters[name] for name in wanted if parameters.get(name)})
