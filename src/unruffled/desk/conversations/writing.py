"""What happens in a conversation at this moment: the contact is writing, and who of us is here. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

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
class Company:
    """`mine` is what this person was writing here, `writers` who else writes an answer at this moment, `readers` who
    else has the conversation open; both A to Z."""

    mine: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]


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


_COMPANY: Final = """
    SELECT draft.user_id, person.alias, person.name, draft.text
    FROM conversations_draft AS draft JOIN people_user AS person ON person.id = draft.user_id
    WHERE draft.conversation_id = %(conversation)s AND (draft.user_id = %(you)s OR draft.saved_at >= %(writing)s)
    UNION ALL
    SELECT here.user_id, person.alias, person.name, NULL
    FROM conversations_presence AS here JOIN people_user AS person ON person.id = here.user_id
    WHERE here.conversation_id = %(conversation)s AND here.user_id <> %(you)s AND here.seen_at > %(here)s
"""


def company_of(user: User, conversation: Conversation, *, now: datetime) -> Company:
    """Return what this person was writing here, and who else is here: one query."""
    asked: dict[str, Any] = {
        "conversation": conversation.pk,
        "you": user.pk,
        "writing": now - WRITING,
        "here": now - HERE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMPANY, asked)
        found = [(pk, alias or name, text) for pk, alias, name, text in cursor]
    return Company(
        mine=next((text for pk, _, text in found if pk == user.pk), ""),
        writers=tuple(sorted(name for pk, name, text in found if text is not None and pk != user.pk)),
        readers=tuple(sorted(name for _, name, text in found if text is None)),
    )
