"""A safety card opens and closes with what shows in a conversation: who is asked to join, and the log of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, QuerySet
from django.db.models.functions import JSONObject

from unruffled.desk.cases.models import LocalCard
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.need import CLOSED_FROM, REASONS
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.models import Entry
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import Role, User
from unruffled.desk.people.queries import leaders_of

MOST: Final = 5
"""Conversations in danger that every page names; the inbox has all of them."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A conversation whose safety card is open."""

    conversation_id: int
    name: str
    need: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a card's log: opened, asked, seen or joined, by whom, and who was asked."""

    what: str
    by: int | None
    by_name: str
    to_names: tuple[str, ...]
    at: datetime


def tell(conversation: Conversation, *, stood_open: bool, now: datetime, by: User | None = None) -> None:
    """Write down that a card opened and ask whoever leads to join; or tell open pages that it is closed.

    Only ids are written: why it opened stays with the message.
    """
    if conversation.safety_open == stood_open:
        return
    if conversation.safety_open:
        journal.record("safety.opened", by=by, about=conversation, at=now)
        for leader in leaders_of(conversation):
            journal.record("safety.asked", about=conversation, at=now, numbers={"to": leader.pk})
    journal.alarm(conversation)


def log_of(conversation: Conversation) -> tuple[Step, ...]:
    """Return what was done since the present card opened, oldest first: two queries."""
    entries = list(Entry.objects.filter(conversation=conversation.pk, what__startswith="safety.").order_by("pk"))
    opened = max((n for n, entry in enumerate(entries) if entry.what == "safety.opened"), default=0)
    return _named(entries[opened:])


def _named(entries: Sequence[Entry]) -> tuple[Step, ...]:
    wanted = {pk for entry in entries for pk in (entry.by, entry.numbers.get("to")) if pk}
    names = {person.pk: person.shown_name for person in User.objects.filter(pk__in=wanted)} if wanted else {}
    return tuple(Step(e.what.partition(".")[2], e.by, names.get(e.by or 0, ""), _to(e, names), e.at) for e in entries)


def _to(entry: Entry, names: dict[int, str]) -> tuple[str, ...]:
    found = names.get(entry.numbers.get("to") or 0)
    return (found,) if found else ()


def has(conversation: Conversation, what: str, *, by: User) -> bool:
    """Return whether this person did this since the present card opened."""
    return any(step.what == what and step.by == by.pk for step in log_of(conversation))


_FIRST: Final = int(REASONS["safety"][0]) * 10**12
_LAST: Final = _FIRST + 10**12


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands over every page: where somebody may be in danger now, and whether a local card is kept."""

    dangers: tuple[Danger, ...]
    card_kept: bool


def standing_for(user: User) -> Standing:
    """Return it for all that this person leads, or for an agent's own conversations: one query, for every page."""
    card_kept, rows = (
        User.objects.filter(pk=user.pk)
        .values_list(Exists(LocalCard.objects.all()), ArraySubquery(_in_danger(user)))
        .get()
    )
    return Standing(tuple(_danger(row) for row in rows), card_kept)


def _in_danger(user: User) -> QuerySet[Conversation, Any]:
    rows = Conversation.objects.filter(need_rank__gte=_FIRST, need_rank__lt=min(_LAST, CLOSED_FROM))
    if not sees_all(user):
        rows = rows.filter(team__in=visible_team_ids(user))
    if user.role == Role.AGENT:
        rows = rows.filter(assignee=user)
    columns = {"name": "contact__name", "need": "subject", "alias": "assignee__alias", "full": "assignee__name"}
    return rows.order_by("need_rank", "pk").values(row=JSONObject(id="pk", **columns))[:MOST]


def _danger(row: dict[str, Any]) -> Danger:
    return Danger(row["id"], row["name"] or "Somebody", row["need"], row["alias"] or row["full"] or "")
