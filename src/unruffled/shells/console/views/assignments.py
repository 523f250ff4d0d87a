"""Who answers: taken, given to a colleague, given back, or handed to backup with a word of why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import assign, note
from unruffled.desk.people import queries as people
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody the assignee, or nobody; a word of why is kept as a note first."""
    conversation = conversation_or_404(request, pk)
    wanted = request.POST.get("assignee", "")
    to = people.colleague(me(request), int(wanted), conversation) if wanted.isdecimal() and len(wanted) < 19 else None
    if wanted and to is None:
        return answer(request, conversation, refusal=Refusal("That person cannot take this conversation."))
    try:
        if why := request.POST.get("note", "").strip():
            note.add(conversation=conversation, author=me(request), text=why, now=timezone.now())
        assign.assign(conversation=conversation, to=to, by=me(request), now=timezone.now())
    except assign.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not change who answers here."))
    return answer(request, conversation_or_404(request, pk))
