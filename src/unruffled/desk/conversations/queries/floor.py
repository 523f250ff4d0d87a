"""The floor: all that a person may see at once, and what everybody has in hand. The same few questions at any size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from unruffled.desk.conversations import need
from unruffled.desk.conversations.queries.filters import EVERYTHING, Filter, narrowed
from unruffled.desk.conversations.queries.lists import InboxRow, first_rows, visible
from unruffled.desk.people.models import User

SHOWN: Final = 300
"""Conversations on one floor, who needs somebody first; the inbox has the others."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody has in hand: open conversations, and how many of them wait for our answer."""

    open: int
    waiting: int


def floor_for(user: User, *, now: datetime, only: Filter = EVERYTHING) -> tuple[list[InboxRow], bool]:
    """Return everything that may be worked on now, who needs somebody first, and whether there is more: one query."""
    living = narrowed(visible(user), only, user=user).filter(need_rank__lt=need.SNOOZED_FROM)
    found = first_rows(living.order_by("need_rank", "pk"), limit=SHOWN + 1, now=now)
    return found[:SHOWN], len(found) > SHOWN


def in_hand_for(user: User, *, only: Filter = EVERYTHING) -> dict[int, Hand]:
    """Return what each person has in hand, by the person's number: one query. It counts work, it compares nobody."""
    held = narrowed(visible(user), only, user=user).filter(need_rank__lt=need.SNOOZED_FROM, assignee__isnull=False)
    counted = held.values_list("assignee").annotate(
        all=Count("pk"), waiting=Count("pk", filter=Q(need_rank__lt=need.THEIRS_FROM))
    )
    return {pk: Hand(open=everything, waiting=waiting) for pk, everything, waiting in counted}
