"""The floor: everything that is going on, for whoever leads; it shows conversations, it compares nobody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.people import queries as people
from unruffled.desk.people.access import leads, visible_teams
from unruffled.shells.console.screens.floor import dangers_of, groups_of, people_of, summary_of
from unruffled.shells.console.screens.inbox import Tab
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import is_open_page, me, number_in


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the floor; an open page asks for its islands only. An agent gets a page that says whom it is for."""
    if not leads(me(request)):
        return render(request, "floor/not_yours.html", {"frame": frame(request, "floor")}, status=403)
    context = _floor(request)
    if is_open_page(request):
        return render(request, "floor/islands.html", context)
    return render(request, "floor/page.html", context | {"frame": frame(request, "floor")})


def _floor(request: HttpRequest) -> dict[str, Any]:
    user, now = me(request), now_here()
    teams = {team.pk: team.name for team in visible_teams(user)}
    team = _team(request, teams)
    only = conversations.Filter(team=team)
    rows, more = conversations.floor_for(user, now=now, only=only)
    groups = groups_of(rows, you=user.pk, now=now)
    dangers = dangers_of(rows, you=user.pk)
    hands = conversations.in_hand_for(user, only=only)
    everybody = people_of(
        ((one.pk, one.shown_name) for one in people.people_for(user) if one.role != "manager" or one.pk in hands),
        hands,
        base=reverse("inbox"),
    )
    here = f"?{urlencode({'team': team})}" if team else ""
    return {
        "groups": groups,
        "list_version": version_of([(g.id, [(c.id, c.version) for c in g.cells]) for g in groups]),
        "dangers": dangers,
        "dangers_version": version_of(dangers),
        "people": everybody,
        "people_version": version_of(everybody),
        "summary": summary_of(groups, late=sum(row.reason_code == "promise_late" for row in rows), more=more),
        "tabs": _tabs(teams, team),
        "islands_url": f"{reverse('floor')}{here}",
        "inbox_url": f"{reverse('inbox')}?{urlencode({'view': 'team'} | ({'team': team} if team else {}))}",
    }


def _team(request: HttpRequest, teams: dict[int, str]) -> int:
    asked = request.GET.get("team", "")
    if not asked:
        return 0
    if (team := number_in(asked)) not in teams:
        raise Http404
    return team


def _tabs(teams: dict[int, str], here: int) -> list[Tab]:
    """Return the teams to choose from, for whoever has several."""
    if len(teams) < 2:
        return []
    base = reverse("floor")
    return [Tab(base, "All teams", not here, "")] + [
        Tab(f"{base}?team={pk}", name, pk == here, "") for pk, name in teams.items()
    ]
