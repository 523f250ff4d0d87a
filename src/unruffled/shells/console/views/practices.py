"""The practice floor: its afternoon played anew, and the three steps put away or shown again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import practice
from unruffled.shells.console.views.first_steps import MET, STEPS_HIDDEN
from unruffled.shells.console.views.records import is_open_page, me


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Play the afternoon from its beginning and explain the first minute again; a real floor has no such page."""
    try:
        practice.start_over(by=me(request), now=timezone.now())
    except practice.NoPractice as refused:
        raise Http404 from refused
    for noted in (STEPS_HIDDEN, MET):
        request.session.pop(noted, None)
    return redirect("inbox")


@require_POST
def hide_steps(request: HttpRequest) -> HttpResponse:
    """Put the three steps away for as long as this person is signed in."""
    request.session[STEPS_HIDDEN] = True
    return HttpResponse("") if is_open_page(request) else redirect("inbox")
