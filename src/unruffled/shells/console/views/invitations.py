"""Coming in by a link that works once: a teammate's invitation, or the one that makes the first manager."""

from __future__ import annotations

from django.contrib import auth
from django.contrib.auth import password_validation
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import invite
from unruffled.desk.people import queries
from unruffled.shells.console.forms.session import InvitationForm
from unruffled.shells.console.screens.frame import Frame
from unruffled.shells.console.screens.words import ROLES


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Welcome whoever holds the link, and sign them in; a used or old link says so."""
    invitation = queries.invitation_of(secret, now=timezone.now())
    context: dict[str, object] = {"invitation": invitation, "frame": Frame()}
    if invitation is None:
        return render(request, "invitations/page.html", context, status=404)
    form = InvitationForm(request.POST or None, initial={"email": invitation.email})
    if request.method == "POST" and form.is_valid() and _let_in(request, form, secret):
        return redirect("set_up", 1) if invitation.invited_by_id is None else redirect("inbox")
    first = invitation.invited_by_id is None
    role = ROLES[invitation.role].lower()
    team = f" of {invitation.team.name}" if invitation.team else ""
    welcome = "You are the first here. You will be the manager." if first else f"You come in as {role}{team}."
    context |= {"form": form, "welcome": welcome}
    return render(request, "invitations/page.html", context, status=422 if form.errors else 200)


def _let_in(request: HttpRequest, form: InvitationForm, secret: str) -> bool:
    """Make the person and sign them in; otherwise the form says what is wrong."""
    given = dict(form.cleaned_data)
    try:
        password_validation.validate_password(given["password"])
        person = invite.accept(secret, now=timezone.now(), **given)
    except ValidationError as weak:
        form.add_error("password", weak)
    except invite.Taken:
        form.add_error("username", "Somebody has this name or address already.")
    except invite.NotValid as late:
        form.add_error(None, str(late))
    else:
        auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return True
    return False
