"""Settings about people: their teams and roles, password links, and invitations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.flows import invite, mail, password, person, team
from unruffled.desk.mail import staff
from unruffled.desk.people import queries
from unruffled.shells.console.forms.settings import InviteForm, PersonForm, TeamForm
from unruffled.shells.console.screens.links import Links, waiting_of
from unruffled.shells.console.screens.settings import invited_of, people_of
from unruffled.shells.console.views import mailed
from unruffled.shells.console.views.pages import now_here
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import managers, page, saved, status_of


@managers
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody, and whoever was invited and has not come yet; or add a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team.add(name=form.cleaned_data["name"], by=me(request), now=timezone.now())
        return saved(request, "Team added.", "people")
    context = {
        "people": people_of(queries.everybody(), me(request).pk),
        "teams": [team.name for team in queries.teams()],
        "form": form,
        "leaving": mail.links_leave(),
        **pending(awaited=True),
    }
    return page(request, "settings/people.html", context, status=status_of(form))


@managers
@require_http_methods(["GET", "POST"])
def one_person(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Show or change what somebody is here for."""
    found = _person_or_404(pk)
    known = {"role": found.role, "teams": [team.pk for team in found.teams.all()], "active": found.is_active}
    form = PersonForm(request.POST or None, initial=known, teams=team_choices())
    if request.method == "POST" and form.is_valid() and _placed(request, form, found):
        return saved(request, f"Saved. {found.name} sees it on the next page.", "people")
    context = {"form": form, "person": found, "leaving": mail.links_leave()}
    return page(request, "settings/person.html", context, status=status_of(form))


def _placed(request: HttpRequest, form: PersonForm, found: Any) -> bool:
    given = form.cleaned_data
    teams = [team for team in queries.teams() if str(team.pk) in given["teams"]]
    try:
        person.place(
            person=found, role=given["role"], teams=teams, active=given["active"], by=me(request), now=timezone.now()
        )
    except person.LastManager as refused:
        form.add_error(None, str(refused))
        return False
    return True


def team_choices() -> list[tuple[str, str]]:
    """Return every team to choose from."""
    return [(str(team.pk), team.name) for team in queries.teams()]


def team_chosen(form: forms.Form) -> Any:
    """Return the team that was chosen in a valid form."""
    return next(team for team in queries.teams() if str(team.pk) == form.cleaned_data["team"])


@managers
@require_POST
def password_link(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Make a link by which somebody sets a new password, mail it where we can, and show it this once."""
    found = _person_or_404(pk)
    try:
        begin = mailed.begin_of(request, "password")
        made = password.make_link(person=found, by=me(request), now=timezone.now(), at=begin)
    except password.NotValid as refused:
        return saved(request, str(refused), "person", pk)
    context = {"person": found, "links": mailed.shown(request, [made], "password")}
    return page(request, "settings/password_link.html", context)


def _person_or_404(pk: int) -> Any:
    found = queries.person_of(pk)
    if found is None:
        raise Http404
    return found


# Invitations ---------------------------------------------------------------------------------------------------------


@managers
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Show who was invited, or invite more: the new links leave by mail where we can, and are shown this once."""
    form, links = invited(request)
    context = {"form": form, "links": links, "leaving": mail.links_leave(), **pending()}
    return page(request, "settings/invitations.html", context, status=status_of(form))


def invited(
    request: HttpRequest, *, keep: Callable[..., list[invite.MadeLink]] = invite.invite
) -> tuple[InviteForm, Links | None]:
    """Return the form, and the links of those whom it has just invited; then the form is a new one."""
    teams = team_choices()
    form = InviteForm(request.POST or None, teams=teams)
    if request.method != "POST" or not form.is_valid():
        return form, None
    given = form.cleaned_data
    try:
        wanted = invite.wanted_in(given["people"], role=given["role"])
        begin = mailed.begin_of(request, "welcome")
        told = {"by": me(request), "now": timezone.now(), "at": begin}
        made = keep(wanted=wanted, team=team_chosen(form), **told) if wanted else []
    except invite.BadLine as bad:
        form.add_error("people", str(bad))
        return form, None
    return InviteForm(teams=teams), mailed.shown(request, made, "welcome")


def pending(*, awaited: bool = False) -> dict[str, Any]:
    """Return who was invited and what became of it; or only those who may still come."""
    sent = queries.invitations()
    here = queries.addresses_in_use(one.email for one in sent)
    mails = staff.latest_by_invitation(one.pk for one in sent)
    rows = invited_of(sent, here=here, mails=mails, now=now_here())
    rows = [row for row in rows if row.awaited or not awaited]
    return {"invited": rows, "mails_waiting": waiting_of(row.mail for row in rows)}


@managers
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """End the links of an address."""
    email = request.POST.get("email", "")[:254]
    ended = invite.withdraw(email=email, by=me(request), now=timezone.now())
    return saved(
        request, f"Withdrawn. The link of {email} is dead." if ended else "Nothing to withdraw.", "invitations"
    )


@managers
@require_POST
def invite_again(request: HttpRequest) -> HttpResponse:
    """Make a new link for an address, mail it where we can, and show it this once."""
    form = InviteForm(teams=team_choices())
    try:
        email, begin = request.POST.get("email", "")[:254], mailed.begin_of(request, "welcome")
        made = invite.again(email=email, by=me(request), now=timezone.now(), at=begin)
    except invite.BadLine as bad:
        return saved(request, str(bad), "invitations")
    if made is None:
        return saved(request, "Nobody of this address was invited.", "invitations")
    links = mailed.shown(request, [made], "welcome")
    context = {"form": form, "links": links, "leaving": mail.links_leave(), **pending()}
    return page(request, "settings/invitations.html", context)
