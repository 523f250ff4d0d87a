"""One address, one port: `/live` streams natively under ASGI, everything else is Django under WSGI threads."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

THREADS = 8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
django_wsgi = get_wsgi_application()
pages = cast(Application, WSGIMiddleware(cast(Any, django_wsgi), workers=THREADS))

from unruffled.shells.live import stream  # noqa: E402  (Django must be set up first)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand live streams to the live shell, and everything else to Django."""
    live = scope["type"] == "http" and (scope["path"] == "/live" or scope["path"].startswith("/live/"))
    await (stream.app if live else pages)(scope, receive, send)
