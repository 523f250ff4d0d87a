"""Settings: their index and frame, the organisation, and its policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import organisation, policy, recalibrate, reread
from unruffled.desk.people import queries
from unruffled.desk.people.access import may_decide
from unruffled.shells.console.forms.settings import (
    OrganisationForm,
    PoliciesForm,
)
from unruffled.shells.console.screens import history, recalibration
from unruffled.shells.console.views.pages import frame
from unruffled.shells.console.views.records import me

SAVED: Final = "saved_words"
View = Callable[..., HttpResponse]


def managers(view: View) -> View:
    """Let only managers in. A page about a record is not there for others, any other says whose it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not may_decide(me(request)).allowed:
            if named:
                raise Http404
            raise PermissionDenied
        return view(request, *args, **named)

    return guarded


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page of the settings, with what was just saved said once."""
    around = {
        "frame": frame(request, "settings"),
        "saved": request.session.pop(SAVED, ""),
        "decides": may_decide(me(request)).allowed,
        "set_up_step": set_up_step(request, context.get("organisation")),
    }
    return render(request, template, {**around, **context}, status=status)


def saved(request: HttpRequest, words: str, to: str, *args: object) -> HttpResponse:
    """Go on to a page that says this."""
    request.session[SAVED] = words
    return redirect(to, *args)


def set_up_step(request: HttpRequest, known: Any = None) -> int | None:
    """Return which screen of the set-up comes next, for whoever can go there; None when it is over.

    `known` is the organisation where the page has asked for it already.
    """
    here = (known or queries.organisation()) if may_decide(me(request)).allowed else None
    return here.set_up_step if here else None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what can be set; who decides nothing for others has only their own page."""
    if not may_decide(me(request)).allowed:
        return redirect("preferences")
    here = queries.organisation()
    everybody = queries.everybody()
    far = reread.how_far(now=timezone.now())
    return page(
        request,
        "settings/index.html",
        {
            "organisation": here,
            "people": sum(one.is_active for one in everybody),
            "pending": queries.count_invited(timezone.now()),
            "inboxes": [one.name for one in conversations.all_inboxes() if one.open],
            "learning": recalibration.in_a_line(recalibrate.held_now()),
            "reader": history.in_a_line(far).rstrip("."),
            "earlier": reread.is_news(far, to=me(request)),
        },
    )


# The organisation -----------------------------------------------------------------------------------------------------


@managers
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest) -> HttpResponse:
    """Show or keep the organisation's name and time zone."""
    here = queries.organisation()
    if here is None:
        raise Http404
    known = {"name": here.name, "time_zone": here.time_zone or timezone.get_default_timezone_name()}
    form = OrganisationForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        organisation.describe(**form.cleaned_data, by=me(request), now=timezone.now())
        return saved(request, "Saved.", "organisation")
    return page(request, "settings/organisation.html", {"form": form, "zones": zones()}, status=status_of(form))


def zones() -> list[str]:
    """Return the time zones that people look for, A to Z."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def status_of(form: Any) -> int:
    """Return 422 for a form that came back with errors."""
    return 422 if form.errors else 200


# Policies -------------------------------------------------------------------------------------------------------------


def policies_form(request: HttpRequest) -> PoliciesForm:
    """Return the four questions with the answers that hold; times are asked for the channels that have an inbox."""
    channels = {one.channel for one in conversations.all_inboxes()} | {"chat", "email", "phone"}
    return PoliciesForm(request.POST or None, channels=channels, held=policy.answers_now())


@managers
@require_http_methods(["GET", "POST"])
def policies(request: HttpRequest) -> HttpResponse:
    """Show or keep the answers to the four questions."""
    form = policies_form(request)
    if request.method == "POST" and form.is_valid():
        kept = policy.answer(form.answers(), by=me(request), now=timezone.now())
        return saved(request, "Saved. It holds from now on." if kept else "Nothing was changed.", "policies")
    return page(request, "settings/policies.html", {"form": form}, status=status_of(form))
