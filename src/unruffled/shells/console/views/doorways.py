"""The ways in that a manager opens: mail, chat by API, and a conversation brought from elsewhere to try."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.archive.stories import FORMATS, BadInput, load
from unruffled.desk.flows import inbox as inboxes
from unruffled.desk.flows import token as tokens
from unruffled.desk.flows import try_out
from unruffled.desk.mail import queries as doors
from unruffled.engine.vocabulary import Story
from unruffled.shells.console.forms.settings import TrialForm
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import managers, page

LARGEST_FILE: Final = 5_000_000
"""Bytes of a file that is brought to try: a request with more is not read at all; `unruffled read` takes more."""


@require_POST
@managers
def mail(request: HttpRequest) -> HttpResponse:
    """Add an inbox for mail and go on to its servers; where there is one that is not connected, that one."""
    waiting = next((row for row in doors.doors_for(me(request)) if not (row.in_host or row.out_host)), None)
    if waiting is not None:
        return redirect("mail_door", waiting.inbox_id)
    try:
        made = inboxes.add_mail(by=me(request), now=timezone.now())
    except inboxes.Taken:
        return redirect("inboxes")
    return redirect("mail_door", made.pk)


@require_http_methods(["GET", "POST"])
@managers
def chat(request: HttpRequest) -> HttpResponse:
    """Show how another program hands a message in; asked to, make a token and show it this once."""
    key = tokens.issue(person=me(request), label="Chat", now=timezone.now()) if request.method == "POST" else ""
    words = {
        "channel": "chat",
        "external_id": "first-1",
        "from": {"address": "ana-1", "name": "Ana"},
        "text": "Hello, where is my parcel? It should have come on Monday.",
    }
    curl = (
        f"curl -X POST {request.build_absolute_uri('/api/v1/inbound')} "
        f"-H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{json.dumps(words)}'"
    )
    return page(request, "settings/chat.html", {"token": key, "curl": curl if key else ""})


@require_http_methods(["GET", "POST"])
@managers
def trial(request: HttpRequest) -> HttpResponse:
    """Read a conversation that was pasted or uploaded, and show it as one of ours."""
    form = TrialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            story = _story(form)
            made = try_out.try_out(story=story, by=me(request), now=timezone.now())
        except (BadInput, try_out.NothingSaid) as bad:
            form.add_error("file" if form.cleaned_data["file"] else "text", _said(bad))
        else:
            return redirect("conversation", made.pk)
    return page(request, "settings/trial.html", {"form": form}, status=422 if form.errors else 200)


def _story(form: TrialForm) -> Story:
    """Return the first conversation in what was brought.

    :raises BadInput: naming the line and what was expected there
    """
    file = form.cleaned_data["file"]
    if file and file.size > LARGEST_FILE:
        raise BadInput("This file", None, f"at most {LARGEST_FILE // 1_000_000} MB")
    ending = Path(file.name).suffix.lower() if file else ".txt"
    if ending not in FORMATS:
        raise BadInput("This file", None, f"a name that ends in one of {', '.join(FORMATS)}")
    with TemporaryDirectory(prefix="unruffled-trial-") as folder:
        place = Path(folder, f"brought{ending}")
        place.write_bytes(file.read() if file else form.cleaned_data["text"].encode())
        story = next(iter(load(place)), None)
    if story is None:
        raise BadInput("This file", None, "a conversation")
    return story


def _said(bad: Exception) -> str:
    """Return what is wrong, in a sentence that names a line and no folder of ours."""
    if not isinstance(bad, BadInput):
        return str(bad)
    where = f"Line {bad.line}: we" if bad.line else "We"
    return f"{where} expected {bad.expected}."
