"""One address, one port: `/live` streams natively under ASGI, everything else is Django under WSGI threads."""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from unruffled.site.bodies import Application, Bodies, Receive, Scope, Send

THREADS = 8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
django_wsgi = get_wsgi_application()
wsgi_pages = WSGIMiddleware(cast(Any, django_wsgi), workers=THREADS)
pages = Bodies(cast(Application, wsgi_pages))

from unruffled.shells.live import stream  # noqa: E402  (Django must be set up first)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand live streams to the live shell, and everything else to Django."""
    scope["headers"] = [header for header in scope["headers"] if b"_" not in header[0]]  # WSGI reads _ as -
    live = scope["path"] == "/live" or scope["path"].startswith("/live/")
    await (stream.app if live else pages)(scope, receive, send)
