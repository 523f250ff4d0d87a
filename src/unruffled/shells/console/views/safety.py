"""The safety card: who is here, closing it, saying that it is no danger; and what stands over every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unruffled.desk.flows import safety
from unruffled.shells.console.views.pages import Refusal, answer, notices
from unruffled.shells.console.views.records import conversation_or_404, me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the card with a note of what was done."""
    note = request.POST.get("text", "")
    return _done(request, pk, lambda found: safety.close_card(
        conversation=found, by=me(request), note=note, now=timezone.now()
    ))  # fmt: skip


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Say "I am here"."""
    return _done(request, pk, lambda found: safety.join(conversation=found, by=me(request), now=timezone.now()))


@require_POST
def mistake(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is no danger, and why."""
    reason = request.POST.get("reason", "")
    return _done(request, pk, lambda found: safety.not_a_danger(
        conversation=found, by=me(request), reason=reason, now=timezone.now()
    ))  # fmt: skip


def _done(request: HttpRequest, pk: int, act: Callable[[Conversation], object]) -> HttpResponse:
    conversation = conversation_or_404(request, pk)
    try:
        act(conversation)
    except (safety.NeedsANote, safety.NotAReason) as refused:
        return answer(request, conversation, refusal=Refusal(str(refused)))
    except safety.NotAllowed:
        return answer(request, conversation, refusal=Refusal("You may not do this here."))
    return answer(request, conversation_or_404(request, pk))


@require_GET
def dangers(request: HttpRequest) -> HttpResponse:
    """Give an open page the notices that stand over it; `at` is the conversation that it shows, or the floor."""
    return render(
        request, "safety/notices.html", {"frame": {"notices": notices(request, at=request.GET.get("at", ""))}}
    )
