"""What came along with a message: files handed over so that no browser runs them, and a mail as it was sent."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries
from unruffled.shells.console.views.records import me

NOTHING_RUNS: Final = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a browser may do with a file that it opens all the same: nothing."""

ONLY_SHOWN: Final = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""What a mail as it was sent may do in its frame: be looked at, with the pictures that it brought itself."""


@require_GET
def show(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Hand a file over: a picture that a page may show as what it is, everything else to be saved."""
    try:
        file = queries.file_for(me(request), pk, file_pk)
    except queries.NotFound as missing:
        raise Http404 from missing
    shown = file.picture and "save" not in request.GET
    response = HttpResponse(file.content, content_type=file.type if shown else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not shown, file.name) or "attachment"
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_GET
def as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a mail as it was sent, for a frame of its own."""
    try:
        sent = queries.as_sent_for(me(request), pk)
    except queries.NotFound as missing:
        raise Http404 from missing
    response = render(request, "files/as_sent.html", {"page": sent.page})
    response["Content-Security-Policy"] = ONLY_SHOWN
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
