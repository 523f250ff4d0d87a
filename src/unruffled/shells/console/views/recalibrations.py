"""Learning from corrections: what they would change in the reader, said in words, and a switch with a way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from unruffled.desk.flows import recalibrate
from unruffled.desk.guidance import answers
from unruffled.shells.console.screens.recalibration import page_of
from unruffled.shells.console.views.pages import now_here
from unruffled.shells.console.views.records import me, number_in
from unruffled.shells.console.views.settings import managers, page, saved

HERE = "recalibration"


@managers
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show what is switched on, and what was worked out last."""
    shown = page_of(recalibrate.held_now(), answers.newest(), now=now_here())
    return page(request, "settings/recalibration.html", {"shown": shown})


@managers
@require_POST
def switch_on(request: HttpRequest) -> HttpResponse:
    """Let the reader read by what was shown."""
    proposal = number_in(request.POST.get("proposal", ""))
    try:
        recalibrate.switch_on(proposal=proposal, by=me(request), now=timezone.now())
    except (recalibrate.Outdated, recalibrate.NothingLearnt) as refused:
        return saved(request, str(refused), HERE)
    return saved(request, "On. It holds for what comes in from now on. What was read before is read again.", HERE)


@managers
@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    """Let the reader read as it was shipped."""
    recalibrate.switch_off(by=me(request), now=timezone.now())
    return saved(
        request, "Off. Messages are read the way Unruffled came to you. What was read before is read again.", HERE
    )


@managers
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have it worked out anew."""
    recalibrate.ask(by=me(request))
    return saved(request, "We are looking. Open this page again in a minute.", HERE)
