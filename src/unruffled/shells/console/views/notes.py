"""Words for the team alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import note
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me
from unruffled.shells.console.views.replies import lines_of, told


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the note; it has an address of its own, so it cannot be taken for a reply."""
    conversation = conversation_or_404(request, pk)
    try:
        note.add(conversation=conversation, author=me(request), text=lines_of(request), now=timezone.now())
    except note.Empty as empty:
        return answer(request, conversation, refusal=Refusal(str(empty)))
    except note.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not write notes here."))
    return told(answer(request, conversation_or_404(request, pk)), "note-kept")
