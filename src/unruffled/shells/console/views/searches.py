"""Search: names, subjects, and everything that was said."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from unruffled.desk.conversations import queries as conversations
from unruffled.shells.console.screens.found import found_rows, narrowed_of
from unruffled.shells.console.screens.inbox import Empty, Group
from unruffled.shells.console.views.pages import frame, now_here
from unruffled.shells.console.views.records import me

LONGEST = 200


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what was found, newest first; without words, the field."""
    asked_for = request.GET.get("q", "").strip()[:LONGEST]
    context = {"frame": frame(request, "search"), "asked_for": asked_for}
    if asked_for:
        context |= _found(request, asked_for)
    return render(request, "searches/page.html", context)


def _found(request: HttpRequest, asked_for: str) -> dict[str, object]:
    user, now = me(request), now_here()
    asked = conversations.asked_of(asked_for, now=now)
    try:
        page = conversations.search_for(user, asked_for, now=now, after=request.GET.get("after") or None)
    except conversations.BadCursor as bad:
        raise Http404 from bad
    passages = conversations.passages_of([row.id for row in page.rows], asked.words) if page.rows else {}
    rows = found_rows(page.rows, passages, words=asked.words, you=user.pk, now=now)
    count = len(rows)
    return {
        "narrowed": narrowed_of(asked, base=reverse("search"), said=asked_for),
        "groups": [Group("found", "Newest first", rows)] if rows else [],
        "list_version": "0",
        "found_words": ""
        if not rows
        else f"{count} conversation{'s' * (count != 1)}" + (" and more" if page.next else ""),
        "next_url": f"{reverse('search')}?{urlencode({'q': asked_for, 'after': page.next})}" if page.next else "",
        "empty": Empty(f"Nothing for “{asked_for}”.", "Try a name, an order number, or the beginning of a word."),
    }
