"""Putting a page together: the frame around it, and the conversation's screen with all its islands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from unruffled.desk.cases import local_cards
from unruffled.desk.conversations import queries as conversations
from unruffled.desk.conversations.threads import ThreadRow
from unruffled.desk.conversations.writing import company_of
from unruffled.desk.guidance import alarms
from unruffled.desk.guidance import queries as guidance_queries
from unruffled.desk.people.access import leads, may, sees_all
from unruffled.shells.console.screens import heat
from unruffled.shells.console.screens.clock import exact, iso
from unruffled.shells.console.screens.frame import Frame, frame_of
from unruffled.shells.console.screens.guidance import asked_of, guidance_of, promises_of
from unruffled.shells.console.screens.head import head_of
from unruffled.shells.console.screens.here import Here, here_of
from unruffled.shells.console.screens.safety import Notices, Safety, notices_of, numbers_of, safety_of
from unruffled.shells.console.screens.turns import by_number, last_seen, turns_of, version_of
from unruffled.shells.console.views.first_steps import PRACTICE, first_steps
from unruffled.shells.console.views.records import is_open_page, me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation
    from unruffled.desk.people.models import User

TO_THINK_AGAIN = timedelta(seconds=10)
"""How long the button that brings back what was put aside stands there."""

IN_THE_RAIL = 6
SKIPPED = "skipped_moves"
ASIDE = "put_aside"
"""The conversation that this person put aside last."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reply was not sent, in words; the text stays where it is."""

    words: str
    lines: tuple[str, ...] = ()
    status: int = 422

    @property
    def version(self) -> str:
        """A refusal is always news."""
        return version_of((self, timezone.now()))


@dataclass(frozen=True, slots=True)
class Toast:
    """A reply that can still be taken back."""

    words: str
    undo_url: str
    due_iso: str
    version: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the person was writing here."""

    text: str = ""
    state: str = ""


def now_here() -> datetime:
    """Return the time, in the time zone that people of this organisation read."""
    return timezone.localtime()


def frame(request: HttpRequest, nav: str = "", *, here: int | None = None) -> Frame:
    """Return the frame of a page; in a conversation, with the person's other open ones."""
    user = me(request)
    rows = conversations.yours_for(user, limit=IN_THE_RAIL) if here else []
    around = frame_of(
        name=user.shown_name,
        role=user.role,
        theme=user.theme,
        keys_on=user.keys_on,
        nav=nav,
        rows=rows,
        here=here,
        practice=bool(request.session.get(PRACTICE)),
    )
    return replace(around, notices=notices(request, at=str(here or (nav if nav == "floor" else ""))))


def notices(request: HttpRequest, *, at: str = "") -> Notices:
    """Return what stands over a page: `at` is the conversation that it shows, or the floor, which has its own.

    That no local card is kept is told to whoever leads.
    """
    user = me(request)
    standing = alarms.standing_for(user)
    dangers = () if at == "floor" else standing.dangers
    missing = leads(user) and not standing.card_kept
    return notices_of(dangers, at=at, missing=missing, may_configure=sees_all(user))


def conversation_page(
    request: HttpRequest, conversation: Conversation, *, refusal: Refusal | None = None, before: int = 0
) -> HttpResponse:
    """Return the whole conversation page; `before` shows what was said before this message."""
    context = screen(request, conversation, refusal=refusal, before=before)
    return _whole(request, conversation, context, status=refusal.status if refusal else 200)


def _whole(
    request: HttpRequest, conversation: Conversation, context: Mapping[str, Any], *, status: int
) -> HttpResponse:
    around = {"frame": frame(request, here=conversation.pk), "gradients": heat.GRADIENTS}
    return render(request, "conversations/page.html", {**context, **around}, status=status)


def islands(
    request: HttpRequest, conversation: Conversation, *, refusal: Refusal | None = None, taken_back: str = ""
) -> HttpResponse:
    """Return every part of the page that can change; the open page swaps those that did."""
    context = screen(request, conversation, refusal=refusal) | {"taken_back": taken_back}
    return render(request, "conversations/islands.html", context, status=refusal.status if refusal else 200)


