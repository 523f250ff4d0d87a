"""What the command bar finds: conversations to jump to while somebody types, and saved views before."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries as conversations
from unruffled.shells.console.screens.words import CHANNELS
from unruffled.shells.console.views.records import me

LONGEST = 100


@require_GET
def index(request: HttpRequest) -> JsonResponse:
    """Return what fits the words; without words the views that this person keeps or shares."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    return JsonResponse({"items": _found(request, text) if text else _views(request)})


def _found(request: HttpRequest, text: str) -> list[dict[str, str]]:
    return [
        {
            "words": jump.contact_name or "Somebody",
            "more": jump.subject or CHANNELS.get(jump.channel, ""),
            "state": f"Closed, {jump.id}" if jump.status == "closed" else str(jump.id),
            "url": reverse("conversation", args=[jump.id]),
        }
        for jump in conversations.jumps_for(me(request), text)
    ]


def _views(request: HttpRequest) -> list[dict[str, str]]:
    base = reverse("inbox")
    return [
        {
            "words": view.name,
            "more": "Shared view" if view.shared else "Your view",
            "state": "",
            "url": f"{base}?saved={view.id}",
        }
        for view in conversations.saved_views_for(me(request))
    ]
