"""An organisation of one's own begins: on an empty floor, or where the practice floor was."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.apps import apps
from django.db import connection, transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Channel
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.desk.people.models import Invitation, Role
from unruffled.desk.people.queries import organisation

__all__ = ["NoPractice", "begin", "lay_out"]

LEFT_IN_THE_QUEUE: Final = "DELETE FROM procrastinate_jobs WHERE status <> 'doing'"
"""A job that the worker has in hand finishes by itself, and finds nothing left."""

SIGNED_OUT: Final = "DELETE FROM django_session"
"""Row by row, and not emptied at once: with each row end the streams of its open pages, which would hear on."""

JOURNAL: Final = "journal_entry"
NEVER_EMPTIED: Final = "journal_is_never_emptied"
"""The trigger that guards the journal. A made-up afternoon is the one thing whose journal ends with it."""


class NoPractice(Exception):
    """A real organisation lives here: it is never emptied."""


@house.changing()
def begin(*, now: datetime) -> str:
    """Clear the practice floor away, everything that was played and tried on it, and lay out an empty organisation.

    Returns the secret of the link that makes the first manager. Everybody is signed out.

    :raises NoPractice: if this is no practice floor
    """
    _clear_practice()
    return lay_out(now=now)


@transaction.atomic
def lay_out(*, now: datetime) -> str:
    """Make the organisation, one team and one chat inbox, unless they are there, and a link for the first manager.

    Links of earlier starts end, so that only the newest can be used.
    """
    made = people.make_organisation(name="Your organisation", now=now)
    if made.created_at == now:
        people.keep_step(1)
    team = people.add_team("Support")
    conversations.add_inbox(name="Chat", channel=Channel.CHAT, team_id=team.pk, address="chat")
    Invitation.objects.filter(invited_by=None, used_at=None).delete()
    return people.invite(email="", role=Role.MANAGER, team=team, by=None, now=now)


def _clear_practice() -> None:
    """Empty every table of ours, the queue and the sessions, in one step that happens whole or not at all."""
    here = organisation()
    if here is None or not here.practice:
        raise NoPractice("A real organisation lives here. It is never emptied.")
    ours = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    tables = ", ".join(connection.ops.quote_name(name) for name in sorted(ours))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {JOURNAL} DISABLE TRIGGER {NEVER_EMPTIED}")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        cursor.execute(SIGNED_OUT)
        cursor.execute(LEFT_IN_THE_QUEUE)
        cursor.execute(f"ALTER TABLE {JOURNAL} ENABLE TRIGGER {NEVER_EMPTIED}")


def _is_ours(model: type) -> bool:
    return model.__module__.startswith("unruffled.desk.")
