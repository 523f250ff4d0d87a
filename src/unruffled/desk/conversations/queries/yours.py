"""What a person has in hand at this moment, for the rail that stands beside every conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from unruffled.desk.conversations import need
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Yours:
    """One of the person's own open conversations."""

    id: int
    contact_name: str
    heat: int | None


_YOURS: Final = f"""
    SELECT one.id, contact.name, one.heat
    FROM conversations_conversation AS one JOIN conversations_contact AS contact ON contact.id = one.contact_id
    WHERE one.assignee_id = %(you)s AND one.need_rank < {need.SNOOZED_FROM}
        AND (%(everywhere)s OR one.team_id = ANY(%(teams)s))
    ORDER BY one.need_rank, one.id LIMIT %(most)s
"""  # noqa: S608 - a number of ours: the index holds living conversations only, and must be seen to do


def yours_for(user: User, *, limit: int) -> list[Yours]:
    """Return the person's own conversations, who needs somebody first: the inbox's view "yours", by hand and short."""
    asked: dict[str, Any] = {"you": user.pk, "everywhere": sees_all(user), "teams": list(visible_team_ids(user))}
    with connection.cursor() as cursor:
        cursor.execute(_YOURS, {**asked, "most": limit})
        return [Yours(*row) for row in cursor]
