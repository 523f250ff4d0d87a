"""A conversation: its page, its islands, and starting a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import safety, start
from unruffled.shells.console.forms.conversation import StartForm
from unruffled.shells.console.screens.words import CHANNELS
from unruffled.shells.console.views.pages import conversation_page, frame, older
from unruffled.shells.console.views.pages import islands as islands_of
from unruffled.shells.console.views.records import conversation_or_404, me, number_in

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the conversation, or what was said before one of its messages."""
    return conversation_page(request, _seen(request, conversation_or_404(request, pk)), before=_before(request))


@require_GET
def islands(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an open page everything that may have changed."""
    return islands_of(request, _seen(request, conversation_or_404(request, pk)))


def _seen(request: HttpRequest, conversation: Conversation) -> Conversation:
    """Write down who has an open safety card on the screen."""
    if conversation.safety_open:
        safety.see(conversation=conversation, by=me(request), now=timezone.now())
    return conversation


@require_GET
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an open page what was said before its first message."""
    return older(request, conversation_or_404(request, pk), before=_before(request))


def _before(request: HttpRequest) -> int:
    """Return the message before which is asked for; 0 for the newest."""
    return number_in(request.GET.get("before", ""))


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Show the form for a first message of ours."""
    return _form(request, StartForm(channels=_channels(request)))


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Start the conversation, and go there."""
    form = StartForm(request.POST, channels=_channels(request))
    if not form.is_valid():
        return _form(request, form, status=422)
    given = form.cleaned_data
    try:
        conversation = start.start(
            by=me(request),
            name=given["name"],
            channel=given["channel"],
            address=given["address"],
            subject=given["subject"],
            text=given["text"].replace("\r\n", "\n"),
            now=timezone.now(),
        )
    except (start.NoAddress, start.NoInbox) as refused:
        form.add_error(None, str(refused))
        return _form(request, form, status=422)
    except start.UnfilledSlot as left:
        form.add_error("text", str(left))
        return _form(request, form, status=422)
    return redirect("conversation", conversation.pk)


def _form(request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
    return render(request, "conversations/new.html", {"form": form, "frame": frame(request, "start")}, status=status)


def _channels(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the channels by which this person's teams can write first."""
    having = {inbox.channel for inbox in conversations.inboxes_for(me(request))}
    return [(code, words) for code, words in CHANNELS.items() if code in having and code != "review"]
