"""From the practice floor to an organisation of one's own: said plainly, confirmed, done."""

from __future__ import annotations

from django.contrib import auth
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import own
from unruffled.desk.people import queries
from unruffled.desk.people.access import may_decide
from unruffled.shells.console.views.pages import frame
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.sessions import is_alone_here

CONFIRM = "Tick the box first: what was played here cannot be brought back."
BUSY = "Somebody is working here at this moment. Try again in a few seconds."


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Say what happens to the practice floor, and do it once it is confirmed; a real organisation has no such page."""
    here = queries.organisation()
    if here is None or not here.practice:
        raise Http404
    may = may_decide(me(request)).allowed or is_alone_here(request)
    wrong = ""
    if request.method == "POST" and may:
        if request.POST.get("sure") == "yes":
            try:
                secret = own.begin(now=timezone.now())
            except (OperationalError, own.NoPractice) as busy:  # the worker, or the first of two clicks, was faster
                if not _is_practice():
                    raise Http404 from busy
                wrong = BUSY
            else:
                auth.logout(request)
                return redirect("invitation", secret)
        else:
            wrong = CONFIRM
    context = {"frame": frame(request), "may": may, "wrong": wrong, "organisation": here}
    return render(request, "set_up/own.html", context, status=422 if wrong else 200 if may else 403)


def _is_practice() -> bool:
    here = queries.organisation()
    return here is not None and here.practice
