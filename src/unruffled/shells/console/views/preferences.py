"""Settings about oneself: how the pages look, the password, and the keys to the API."""

from __future__ import annotations

from typing import Any

from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unruffled.desk.flows import password, preference, reread, token
from unruffled.desk.people import queries
from unruffled.desk.people.access import leads, sees_all
from unruffled.shells.console import tries
from unruffled.shells.console.forms.settings import KeyForm, PasswordForm, PreferencesForm
from unruffled.shells.console.screens.history import in_a_line
from unruffled.shells.console.screens.settings import tokens_of
from unruffled.shells.console.views.pages import now_here
from unruffled.shells.console.views.records import me
from unruffled.shells.console.views.settings import page, saved


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show or keep how somebody wants their pages."""
    user = me(request)
    form = PreferencesForm(request.POST or None, initial=_known(user))
    if request.method == "POST" and form.is_valid():
        preference.keep(person=user, **form.cleaned_data)
        return saved(request, "Saved.", "preferences")
    return _whole(request, form=form)


def _known(user: Any) -> dict[str, Any]:
    return {"alias": user.alias, "theme": user.theme, "keys_on": user.keys_on}


def _whole(
    request: HttpRequest,
    *,
    form: PreferencesForm | None = None,
    passwords: PasswordForm | None = None,
    keys: KeyForm | None = None,
    made: str = "",
) -> HttpResponse:
    """Return the page with the one form that came back; `made` is a token that is shown this once."""
    user = me(request)
    context = {
        "form": form or PreferencesForm(initial=_known(user)),
        "passwords": passwords or PasswordForm(),
        "keys": keys or KeyForm(),
        "tokens": tokens_of(queries.tokens_of(user), now=now_here()),
        "made": made,
        "reader": _reader(user),
    }
    wrong = any(one is not None and one.errors for one in (form, passwords, keys))
    return page(request, "settings/you.html", context, status=422 if wrong else 200)


def _reader(user: Any) -> str:
    """How far the history is, for supervisors; managers find it in their settings."""
    return in_a_line(reread.how_far(now=timezone.now())) if leads(user) and not sees_all(user) else ""


@require_POST
@sensitive_post_parameters("present", "new")
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this window stays signed in, all others do not."""
    user = me(request)
    form = PasswordForm(request.POST)
    if form.is_valid() and _changed(request, form):
        auth.update_session_auth_hash(request, user)
        return saved(request, "Your password is changed. Every other window of yours is signed out.", "preferences")
    return _whole(request, passwords=form)


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


@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token for the API, and show it this once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _whole(request, keys=form)
    return _whole(request, made=token.issue(person=me(request), label=form.cleaned_data["label"], now=timezone.now()))


@require_POST
def end_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens; another one is not there."""
    if not token.end(token=pk, person=me(request), now=timezone.now()):
        raise Http404
    return saved(request, "The token opens nothing any more.", "preferences")
