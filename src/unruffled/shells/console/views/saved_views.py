"""Saved views: a narrowed list kept under a name, for oneself or for a team, and let go again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import saved_view
from unruffled.desk.people.access import visible_teams
from unruffled.shells.console.views.inbox import Asked, asked_of
from unruffled.shells.console.views.pages import panel
from unruffled.shells.console.views.records import me, number_in


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """Show the form: a name, and for whoever leads a team whether it is shared."""
    return _form(request, asked_of(request.GET, me(request), saved=()))


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Keep the view, and go there."""
    user = me(request)
    asked = asked_of(QueryDict(request.POST.get("said", "")[:500]), user, saved=())
    try:
        kept = saved_view.keep(
            owner=user,
            name=request.POST.get("name", ""),
            view=asked.view,
            only=asked.only,
            team=number_in(request.POST.get("team", "")) or None,
            now=timezone.now(),
        )
    except (saved_view.NoName, saved_view.TooMany) as refused:
        return _form(request, asked, wrong=str(refused), status=422)
    except saved_view.NotAllowed:
        return _form(request, asked, wrong="Only whoever leads that team can share with it.", status=422)
    return redirect(f"{reverse('inbox')}?saved={kept.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the view go; its list stays open as it was."""
    try:
        kept = conversations.saved_view_for(me(request), pk)
        said = dict(kept.filter)
        saved_view.forget(saved=kept, by=me(request))
    except (conversations.NotFound, saved_view.NotAllowed) as missing:
        raise Http404 from missing
    return redirect(f"{reverse('inbox')}?{urlencode(said)}")


def _form(request: HttpRequest, asked: Asked, *, wrong: str = "", status: int = 200) -> HttpResponse:
    user = me(request)
    teams = [(team.pk, team.name) for team in visible_teams(user)] if user.role != "agent" else []
    context = {
        "said": urlencode({"view": asked.view, **asked.only.given()}),
        "teams": teams,
        "wrong": wrong,
        "name": request.POST.get("name", ""),
    }
    answer = panel(request, "inbox/keep_view.html", context, title="Keep this view", nav="inbox")
    answer.status_code = status
    return answer
