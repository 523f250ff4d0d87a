"""What happens in a conversation at this moment: the contact is writing, and who of us is here. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from unruffled.desk.conversations.models import Conversation, Presence
from unruffled.desk.people.models import User

PAUSE: Final = timedelta(seconds=30)
"""Without a sign for so long, the contact has stopped writing."""

HERE: Final = timedelta(seconds=60)
"""Without a sign for so long, somebody of us has gone."""

WRITING: Final = timedelta(seconds=20)
"""How long after the last kept draft somebody of us counts as writing."""

FORGOTTEN: Final = timedelta(hours=1)
"""After so long even the row is gone."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of us who has the conversation open."""

    id: int
    name: str


def until(conversation: Conversation, *, now: datetime) -> datetime | None:
    """Return when a contact who writes at this moment will have paused, if no further sign comes; else None."""
    seen = conversation.typing_at
    return seen + PAUSE if seen is not None and now < seen + PAUSE else None


def come(conversation: Conversation, user: User, *, now: datetime) -> bool:
    """Note that somebody is here; return whether nobody knew it."""
    here = Presence.objects.filter(conversation=conversation, user=user)
    if here.filter(seen_at__gt=now - HERE).update(seen_at=now):
        return False
    Presence.objects.filter(seen_at__lte=now - FORGOTTEN).delete()
    Presence.objects.bulk_create(
        [Presence(conversation=conversation, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["conversation", "user"],
        update_fields=["seen_at"],
    )
    return True


def go(conversation: Conversation, user: User) -> bool:
    """Forget that somebody is here; return whether anybody knew it."""
    gone, _ = Presence.objects.filter(conversation=conversation, user=user).delete()
    return gone > 0


def others_here(conversation: Conversation, *, but: User, now: datetime) -> list[Reader]:
    """Return who else of us has the conversation open, A to Z."""
    rows = Presence.objects.filter(conversation=conversation, seen_at__gt=now - HERE).exclude(user=but)
    people = (row.user for row in rows.select_related("user"))
    return sorted((Reader(one.pk, one.shown_name) for one in people), key=lambda reader: reader.name)
