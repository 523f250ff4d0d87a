"""Mail inboxes, for whoever leads: how each does, connecting one after a check, and mails that became no message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unruffled.desk.flows import mail
from unruffled.desk.mail import queries
from unruffled.desk.people.access import leads
from unruffled.shells.console.forms.mail import MailForm
from unruffled.shells.console.screens.mail import asides_of, door_of
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Inbox


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the mail inboxes of this person's teams and what became of mails that are no messages."""
    if not leads(me(request)):
        return _not_yours(request)
    now = now_here()
    context = {
        "frame": frame(request, "mail"),
        "doors": [door_of(row, now=now) for row in queries.doors_for(me(request))],
        "asides": asides_of(queries.no_messages_for(me(request)), now=now),
    }
    return render(request, "mail/index.html", context)


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where this inbox fetches and sends, or connect it once a check has gone well (or is overruled)."""
    inbox = _inbox_or_404(request, pk)
    if not leads(me(request)):
        return _not_yours(request)
    known = queries.settings_of(inbox)
    if request.method == "GET":
        return _page(request, inbox, MailForm(initial=known, known=bool(known.get("in_host"))))
    form = MailForm(request.POST, known=bool(known.get("in_host")))
    if not form.is_valid():
        return _page(request, inbox, form, status=422)
    try:
        return _connected(request, inbox, form)
    except mail.WrongSettings as wrong:
        for name, words in wrong.fields.items():
            form.add_error(name if name in form.fields else None, words)
        return _page(request, inbox, form, status=422)


def _connected(request: HttpRequest, inbox: Inbox, form: MailForm) -> HttpResponse:
    given: dict[str, Any] = {
        "by": me(request),
        "inbox": inbox,
        "fetching": form.fetching(),
        "sending": form.sending(),
        "address": form.cleaned_data["address"],
        "folder": form.cleaned_data["folder"],
    }
    if "anyway" not in request.POST:
        found = mail.check(**given)
        if not found.ok:
            return _page(request, inbox, form, found=found, status=422)
    more = {name: form.cleaned_data[name] for name in ("moved_to", "first_day")}
    mail.connect(**given, **more, now=timezone.now())
    return redirect("mail")


@require_POST
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the servers and passwords of this inbox."""
    inbox = _inbox_or_404(request, pk)
    if not leads(me(request)):
        return _not_yours(request)
    mail.disconnect(by=me(request), inbox=inbox, now=timezone.now())
    return redirect("mail")


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the stuck mails of this inbox be tried again with the next visit."""
    inbox = _inbox_or_404(request, pk)
    if not leads(me(request)):
        return _not_yours(request)
    mail.try_again(by=me(request), inbox=inbox, letters=queries.stuck_in(inbox), now=timezone.now())
    return redirect("mail")


def _inbox_or_404(request: HttpRequest, pk: int) -> Inbox:
    inbox = queries.mail_inbox_for(me(request), pk)
    if inbox is None:
        raise Http404
    return inbox


def _page(
    request: HttpRequest, inbox: Inbox, form: MailForm, *, found: mail.Checked | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "frame": frame(request, "mail"),
        "form": form,
        "name": inbox.name,
        "pk": inbox.pk,
        "connected": form.known,
        "stuck": len(queries.stuck_in(inbox)),
        "found": found,
    }
    return render(request, "mail/door.html", context, status=status)


def _not_yours(request: HttpRequest) -> HttpResponse:
    return render(request, "mail/not_yours.html", {"frame": frame(request, "mail")}, status=403)
