"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.flows import practice
from unruffled.desk.people import queries as people
from unruffled.shells.console import tries
from unruffled.shells.console.forms.session import SignInForm
from unruffled.shells.console.screens.frame import Frame
from unruffled.shells.console.screens.links import THIS_MACHINE
from unruffled.shells.console.views.first_steps import PRACTICE

WRONG = "That name and password do not belong together."
TOO_MANY = "too_many"
BY_PROXY = frozenset({"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"})
"""Headers that say that somebody stands between us and the browser."""


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the way in, or let somebody in; a wrong name and a wrong password look the same."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return _onwards(request, wanted)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _let_in(request, form):
        return _welcome(request, wanted)
    context = {"form": form, "next": wanted, "frame": Frame(), "practice": _is_practice(), "seats": _seats(request)}
    status = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else 422 if form.errors else 200
    return render(request, "sessions/sign_in.html", context, status=status)


def _let_in(request: HttpRequest, form: SignInForm) -> bool:
    """Sign the person in; otherwise the form says what is wrong."""
    name, place = form.cleaned_data["username"], request.META.get("REMOTE_ADDR", "")
    try:
        tries.count(name, place)
    except tries.TooMany as too_many:
        form.add_error(None, ValidationError(str(too_many), TOO_MANY))
        return False
    user = auth.authenticate(request, **form.cleaned_data)
    if user is None:
        form.add_error(None, WRONG)
        return False
    tries.forget(name, place)
    auth.login(request, user)
    return True


@login_not_required
@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Let a visitor of the practice floor in as one of its people, without a password, from this machine only."""
    who = request.POST.get("who", "")
    user = people.by_username(who) if who in {seat[0] for seat in _seats(request)} else None
    if user is None:
        raise Http404
    auth.login(request, user)
    return _welcome(request, "")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("sign_in")


def _welcome(request: HttpRequest, wanted: str) -> HttpResponse:
    """Go on to the page that was asked for; on the practice floor the afternoon goes on, now that somebody watches."""
    practice.begin(now=timezone.now())
    request.session[PRACTICE] = _is_practice()
    return _onwards(request, wanted)


def _seats(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return who can be played here: the practice floor's people, and only where nobody else can reach this page."""
    return people.practice_seats() if is_alone_here(request) else []


def is_alone_here(request: HttpRequest) -> bool:
    """Return whether only people at this machine can reach this page."""
    near = request.META.get("REMOTE_ADDR") in THIS_MACHINE and BY_PROXY.isdisjoint(request.META)
    alone = settings.HOST in THIS_MACHINE and (settings.URL.hostname or "localhost") in THIS_MACHINE
    return near and alone


def _onwards(request: HttpRequest, wanted: str) -> HttpResponse:
    """Go where somebody wanted to; an address that leaves the site leads to the front door instead."""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if inside and wanted.startswith("/") else settings.LOGIN_REDIRECT_URL)


def _is_practice() -> bool:
    organisation = people.organisation()
    return bool(organisation and organisation.practice)
