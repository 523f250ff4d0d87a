"""A safety card opens and closes with what shows in a conversation: who is asked to join, and the log of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.need import CLOSED_FROM, REASONS
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.models import Entry
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import Role, User
from unruffled.desk.people.queries import leaders_of

MOST: Final = 5
"""Conversations in danger that every page names, the newest first: a card left open hides none that opened now; the
inbox has all of them."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A conversation whose safety card is open: what it is about, and the contact's words that show it."""

    conversation_id: int
    name: str
    need: str
    assignee: str
    kind: str = ""
    words: str = ""


Stood = tuple[bool, str, str]
"""How a safety card stands: whether it is open, about which danger, shown by which words."""


def stands(conversation: Conversation) -> Stood:
    """Return how the card of this conversation stands now, to be held against how it stands later."""
    return conversation.safety_open, conversation.danger, conversation.danger_words


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a card's log: opened, asked, seen or joined, by whom, and who was asked."""

    what: str
    by: int | None
    by_name: str
    to_names: tuple[str, ...]
    at: datetime


def tell(conversation: Conversation, *, stood: Stood, now: datetime, by: User | None = None) -> None:
    """Write down that a card opened and ask whoever leads to join; or tell open pages that it is about another danger
    now, or closed.

    Only ids are written: why it opened stays with the message.
    """
    if stands(conversation) == stood:
        return
    if conversation.safety_open and not stood[0]:
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


_STANDING: Final = f"""
    SELECT card.kept, one.id, contact.name, one.subject, assignee.alias, assignee.name, one.danger, one.danger_words
    FROM (SELECT EXISTS (SELECT FROM cases_localcard) AS kept) AS card LEFT JOIN (
            SELECT * FROM conversations_conversation
            WHERE need_rank >= {_FIRST} AND need_rank < {min(_LAST, CLOSED_FROM)}
                AND (%(everywhere)s OR team_id = ANY(%(teams)s)) AND (%(leads)s OR assignee_id = %(you)s)
            ORDER BY need_rank DESC, id DESC LIMIT {MOST}
        ) AS one ON true
        LEFT JOIN conversations_contact AS contact ON contact.id = one.contact_id
        LEFT JOIN people_user AS assignee ON assignee.id = one.assignee_id
    ORDER BY one.need_rank DESC, one.id DESC
"""  # noqa: S608 - numbers of ours
"""By hand and at once: every page asks this."""


def standing_for(user: User) -> Standing:
    """Return it for all that this person leads, or for an agent's own conversations: one query, for every page."""
    asked: dict[str, Any] = {"everywhere": sees_all(user), "teams": list(visible_team_ids(user)), "you": user.pk}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {**asked, "leads": user.role != Role.AGENT})
        rows = list(cursor)
    dangers = (_danger(*row) for _, *row in rows if row[0])
    return Standing(tuple(dangers), card_kept=rows[0][0])


def _danger(pk: int, name: str, need: str, alias: str | None, full: str | None, kind: str, words: str) -> Danger:
    return Danger(pk, name or "Somebody", need, alias or full or "", kind, words)
