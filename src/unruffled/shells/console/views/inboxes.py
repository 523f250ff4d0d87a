"""Settings about inboxes: every one of them, and each by itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import inbox as inboxes
from unruffled.desk.mail import queries as mail
from unruffled.shells.console.forms.settings import InboxForm, NewInboxForm
from unruffled.shells.console.screens.settings import inboxes_of
from unruffled.shells.console.screens.words import CHANNELS
from unruffled.shells.console.views.people import team_choices, team_chosen
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import managers, page, saved, status_of


@managers
@require_http_methods(["GET", "POST"])
def all_inboxes(request: HttpRequest) -> HttpResponse:
    """Show every inbox, or add one."""
    form = NewInboxForm(request.POST or None, teams=team_choices())
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "team": team_chosen(form)}
        try:
            made = inboxes.add(**given, by=me(request), now=timezone.now())
        except inboxes.Taken as taken:
            form.add_error("name", str(taken))
        else:
            if made.channel == "email":
                return redirect("mail_door", made.pk)
            return saved(request, f"{made.name} is open.", "inboxes")
    doors = {row.inbox_id: row for row in mail.doors_for(me(request))}
    context = {"inboxes": inboxes_of(conversations.all_inboxes(), doors), "form": form}
    return page(request, "settings/inboxes.html", context, status=status_of(form))


def inbox_or_404(pk: int) -> Any:
    """Return the inbox, also a closed one."""
    found = next((one for one in conversations.all_inboxes() if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@managers
@require_http_methods(["GET", "POST"])
def one_inbox(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Show or change an inbox."""
    found = inbox_or_404(pk)
    known = {"name": found.name, "team": str(found.team_id), "is_open": found.open}
    form = InboxForm(request.POST or None, initial=known, teams=team_choices())
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "team": team_chosen(form)}
        try:
            inboxes.change(inbox=found, **given, by=me(request), now=timezone.now())
        except inboxes.Taken as taken:
            form.add_error("name", str(taken))
        else:
            return saved(request, "Saved.", "inboxes")
    context = {"form": form, "inbox": found, "title": known["name"], "channel": CHANNELS[found.channel]}
    return page(request, "settings/inbox.html", context, status=status_of(form))
