"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.people import queries as people
from unruffled.shells.console.forms.session import SignInForm
from unruffled.shells.console.screens.frame import Frame

WRONG = "That name and password do not belong together."


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the way in, or let somebody in; a wrong name and a wrong password look the same."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return redirect(_safe(request, wanted))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = auth.authenticate(request, **form.cleaned_data)
        if user is not None:
            auth.login(request, user)
            return redirect(_safe(request, wanted))
        form.add_error(None, WRONG)
    context = {"form": form, "next": wanted, "frame": Frame(), "practice": _is_practice()}
    return render(request, "sessions/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("sign_in")


def _safe(request: HttpRequest, wanted: str) -> str:
    """Return where to go after signing in; an address that leaves the site leads to the front door instead."""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside else settings.LOGIN_REDIRECT_URL


def _is_practice() -> bool:
    organisation = people.organisation()
    return bool(organisation and organisation.practice)
