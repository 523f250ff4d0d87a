"""The local card: a manager keeps the numbers and people for when somebody is in danger; others who lead read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.cases import local_cards
from unruffled.desk.flows import local_card
from unruffled.desk.people.access import sees_all
from unruffled.engine.policies.safety import as_table
from unruffled.shells.console.forms.local_card import rows_of, table_from
from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.screens.safety import kinds_in_words
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import me

KEPT = "local_card_kept"


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show the card, or keep what a manager wrote on it."""
    if request.method == "GET":
        return _shown(request)
    said = table_from(request.POST.dict())
    try:
        local_card.keep(said=said, by=me(request), now=timezone.now())
    except local_card.NotAllowed as refused:
        raise PermissionDenied from refused
    except local_card.BadCard as bad:
        return _form(request, said, errors=bad.errors, status=422)
    request.session[KEPT] = True
    return redirect("local_card")


def _shown(request: HttpRequest) -> HttpResponse:
    kept = local_cards.in_force()
    said = as_table(kept.card) if kept else {}
    words = f"Kept by {kept.saved_by or 'somebody'}, {clock(kept.saved_at, now=now_here())}" if kept else ""
    return _form(request, said, kept=words, just_kept=bool(request.session.pop(KEPT, False)))


def _form(
    request: HttpRequest,
    said: Mapping[str, Any],
    *,
    errors: Mapping[str, str] | None = None,
    kept: str = "",
    just_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    wrong = errors or {}
    around = frame(request, "settings")
    context = {
        "frame": around,
        "said": said,
        "lines": rows_of(said, "lines", wrong),
        "people": rows_of(said, "people", wrong),
        "kinds": kinds_in_words(),
        "errors": wrong,
        "kept": kept,
        "just_kept": just_kept,
        "may_write": sees_all(me(request)),
    }
    return render(request, "safety/local_card.html", context, status=status)
