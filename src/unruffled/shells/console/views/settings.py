"""Settings: the organisation, its people, inboxes and policies for managers, and everybody's own preferences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unruffled.desk.conversations import queries as conversations
from unruffled.desk.flows import inbox as inboxes
from unruffled.desk.flows import invite, organisation, password, person, policy, preference, recalibrate, team
from unruffled.desk.mail import queries as mail
from unruffled.desk.people import queries
from unruffled.desk.people.access import may_decide
from unruffled.shells.console import tries
from unruffled.shells.console.forms.settings import (
    InboxForm,
    InviteForm,
    NewInboxForm,
    OrganisationForm,
    PasswordForm,
    PersonForm,
    PoliciesForm,
    PreferencesForm,
    TeamForm,
)
from unruffled.shells.console.screens.recalibration import in_a_line
from unruffled.shells.console.screens.settings import inboxes_of, invited_of, people_of
from unruffled.shells.console.screens.words import CHANNELS
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
    return page(
        request,
        "settings/index.html",
        {
            "organisation": here,
            "people": sum(one.is_active for one in everybody),
            "pending": queries.count_invited(timezone.now()),
            "inboxes": [one.name for one in conversations.all_inboxes() if one.open],
            "learning": in_a_line(recalibrate.held_now()),
        },
    )


# The organisation ----------------------------------------------------------------------------------------------------


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


# People --------------------------------------------------------------------------------------------------------------


@managers
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody, or add a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team.add(name=form.cleaned_data["name"], by=me(request), now=timezone.now())
        return saved(request, "Team added.", "people")
    context = {
        "people": people_of(queries.everybody(), me(request).pk),
        "teams": [team.name for team in queries.teams()],
        "form": form,
    }
    return page(request, "settings/people.html", context, status=status_of(form))


@managers
@require_http_methods(["GET", "POST"])
def one_person(request: HttpRequest, *, pk: int) -> HttpResponse:
    """Show or change what somebody is here for."""
    found = queries.person_of(pk)
    if found is None:
        raise Http404
    known = {"role": found.role, "teams": [team.pk for team in found.teams.all()], "active": found.is_active}
    form = PersonForm(request.POST or None, initial=known, teams=team_choices())
    if request.method == "POST" and form.is_valid() and _placed(request, form, found):
        return saved(request, f"Saved. {found.name} sees it on the next page.", "people")
    return page(request, "settings/person.html", {"form": form, "person": found}, status=status_of(form))


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
    """Make a link by which somebody sets a new password, and show it this once."""
    found = queries.person_of(pk)
    if found is None:
        raise Http404
    try:
        secret = password.make_link(person=found, by=me(request), now=timezone.now())
    except password.NotValid as refused:
        return saved(request, str(refused), "person", pk)
    url = request.build_absolute_uri(f"/password/{secret}")
    return page(request, "settings/password_link.html", {"person": found, "url": url})


# Invitations ---------------------------------------------------------------------------------------------------------


@managers
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Show who was invited, or invite more: the new links are shown this once."""
    form, links = invited(request)
    context = {"form": form, "links": links, **pending()}
    return page(request, "settings/invitations.html", context, status=status_of(form))


def invited(
    request: HttpRequest, *, keep: Callable[..., list[tuple[str, str]]] = invite.invite
) -> tuple[InviteForm, list[tuple[str, str]]]:
    """Return the form, and (address, link) of those whom it has just invited; then the form is a new one."""
    teams = team_choices()
    form = InviteForm(request.POST or None, teams=teams)
    if request.method != "POST" or not form.is_valid():
        return form, []
    given = form.cleaned_data
    try:
        wanted = invite.wanted_in(given["people"], role=given["role"])
        made = keep(wanted=wanted, team=team_chosen(form), by=me(request), now=timezone.now()) if wanted else []
    except invite.BadLine as bad:
        form.add_error("people", str(bad))
        return form, []
    return InviteForm(teams=teams), [(email, link_of(request, secret)) for email, secret in made]


def link_of(request: HttpRequest, secret: str) -> str:
    """Return the address by which somebody comes in."""
    return request.build_absolute_uri(f"/welcome/{secret}")


def pending() -> dict[str, Any]:
    """Return who was invited and what became of it."""
    sent = queries.invitations()
    here = queries.addresses_in_use(one.email for one in sent)
    return {"invited": invited_of(sent, here=here, now=timezone.now())}


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
    """Make a new link for an address, and show it this once."""
    form = InviteForm(teams=team_choices())
    try:
        made = invite.again(email=request.POST.get("email", "")[:254], by=me(request), now=timezone.now())
    except invite.BadLine as bad:
        return saved(request, str(bad), "invitations")
    if made is None:
        return saved(request, "Nobody of this address was invited.", "invitations")
    context = {"form": form, "links": [(made[0], link_of(request, made[1]))], **pending()}
    return page(request, "settings/invitations.html", context)


# Inboxes -------------------------------------------------------------------------------------------------------------


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


# Policies ------------------------------------------------------------------------------------------------------------


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


# Oneself -------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show or keep how somebody wants their pages."""
    user = me(request)
    known = {"alias": user.alias, "theme": user.theme, "keys_on": user.keys_on}
    form = PreferencesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        preference.keep(person=user, **form.cleaned_data)
        return saved(request, "Saved.", "preferences")
    return page(request, "settings/you.html", {"form": form, "passwords": PasswordForm()}, status=status_of(form))


@require_POST
@sensitive_post_parameters("present", "new")
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this window stays signed in, all others do not."""
    user = me(request)
    form = PasswordForm(request.POST)
    if form.is_valid() and _changed(request, form):
        auth.update_session_auth_hash(request, user)
        return saved(request, "Your password is changed. Every other window of yours is signed out.", "preferences")
    known = {"alias": user.alias, "theme": user.theme, "keys_on": user.keys_on}
    context = {"form": PreferencesForm(initial=known), "passwords": form}
    return page(request, "settings/you.html", context, status=422)


def _changed(request: HttpRequest, form: PasswordForm) -> bool:
    user, place = me(request), request.META.get("REMOTE_ADDR", "")
    try:
        tries.count(user.username, place)
        password.change(person=user, **form.cleaned_data, now=timezone.now())
    except tries.TooMany as too_many:
        form.add_error(None, str(too_many))
    except password.Wrong as wrong:
        form.add_error("present", str(wrong))
    except password.Weak as weak:
        form.add_error("new", str(weak))
    else:
        tries.forget(user.username, place)
        return True
    return False
