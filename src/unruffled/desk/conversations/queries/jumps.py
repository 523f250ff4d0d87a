"""Jumping to a conversation by its number, or by words of its name, its subject, or what was said. One query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries.records import number_of
from unruffled.desk.conversations.queries.search import holding
from unruffled.desk.people.access import sees_all
from unruffled.desk.people.models import User

SHORTEST: Final = 2
"""Letters from which words are looked for; a single one would find nearly everything."""

_COLUMNS: Final = ("pk", "contact__name", "subject", "opening", "asks", "channel", "status", "last_at")


@dataclass(frozen=True, slots=True)
class Jump:
    """A conversation to jump to."""

    id: int
    contact_name: str
    subject: str
    channel: str
    status: str


def jumps_for(user: User, text: str, *, limit: int = 8) -> list[Jump]:
    """Return the conversation of this number, then those with these words: names and subjects first, then the newest.

    Teams are asked for inside the same query, so that a key press costs one.
    """
    text = text.strip()
    number = number_of(text.removeprefix("#"))
    rows = (
        Conversation.objects.all() if sees_all(user) else Conversation.objects.filter(team__in=user.teams.values("pk"))
    )
    numbered = rows.filter(pk=number).order_by("-pk").values_list(*_COLUMNS)[:1]
    if len(text) < SHORTEST:
        found = list(numbered)
    else:
        worded = holding(rows, text).order_by("-last_at", "-pk").values_list(*_COLUMNS)[: 5 * limit]
        found = list(numbered.union(worded, all=True))
    ordered = sorted(dict.fromkeys(found), key=lambda row: _place(row[0], row[1], row[2], number, text.casefold()))
    return [
        Jump(pk, name, subject or opening or asks, channel, status)
        for pk, name, subject, opening, asks, channel, status, _ in ordered[:limit]
    ]


def _place(pk: int, name: str, subject: str, number: int, text: str) -> int:
    if pk == number:
        return 0
    if name.casefold().startswith(text):
        return 1
    return 2 if text in subject.casefold() else 3
