"""The safety card: a person closes it, with a note of what was done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import safety
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the card."""
    conversation = conversation_or_404(request, pk)
    try:
        safety.close_card(
            conversation=conversation, by=me(request), note=request.POST.get("text", ""), now=timezone.now()
        )
    except safety.NeedsANote as missing:
        return answer(request, conversation, refusal=Refusal(str(missing)))
    except safety.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not close this card."))
    return answer(request, conversation_or_404(request, pk))
