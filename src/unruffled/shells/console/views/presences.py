"""Who has a conversation open: told by open pages of themselves, and of no use a minute later."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import presence
from unruffled.shells.console.views.pages import here
from unruffled.shells.console.views.records import conversation_or_404, me


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this person is here, or has gone; answer with who else is, and whether the contact is writing."""
    conversation = conversation_or_404(request, pk)
    if request.method == "POST" and "gone" in request.POST:
        presence.leave(conversation=conversation, user=me(request))
        return HttpResponse(status=204)
    if request.method == "POST":
        presence.be_here(conversation=conversation, user=me(request), now=timezone.now())
    return render(request, "conversations/here.html", {"here": here(request, conversation)})
