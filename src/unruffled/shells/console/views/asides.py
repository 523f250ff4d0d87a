"""Putting a conversation aside until a time, bringing it back, and ten seconds in which to think again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.flows import close
from unruffled.shells.console.screens.asides import choices, until_of
from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.views.inbox import listed
from unruffled.shells.console.views.pages import ASIDE, Refusal, answer, now_here, panel
from unruffled.shells.console.views.records import conversation_or_404, is_open_page, me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show until when; or put it aside until then."""
    conversation = conversation_or_404(request, pk)
    return _put_aside(request, conversation) if request.method == "POST" else _panel(request, conversation)


@require_POST
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back before its time."""
    conversation = conversation_or_404(request, pk)
    close.wake(conversation=conversation, by=me(request), now=now_here())
    request.session.pop(ASIDE, None)
    return _where_it_was_asked(request, conversation_or_404(request, pk))


def _panel(request: HttpRequest, conversation: Conversation, wrong: str = "") -> HttpResponse:
    now = now_here()
    context = {
        "url": request.path,
        "name": conversation.contact.name or "Somebody",
        "choices": choices(now),
        "first_day": now.date().isoformat(),
        "tomorrow": (now.date() + timedelta(days=1)).isoformat(),
        "wrong": wrong,
    }
    return panel(request, "asides/until.html", context, title="Put aside", nav="inbox")


def _put_aside(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    now, given = now_here(), request.POST
    try:
        until = until_of(given.get("until", ""), given.get("day", ""), given.get("hour", ""), now=now)
        close.snooze(conversation=conversation, until=until, by=me(request), now=now)
    except close.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not put this aside."))
    except ValueError as wrong:
        return answer(request, conversation, refusal=Refusal(str(wrong)))
    request.session[ASIDE] = {
        "id": conversation.pk,
        "words": f"{conversation.contact.name or 'Somebody'}: back {clock(until, now=now)}",
        "at": now.isoformat(),
    }
    return _where_it_was_asked(request, conversation_or_404(request, conversation.pk))


def _where_it_was_asked(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Answer an open list with its rows, an open conversation with its islands."""
    from_url = urlsplit(request.headers.get("HX-Current-URL", ""))
    if is_open_page(request) and from_url.path == reverse("inbox"):
        return render(request, "inbox/islands.html", listed(request, QueryDict(from_url.query)))
    return answer(request, conversation)
