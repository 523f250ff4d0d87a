"""The head of a conversation: who, about what, what it has cost them so far, and who may be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unruffled.desk.guidance.queries import GuidanceView
from unruffled.shells.console.screens.clock import clock, waited
from unruffled.shells.console.screens.options import options
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import (
    CHANNELS,
    OUTCOMES,
    ROOT_CAUSES,
    ordinal,
    times,
)


@dataclass(frozen=True, slots=True)
class Head:
    """Everything in the head."""

    id: int
    name: str
    need: str
    assignee: str
    cost: tuple[str | SafeString, ...]
    may_assign: bool
    may_close: bool
    may_reply: bool
    may_snooze: bool
    aside: str
    closed: str
    outcomes: SafeString
    root_causes: SafeString
    played: bool = False
    version: str = ""


def head_of(
    conversation: Any,
    *,
    view: GuidanceView | None,
    allowed: Mapping[str, bool],
    now: datetime,
) -> Head:
    """Return the head; how the contact began stands in for a subject."""
    closed = conversation.status == "closed"
    shown = Head(
        id=conversation.pk,
        name=conversation.contact.name or "Somebody",
        need=conversation.subject or conversation.opening or CHANNELS.get(conversation.channel, ""),
        assignee=conversation.assignee.shown_name if conversation.assignee else "Nobody yet",
        cost=tuple(_cost(conversation, view, now)),
        may_assign=allowed["assign"],
        may_close=allowed["close"] and not closed,
        may_reply=allowed["reply"],
        may_snooze=allowed.get("snooze", False) and conversation.status == "open",
        aside=_aside(conversation, now),
        closed=f"Closed {clock(conversation.closed_at, now=now)}." if closed and conversation.closed_at else "",
        outcomes=options(tuple(OUTCOMES.items())),
        root_causes=options(tuple(ROOT_CAUSES.items())),
        played=conversation.persona is not None,
    )
    object.__setattr__(shown, "version", version_of(shown))
    return shown


def _aside(conversation: Any, now: datetime) -> str:
    """Return until when it is put aside, in words; nothing for any other."""
    until = conversation.snoozed_until
    return f"Put aside until {clock(until, now=now)}" if conversation.status == "snoozed" and until else ""


def _cost(conversation: Any, view: GuidanceView | None, now: datetime) -> list[str | SafeString]:
    """Return what the contact has been through so far, in words; parts that are nothing are left out."""
    history = (conversation.context or {}).get("history") or {}
    parts: list[str | SafeString] = [CHANNELS.get(conversation.channel, conversation.channel)]
    contacts = _whole(history.get("contacts")) or _whole(history.get("prior_contacts"), plus=1)
    lately = _whole(history.get("contacts_30d"), plus=1)
    if contacts > 1:
        parts.append(format_html("<b>{}</b> contact", ordinal(contacts)))
    elif lately > 1:
        parts.append(format_html("<b>{}</b> contact in 30 days", ordinal(lately)))
    if broken := _whole(history.get("promises_broken")):
        parts.append(format_html("<b>{}</b> {} not kept", broken, "promise" if broken == 1 else "promises"))
    if aside := _aside(conversation, now):
        parts.append(format_html("<b>{}</b>", aside))
    if conversation.waiting_since and conversation.need != "goodbye":
        length = waited(conversation.waiting_since, now=now)
        parts.append(format_html("{} <b>{}</b>", "Wrote just" if length == "now" else "Waits", length))
    if view is not None and view.waits > 1:
        parts.append(format_html("Spoke of waiting <b>{}</b>", times(view.waits)))
    if view is not None and view.repeats:
        parts.append(format_html("Told it <b>{}</b>", times(view.repeats + 1)))
    if view is not None and view.transfers:
        parts.append(format_html("Handed over <b>{}</b>", times(view.transfers)))
    if view is not None and view.case_id:
        parts.append(format_html('<a href="{}">Case record</a>', reverse("case", args=[view.case_id])))
    return parts


def _whole(value: object, *, plus: int = 0) -> int:
    return int(value) + plus if isinstance(value, (int, float)) and not isinstance(value, bool) and value else 0
