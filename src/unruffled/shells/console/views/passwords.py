"""A new password by a link that a manager made: it works once."""

from __future__ import annotations

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import password
from unruffled.desk.people import queries
from unruffled.shells.console.forms.settings import NewPasswordForm
from unruffled.shells.console.screens.frame import Frame


@never_cache
@login_not_required
@sensitive_post_parameters("new")
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, secret: str) -> HttpResponse:
    """Let whoever holds the link set a new password, and sign them in; a used or old link says so."""
    person = queries.person_of_password_link(secret, now=timezone.now())
    if person is None:
        return render(request, "sessions/new_password.html", {"frame": Frame()}, status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = password.set_by_link(secret, new=form.cleaned_data["new"], now=timezone.now())
        except password.Weak as weak:
            form.add_error("new", str(weak))
        except password.NotValid as late:
            form.add_error(None, str(late))
        else:
            auth.login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("inbox")
    context = {"form": form, "person": person, "frame": Frame()}
    return render(request, "sessions/new_password.html", context, status=422 if form.errors else 200)
