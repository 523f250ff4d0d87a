"""A conversation is finished, or open again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import close
from unruffled.desk.flows import reopen as open_again
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, with how it ended and what caused it."""
    conversation = conversation_or_404(request, pk)
    try:
        close.close(
            conversation=conversation,
            by=me(request),
            now=timezone.now(),
            outcome=request.POST.get("outcome", ""),
            root_cause=request.POST.get("root_cause", ""),
        )
    except close.NotAWord as wrong:
        return answer(request, conversation, refusal=Refusal(str(wrong)))
    except close.NotAllowed:
        words = (
            "Somebody may be in danger. Close the safety card first."
            if conversation.safety_open
            else "You may not close this."
        )
        return answer(request, conversation, refusal=Refusal(words))
    return answer(request, conversation_or_404(request, pk))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    conversation = conversation_or_404(request, pk)
    try:
        open_again.reopen(conversation=conversation, by=me(request), now=timezone.now())
    except open_again.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not open this again."))
    return answer(request, conversation_or_404(request, pk))
