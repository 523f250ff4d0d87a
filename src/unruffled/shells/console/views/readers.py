"""The reader: which one reads now, what an earlier one has read, and a button that has it read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unruffled.desk.flows import reread
from unruffled.desk.people.access import leads, may_decide
from unruffled.shells.console.screens.history import history_of
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import managers, page, saved

HERE = "reader"
SECONDS = 2
"""How often a page asks while the history is read again."""


def leaders(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever leads: supervisors look, managers decide."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not leads(me(request)):
            raise PermissionDenied
        return view(request, *args, **named)

    return guarded


@leaders
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show which reader reads now and how far the history is; a manager who has seen it is not told again."""
    far = reread.how_far(now=timezone.now())
    if far.stale and may_decide(me(request)).allowed:
        reread.look(by=me(request), now=timezone.now())
    return page(request, "settings/reader.html", _shown(request, far))


@never_cache
@leaders
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Tell an open page how far it is; it asks again as long as that moves."""
    return render(request, "settings/history.html", _shown(request, reread.how_far(now=timezone.now())))


@managers
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Have everything read again that an earlier reader has read."""
    far = reread.start(by=me(request), now=timezone.now())
    return saved(request, "There was nothing left to read again." if far.finished_at else "It has begun.", HERE)


@managers
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop it; what was read again stays so."""
    far = reread.stop(by=me(request), now=timezone.now())
    return saved(request, "Stopped." if far else "Nothing was going on any more.", HERE)


def _shown(request: HttpRequest, far: reread.HowFar) -> dict[str, Any]:
    shown = history_of(far, decides=may_decide(me(request)).allowed)
    return {
        "shown": shown,
        "line_version": version_of(shown),
        "act_version": version_of((shown.act, "" if shown.goes_on else shown.line)),
        "seconds": SECONDS,
    }
