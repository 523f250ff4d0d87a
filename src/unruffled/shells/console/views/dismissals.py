"""A move that is put aside: it does not come back for this message, and the house learns from it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import reply
from unruffled.desk.guidance import queries as guidance
from unruffled.engine import playbook
from unruffled.shells.console.views.pages import answer, skip
from unruffled.shells.console.views.records import conversation_or_404, me


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a move aside."""
    conversation = conversation_or_404(request, pk)
    move = request.POST.get("move", "")
    latest = guidance.guidance_of(conversation)
    if latest is not None and any(card.id == move for card in playbook.default_cards()):
        reply.note_move(conversation=conversation, agent=me(request), move=move, did="dismissed", now=timezone.now())
        skip(request, latest.message_id, move)
    return answer(request, conversation)