def answer(
    request: HttpRequest, conversation: Conversation, *, refusal: Refusal | None = None, taken_back: str = ""
) -> HttpResponse:
    """Answer an act: an open page gets its islands, a browser without scripts the page.

    `taken_back` are the words of a reply that was undone: an open page puts them into the draft again.
    """
    if is_open_page(request):
        return islands(request, conversation, refusal=refusal, taken_back=taken_back)
    if refusal is not None:
        return conversation_page(request, conversation, refusal=refusal)
    return redirect("conversation", conversation.pk)


def panel(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: str, nav: str = ""
) -> HttpResponse:
    """Return the inside of a panel to an open page; to a browser without scripts a page around it."""
    if is_open_page(request):
        return render(request, template, dict(context))
    around = {"panel": template, "title": title, "frame": frame(request, nav)}
    return render(request, "panel.html", dict(context) | around)


def here(request: HttpRequest, conversation: Conversation) -> Here:
    """Return what happens in the conversation at this moment."""
    user, now = me(request), now_here()
    return here_of(conversation, company=company_of(user, conversation, now=now), now=now)


def older(request: HttpRequest, conversation: Conversation, *, before: int) -> HttpResponse:
    """Return the messages before this one, to be put above those that an open page shows."""
    found = conversations.window_of(conversation, before=before)
    turns = turns_of(found.rows, conversation=conversation, now=now_here(), older=True)
    context = {"turns": turns, "earlier": found.earlier, "head": {"id": conversation.pk}}
    return render(request, "conversations/older.html", context)


