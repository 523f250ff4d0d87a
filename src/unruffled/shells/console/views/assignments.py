"""Who answers: taken, given to a colleague, given back, or handed to backup with a word of why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import assign
from unruffled.desk.guidance.briefs import brief_for
from unruffled.desk.people import queries as people
from unruffled.shells.console.screens.brief import note_of
from unruffled.shells.console.screens.people import backup_of, colleagues_of
from unruffled.shells.console.views.pages import Refusal, answer, now_here
from unruffled.shells.console.views.records import conversation_or_404, me, number_in
from unruffled.shells.console.views.replies import lines_of

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who could answer; or make somebody the assignee, or nobody."""
    conversation = conversation_or_404(request, pk)
    return _assign(request, conversation) if request.method == "POST" else _panel(request, conversation)


def _panel(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    found, you = people.colleagues_for(me(request), conversation), me(request).pk
    context = {
        "url": request.path,
        "name": conversation.contact.name or "Somebody",
        "assignee": conversation.assignee.shown_name if conversation.assignee else "nobody yet",
        "colleagues": colleagues_of(found, assignee=conversation.assignee_id),
        "backup": backup_of(found, you=you, assignee=conversation.assignee_id),
    }
    return render(request, f"assignments/{'backup' if 'backup' in request.GET else 'assign'}.html", context)


def _assign(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """A word of why, and the brief where it is wanted, are kept as a note first."""
    wanted = request.POST.get("assignee", "")
    to = people.colleague(number, conversation) if (number := number_in(wanted)) else None
    if wanted and to is None:
        return answer(request, conversation, refusal=Refusal("That person cannot take this conversation."))
    try:
        assign.assign(
            conversation=conversation, to=to, by=me(request), now=timezone.now(), note=_note(request, conversation)
        )
    except assign.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not change who answers here."))
    return answer(request, conversation_or_404(request, conversation.pk))


def _note(request: HttpRequest, conversation: Conversation) -> str:
    parts = [lines_of(request, "note").strip()]
    if request.POST.get("brief"):
        parts.append(note_of(brief_for(me(request), conversation, now=now_here())))
    return "\n\n".join(filter(None, parts))
