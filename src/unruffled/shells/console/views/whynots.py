"""Why not another move: the lines of its rule that hold it back, from the rule itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unruffled.desk.guidance import queries as guidance
from unruffled.shells.console.screens.guidance import WhyNot, why_not_of
from unruffled.shells.console.views.records import conversation_or_404


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what speaks against a move now; nothing chosen, nothing shown."""
    conversation = conversation_or_404(request, pk)
    move = request.GET.get("move", "")
    answer: WhyNot | None = None
    if move:
        try:
            answer = why_not_of(guidance.why_not(conversation, move))
        except KeyError as unknown:
            raise Http404 from unknown
    return render(request, "moves/why_not.html", {"answer": answer})
