"""The inbox: who needs somebody first and why, in four views and those that people saved, narrowed as they like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.people import queries as people
from unruffled.desk.people.access import visible_teams
from unruffled.shells.console.screens.filters import Narrowing, chips_of, choices_of
from unruffled.shells.console.screens.inbox import ORDER, ORDER_NOTE, VIEWS, empty_of, grouped, tabs_of
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.views.first_steps import first_steps
from unruffled.shells.console.views.pages import aside_toast, frame, now_here, panel
from unruffled.shells.console.views.records import is_open_page, me
from unruffled.shells.console.views.settings import set_up_step


@dataclass(frozen=True, slots=True)
class Asked:
    """What list an address asks for: a view, what it is narrowed to, and the saved view that says so, if one does."""

    view: conversations.View
    only: conversations.Filter
    saved: conversations.KeptView | None = None

    def said(self) -> dict[str, str]:
        """Return it as an address says it."""
        return {"saved": str(self.saved.id)} if self.saved else {"view": self.view, **self.only.given()}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send the front door to the inbox."""
    return redirect("inbox")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show one page of a view; an open page asks for its islands only."""
    context = listed(request, request.GET)
    if is_open_page(request):
        return render(request, "inbox/islands.html", context)
    around = {"frame": frame(request, "inbox"), "set_up_step": set_up_step(request)}
    return render(request, "inbox/page.html", context | around)


@require_GET
def narrow(request: HttpRequest) -> HttpResponse:
    """Show what the list can be narrowed by: a panel of an open page, or a page of its own."""
    user, asked = me(request), asked_of(request.GET, me(request), saved=())
    context = {
        "view": asked.view,
        "choices": choices_of(
            asked.only,
            people=[(person.pk, person.shown_name) for person in people.people_for(user)],
            teams=[(team.pk, team.name) for team in visible_teams(user)],
            you=user.pk,
        ),
        "only": asked.only,
    }
    return panel(request, "inbox/filter.html", context, title="Filter", nav="inbox")


def listed(request: HttpRequest, said: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the list that these words of an address ask for.

    :raises Http404: if they ask for none
    """
    user, now = me(request), now_here()
    saved = conversations.saved_views_for(user)
    asked = asked_of(said, user, saved=saved)
    after = said.get("after") or None
    try:
        page = conversations.inbox_for(user, now=now, view=asked.view, only=asked.only, after=after)
    except conversations.BadCursor as bad:
        raise Http404 from bad
    groups = grouped(page.rows, view=asked.view, you=user.pk, now=now)
    promise = conversations.next_promise_for(user, now=now, view=asked.view) if not (groups or asked.only) else None
    tabs = tabs_of(
        asked.view,
        conversations.counts_for(user),
        reverse("inbox"),
        saved=saved,
        saved_here=asked.saved.id if asked.saved else 0,
    )
    return {
        "groups": groups,
        "list_version": version_of((asked.said(), [(r.id, r.version) for g in groups for r in g.rows])),
        "tabs": tabs,
        "tabs_version": version_of(tabs),
        "narrowing": _narrowing(request, asked, page.rows),
        "islands_url": f"{reverse('inbox')}?{urlencode(asked.said() | ({'after': after} if after else {}))}",
        "next_url": f"{reverse('inbox')}?{urlencode(asked.said() | {'after': page.next})}" if page.next else "",
        "empty": empty_of(asked.view, promise=promise, narrowed=bool(asked.only), now=now),
        "order_lines": ORDER,
        "order_note": ORDER_NOTE,
        "first_steps": first_steps(request),
        "toast": aside_toast(request, now),
        "view_words": _view_words(asked),
    }


def asked_of(said: Mapping[str, str], user: Any, *, saved: Iterable[conversations.KeptView]) -> Asked:
    """Return the list that an address asks for; an agent starts with their own, others with the team's.

    :raises Http404: if there is no such view or filter
    """
    kept = None
    if wanted := said.get("saved"):
        kept = next((one for one in saved if str(one.id) == wanted), None)
        if kept is None:
            raise Http404
        said = kept.said
    view = said.get("view") or ("yours" if user.role == "agent" else "team")
    try:
        only = conversations.filter_of(said)
    except conversations.BadFilter as bad:
        raise Http404 from bad
    if view not in get_args(conversations.View):
        raise Http404
    return Asked(cast(conversations.View, view), only, kept)


def _narrowing(request: HttpRequest, asked: Asked, rows: Iterable[conversations.InboxRow]) -> Narrowing:
    base = reverse("inbox")
    view: dict[str, str] = {"view": asked.view}
    said = urlencode(view | asked.only.given())
    chips = chips_of(
        asked.only, view=view, base=base, names=_names(request, asked.only, rows), teams=_teams(request, asked.only)
    )
    saved = asked.saved
    return Narrowing(
        chips=chips,
        change_url=f"{reverse('inbox_filter')}?{said}",
        clear_url=f"{base}?{urlencode(view)}",
        keep_url=f"{reverse('view_new')}?{said}" if chips and not saved else "",
        forget_url=reverse("view_removal", args=[saved.id]) if saved and saved.yours else "",
        saved_name=saved.name if saved else "",
        version=version_of((said, saved)),
    )


def _names(request: HttpRequest, only: conversations.Filter, rows: Iterable[conversations.InboxRow]) -> dict[int, str]:
    """Return the name of the person that a list is narrowed to: the rows say it, or the house does."""
    if not only.assignee.isdecimal():
        return {}
    wanted = int(only.assignee)
    found = next((row.assignee_name for row in rows if row.assignee_id == wanted), "") or people.name_of(
        me(request), wanted
    )
    return {wanted: found} if found else {}


def _teams(request: HttpRequest, only: conversations.Filter) -> dict[int, str]:
    return {team.pk: team.name for team in visible_teams(me(request))} if only.team else {}


def _view_words(asked: Asked) -> str:
    if asked.saved:
        return f"Inbox, {asked.saved.name}"
    return "Inbox" if asked.view == "yours" else f"Inbox, {VIEWS[asked.view].lower()}"
