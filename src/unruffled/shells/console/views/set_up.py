"""The set-up: four calm screens, each saved at once, that can be left and gone on with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import mail, organisation, set_up
from unruffled.desk.people import queries
from unruffled.shells.console.forms.settings import SetUpOrganisationForm
from unruffled.shells.console.screens.settings import steps_of
from unruffled.shells.console.views import people, settings
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import managers, page


@require_http_methods(["GET", "POST"])
@managers
def screen(request: HttpRequest, step: int) -> HttpResponse:
    """Show a screen, or keep it and go on to the next; after the last one to the inbox."""
    shown = SCREENS.get(step)
    here = queries.organisation()
    if shown is None or here is None:
        raise Http404
    answer = shown(request, here)
    if isinstance(answer, HttpResponse):
        return answer
    template, context = answer
    forms = [part for part in context.values() if hasattr(part, "errors")]
    around = {
        "steps": steps_of(step, next_step=here.set_up_step),
        "step": step,
        "back": step - 1,
        "organisation": here,
    }
    status = 422 if any(form.errors for form in forms) else 200
    return page(request, template, {**around, **context}, status=status)


def _organisation(request: HttpRequest, here: Any) -> HttpResponse | tuple[str, dict[str, Any]]:
    user = me(request)
    known = {
        "name": here.name,
        "time_zone": here.time_zone or timezone.get_default_timezone_name(),
        "alias": user.alias or user.name.split(" ")[0],
    }
    form = SetUpOrganisationForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        set_up.describe(**form.cleaned_data, by=user, now=timezone.now())
        return redirect("set_up", 2)
    return "set_up/organisation.html", {"form": form, "zones": settings.zones()}


def _teammates(request: HttpRequest, here: Any) -> HttpResponse | tuple[str, dict[str, Any]]:
    form, links = people.invited(request, keep=set_up.invite)
    if request.method == "POST" and not form.errors and not links:
        return _on(request, 2)
    context = {"form": form, "links": links, "leaving": mail.links_leave(), **people.pending()}
    return "set_up/teammates.html", context


def _first_inbox(request: HttpRequest, here: Any) -> HttpResponse | tuple[str, dict[str, Any]]:
    if request.method == "POST":
        return _on(request, 3)
    mail = next((one for one in conversations.all_inboxes() if one.channel == "email" and one.open), None)
    return "set_up/first_inbox.html", {"mail": mail}


def _policies(request: HttpRequest, here: Any) -> HttpResponse | tuple[str, dict[str, Any]]:
    form = settings.policies_form(request)
    if request.method == "POST" and form.is_valid():
        set_up.answer(form.answers(), by=me(request), now=timezone.now())
        return redirect("inbox")
    return "set_up/policies.html", {"form": form}


def _on(request: HttpRequest, done: int) -> HttpResponse:
    """Note that this screen is done, and go on."""
    organisation.go_on(done=done, by=me(request), now=timezone.now())
    return redirect("set_up", done + 1)


SCREENS = {1: _organisation, 2: _teammates, 3: _first_inbox, 4: _policies}
