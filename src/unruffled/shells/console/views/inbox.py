"""The inbox: who needs somebody first and why, in four views."""

from __future__ import annotations

from typing import cast, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries as conversations
from unruffled.shells.console.screens.inbox import ORDER, VIEWS, empty_of, grouped, tabs_of
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import me


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send the front door to the inbox."""
    return redirect("inbox")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show one page of a view; an open page asks for its islands only."""
    user, now = me(request), now_here()
    view = _view(request)
    after = request.GET.get("after") or None
    try:
        page = conversations.inbox_for(user, now=now, view=view, after=after)
    except conversations.BadCursor as bad:
        raise Http404 from bad
    groups = grouped(page.rows, view=view, you=user.pk, now=now)
    tabs = tabs_of(view, conversations.counts_for(user), reverse("inbox"))
    here = {"view": view} | ({"after": after} if after else {})
    context = {
        "groups": groups,
        "list_version": version_of((view, [(r.id, r.version) for g in groups for r in g.rows])),
        "tabs": tabs,
        "tabs_version": version_of(tabs),
        "islands_url": f"{reverse('inbox')}?{urlencode(here)}",
        "next_url": f"{reverse('inbox')}?{urlencode({'view': view, 'after': page.next})}" if page.next else "",
        "empty": empty_of(view, ""),
        "order_lines": ORDER,
        "view_words": "Inbox" if view == "yours" else f"Inbox, {VIEWS[view].lower()}",
    }
    if getattr(request, "htmx", False):
        return render(request, "inbox/islands.html", context)
    return render(request, "inbox/page.html", context | {"frame": frame(request, "inbox")})


def _view(request: HttpRequest) -> conversations.View:
    """Return the view asked for; an agent starts with their own, others with the team's."""
    asked = request.GET.get("view", "")
    if not asked:
        return "yours" if me(request).role == "agent" else "team"
    if asked not in get_args(conversations.View):
        raise Http404
    return cast(conversations.View, asked)
