"""Carrying a move out: the panel that says what will happen, and whose form does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from unruffled.desk.guidance.briefs import brief_for
from unruffled.desk.people import queries as people
from unruffled.shells.console.screens.acts import ACTS
from unruffled.shells.console.screens.brief import brief_of, note_of
from unruffled.shells.console.screens.people import backup_of
from unruffled.shells.console.views.pages import now_here, panel
from unruffled.shells.console.views.records import conversation_or_404, me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what carrying out this move would do."""
    conversation = conversation_or_404(request, pk)
    kind = ACTS.get(request.GET.get("move", ""))
    if kind is None:
        raise Http404
    if kind in ("pause", "close"):
        return redirect(reverse("snooze" if kind == "pause" else "closing", args=[pk]))
    return panel(request, f"acts/{kind}.html", _context(request, conversation, kind), title="Next move")


@require_GET
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the brief: eight blocks of facts, for who has not spoken to this contact before."""
    conversation = conversation_or_404(request, pk)
    found = brief_for(me(request), conversation, now=now_here())
    context: dict[str, object] = {
        "brief": brief_of(found.brief),
        "head": {"id": pk, "name": conversation.contact.name or "Somebody"},
    }
    return panel(request, "brief/blocks.html", context, title="Brief")


def _context(request: HttpRequest, conversation: Conversation, kind: str) -> dict[str, object]:
    user, now = me(request), now_here()
    context: dict[str, object] = {
        "head": {"id": conversation.pk, "name": conversation.contact.name or "Somebody"},
        "you": user.shown_name,
        "today": now.date().isoformat(),
    }
    if kind == "hand_over":
        colleagues = people.colleagues_for(user, conversation)
        context["backup"] = backup_of(colleagues, you=user.pk, assignee=conversation.assignee_id)
        context["note"] = note_of(brief_for(user, conversation, now=now))
    return context
