"""What became of a promise: kept, not kept, or called off."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.conversations import queries
from unruffled.desk.flows import promise
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me, number_in


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a person says of a promise."""
    conversation = conversation_or_404(request, pk)
    refusal = None
    try:
        promise.decide(
            conversation=conversation,
            promise_id=number_in(request.POST.get("promise", "")),
            state=request.POST.get("state", ""),
            by=me(request),
            now=timezone.now(),
        )
    except queries.NotFound as missing:
        raise Http404 from missing
    except (promise.NotAState, promise.NotAllowed) as refused:
        refusal = Refusal(str(refused))
    return answer(request, conversation_or_404(request, pk), refusal=refusal)
