"""Bodies of requests: taken in whole before one of the few threads sees them, so that a slow line holds up nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SECONDS = 30
"""How long a body may take to arrive."""

SMALL = 64 * 1024
"""Bytes of a body that takes no turn; of larger ones a few at a time are held in memory."""

LARGE_AT_ONCE = 12


class Left(Exception):
    """The caller went away before the body was whole."""


class Bodies:
    """Gives an application only requests whose bodies are there: a body is never waited for in a thread.

    A body that is too large, or does not say how large it is, is not read at all; the application is told of it by
    the headers and refuses it, or takes the request for one without a body.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        size = size_of(scope)
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not scope["path"].startswith("/api/"):
            await refuse(send, 413, f"At most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes are taken.")
            return
        try:
            body = await self.body_of(size, receive)
        except TimeoutError:
            await refuse(send, 408, f"The body did not arrive within {SECONDS} seconds.")
        except Left:
            return
        else:
            await self.application(scope, once(body, receive), send)

    async def body_of(self, size: int, receive: Receive) -> bytes:
        """Return the whole body, or nothing of one that is too large."""
        if not 0 < size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return b""
        if size <= SMALL:
            return await whole(receive)
        async with asyncio.timeout(SECONDS), self.large:
            return await whole(receive)


async def whole(receive: Receive) -> bytes:
    """Return a body once all of it is there.

    :raises TimeoutError: if it takes too long
    :raises Left: if the caller goes away
    """
    parts: list[bytes] = []
    async with asyncio.timeout(SECONDS):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Left
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)


def once(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body at once, and after it whatever the line brings."""
    given = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> MutableMapping[str, Any]:
        return given.pop() if given else await receive()

    return next_message


def size_of(scope: Scope) -> int:
    """Return how many bytes the request says that it brings; 0 where it does not say."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def refuse(send: Send, status: int, sentence: str) -> None:
    """Say why the request is not taken, and hang up."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})
