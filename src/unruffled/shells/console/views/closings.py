"""A conversation is finished, or open again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.cases.queries import latest_case_of
from unruffled.desk.flows import close
from unruffled.desk.flows import reopen as open_again
from unruffled.desk.guidance.records import proposal_of
from unruffled.shells.console.screens.options import options
from unruffled.shells.console.screens.words import OUTCOMES, ROOT_CAUSES
from unruffled.shells.console.views.pages import Refusal, answer, panel
from unruffled.shells.console.views.records import conversation_or_404, is_open_page, me
from unruffled.shells.console.views.replies import lines_of

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose how it ended and what caused it; or close it so, and go on to the record of its case, if it has one."""
    conversation = conversation_or_404(request, pk)
    return _close(request, conversation) if request.method == "POST" else _proposed(request, conversation)


def _proposed(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    proposal, case = proposal_of(conversation), latest_case_of(conversation)
    head = {
        "id": conversation.pk,
        "name": conversation.contact.name or "Somebody",
        "outcomes": options(tuple(OUTCOMES.items()), proposal.outcome),
        "root_causes": options(tuple(ROOT_CAUSES.items()), proposal.root_cause),
    }
    shown = {"outcome": proposal.outcome, "because": proposal.because, "case": case}
    return panel(request, "closings/form.html", {"head": head, "proposal": shown}, title="Close")


def _close(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    try:
        close.close(
            conversation=conversation,
            by=me(request),
            now=timezone.now(),
            outcome=request.POST.get("outcome", ""),
            root_cause=request.POST.get("root_cause", ""),
            note=lines_of(request, "note"),
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
    case = latest_case_of(conversation)
    return _to_the_record(request, case) if case else answer(request, conversation_or_404(request, conversation.pk))


def _to_the_record(request: HttpRequest, case: int) -> HttpResponse:
    url = reverse("case", args=[case])
    if is_open_page(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    conversation = conversation_or_404(request, pk)
    try:
        open_again.reopen(conversation=conversation, by=me(request), now=timezone.now())
    except open_again.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not open this again."))
    return answer(request, conversation_or_404(request, pk))