def held(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Answer a reply that waits for a contact who is still writing; its text stays where it is."""
    context = screen(request, conversation, hold=True)
    if is_open_page(request):
        return render(request, "conversations/islands.html", context, status=409)
    return _whole(request, conversation, context, status=409)


def screen(
    request: HttpRequest,
    conversation: Conversation,
    *,
    refusal: Refusal | None = None,
    before: int = 0,
    hold: bool = False,
) -> dict[str, Any]:
    """Return what the islands of a conversation show."""
    user, now = me(request), now_here()
    window = conversations.window_of(conversation, before=before)
    rows = window.rows
    company = company_of(user, conversation, now=now)
    kept = local_cards.in_force() if conversation.safety_open else None
    numbers = partial(numbers_of, kept=kept, now=now)
    view = guidance_queries.latest_for(conversation, agent=user.shown_name, numbers=numbers)
    return {
        "head": head_of(
            conversation,
            view=view,
            allowed={verb: may(user, verb, conversation).allowed for verb in ("assign", "close", "reply", "snooze")},
            now=now,
        ),
        "here": here_of(conversation, company=company, now=now),
        "hold": hold,
        "new_to_you": _new_to(user, rows),
        "first_steps": first_steps(request, conversation),
        "safety": _safety(user, conversation, view, kept, rows, now) if conversation.safety_open else None,
        "turns": turns_of(rows, conversation=conversation, now=now, older=bool(before)),
        "earlier": window.earlier,
        "before": before,
        "seen": last_seen(rows),
        **_guided(request, conversation, view, rows, now),
        "toast": toast_of(rows, conversation.pk, user.pk, now) or aside_toast(request, now, only=conversation.pk),
        "refusal": refusal,
        "draft": kept_draft(request, company.mine, sent_back=hold or refusal is not None),
    }


def _guided(
    request: HttpRequest,
    conversation: Conversation,
    view: guidance_queries.GuidanceView | None,
    rows: list[ThreadRow],
    now: datetime,
) -> dict[str, Any]:
    """Return the islands beside the conversation: the next move, what was promised, what the contact asked."""
    name = conversation.contact.name or "Somebody"
    said = [row for row in rows if row.kind == "message"]
    return {
        "guidance": guidance_of(
            view,
            name=name,
            skipped=frozenset(skipped(request, view.message_id)) if view else frozenset(),
            moves=guidance_queries.moves_by_title(),
            wait=_wait(conversation.status, said, name),
            language=_unread_language(said),
            said=by_number(rows),
            conversation=conversation.pk,
            card_open=conversation.safety_open,
        ),
        "promises": promises_of(
            view.promises if view else (),
            authors={row.id: row.author_name for row in said if row.by != "customer"},
            name=name,
            now=now,
        ),
        "asked": asked_of(view.questions if view and conversation.waiting_since else (), name=name),
    }


def _new_to(user: User, rows: Sequence[ThreadRow]) -> bool:
    """Return whether something was said here, and none of it by this person."""
    said = [row for row in rows if row.kind == "message"]
    return bool(said) and not any(row.author_id == user.pk for row in said)


def _safety(
    user: User,
    conversation: Conversation,
    view: guidance_queries.GuidanceView | None,
    kept: local_cards.Kept | None,
    rows: Sequence[ThreadRow],
    now: datetime,
) -> Safety:
    return safety_of(
        conversation,
        danger=view.facts.get("danger", "") if view else "",
        rows=rows,
        log=alarms.log_of(conversation),
        kept=kept,
        you=user.pk,
        may_configure=sees_all(user),
        now=now,
    )


def _unread_language(said: Sequence[ThreadRow]) -> str:
    """Return the language of the contact's last message where it was not read and nobody has read it instead."""
    last = next((row for row in reversed(said) if row.by == "customer"), None)
    return last.language if last and last.heat_score is None else ""


def _wait(status: str, said: list[ThreadRow], name: str) -> str:
    """Return why there is nothing to do now, if there is nothing."""
    if status == "closed":
        return f"Closed. It opens again when {name} writes."
    if not said or said[-1].by == "customer":
        return ""
    if said[-1].delivery == "failed":
        return f"{name} has no answer yet: your last words were not delivered."
    return f"Wait for {name}. Nothing to add."


def kept_draft(request: HttpRequest, mine: str, *, sent_back: bool) -> Kept:
    """Return the draft: after a refusal what was just sent, else what was kept."""
    text = request.POST.get("text", "") if sent_back else mine
    return Kept(text, "Draft kept" if text else "")


def toast_of(rows: list[ThreadRow], conversation: int, you: int, now: datetime) -> Toast | None:
    """Return the toast for a reply of this person that has not left yet."""
    held = next((r for r in reversed(rows) if r.undo_until and r.author_id == you and r.undo_until > now), None)
    if held is None or held.undo_until is None:
        return None
    words = f"Goes at {exact(held.undo_until)}"
    return Toast(
        words, reverse("withdrawal", args=[conversation, held.id]), iso(held.undo_until), version_of((held.id, words))
    )


def aside_toast(request: HttpRequest, now: datetime, *, only: int | None = None) -> Toast | None:
    """Return the toast for a conversation that this person has just put aside, for ten seconds."""
    kept: Mapping[str, Any] = request.session.get(ASIDE) or {}
    if not kept or (only is not None and kept["id"] != only):
        return None
    until = datetime.fromisoformat(kept["at"]) + TO_THINK_AGAIN
    if until <= now:
        return None
    return Toast(kept["words"], reverse("waking", args=[kept["id"]]), iso(until), version_of(kept))


def skipped(request: HttpRequest, message: int) -> list[str]:
    """Return the moves that this person put aside since this message came; a new message brings them back."""
    kept: Mapping[str, Any] = request.session.get(SKIPPED) or {}
    return list(kept.get(str(message), ()))


def skip(request: HttpRequest, message: int, move: str) -> None:
    """Remember that a move was put aside, for as long as this message is the newest one read."""
    kept = {str(message): sorted({*skipped(request, message), move})}
    request.session[SKIPPED] = dict(list((request.session.get(SKIPPED) or {}).items())[-20:]) | kept
