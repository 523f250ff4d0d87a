"""Links for colleagues as pages show them: where they begin, and what became of the mails that they went by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from unruffled.desk.mail import staff
from unruffled.shells.console.screens.links import Links, line_of, links_of, waiting_of
from unruffled.shells.console.views.pages import now_here
from unruffled.shells.console.views.records import number_in
from unruffled.shells.console.views.settings import managers

if TYPE_CHECKING:
    from unruffled.desk.flows.mail.staff import MadeLink

MOST: Final = 100
"""Mails that a page asks about at once: as many as can be invited."""
SLOWEST_SECONDS: Final = 30
"""How often at least a page asks while mails wait to be sent."""


def begin_of(request: HttpRequest, kind: str) -> str:
    """Return what links of this kind, welcome or password, begin with: where the operator says that people come in.

    Where none is said (UNRUFFLED_URL), it is the address by which this page was asked for.
    """
    url = settings.URL
    path = f"/{kind}/"
    return f"{url.scheme}://{url.netloc}{path}" if url.netloc else request.build_absolute_uri(path)


def shown(request: HttpRequest, made: Iterable[MadeLink], kind: str) -> Links | None:
    """Return what a page shows of links that were just made; None for none."""
    links = list(made)
    begin = begin_of(request, kind)
    mails = {row.id: row for row in staff.rows_of(one.mail.id for one in links if one.mail.id)}
    return links_of(links, url_of=lambda secret: f"{begin}{secret}", mails=mails, now=now_here()) if links else None


@never_cache
@managers
@require_GET
def states(request: HttpRequest) -> HttpResponse:
    """Return what has become of these mails; while some wait, the page asks again, less and less often."""
    wanted = [number_in(given) for given in request.GET.get("of", "").split(",")[:MOST]]
    turn = number_in(request.GET.get("turn", "")) + 1
    lines = [line_of(row, now=now_here()) for row in staff.rows_of(wanted)]
    context = {"lines": lines, "waiting": waiting_of(lines), "turn": turn, "seconds": min(turn, SLOWEST_SECONDS)}
    return render(request, "settings/mails.html", context)
