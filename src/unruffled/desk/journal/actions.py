"""Writing the journal, leaving jobs for later, telling open pages what changed: all in the flow's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued as AlreadyWaits
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from unruffled.desk.journal.models import Entry

__all__ = ["CHANNEL", "AlreadyWaits", "alarm", "later", "pulse", "record", "whisper"]

CHANNEL = "unruffled"
"""The name that live pages LISTEN to; triggers of the people room write it too."""

Number = int | float | bool | str | None | list[Any] | dict[str, Any]


def record(
    what: str,
    *,
    about: models.Model,
    at: datetime,
    by: models.Model | None = None,
    numbers: Mapping[str, Number] | None = None,
) -> None:
    """Write down that something happened, say "reply.sent": ids and numbers only, never text or names.

    The conversation is known from what it is about. Strings in `numbers` are ids of the vocabulary; the database
    refuses anything that could be a sentence.
    """
    entry(what, about=about, at=at, by=by, numbers=numbers).save(force_insert=True)


def record_all(entries: Iterable[Entry]) -> None:
    """Write down at once what happened at once, in this order."""
    Entry.objects.bulk_create(entries)


def entry(
    what: str,
    *,
    about: models.Model,
    at: datetime,
    by: models.Model | None = None,
    numbers: Mapping[str, Number] | None = None,
) -> Entry:
    """Return what `record` writes down, not yet written."""
    return Entry(
        at=at,
        what=what,
        by=by.pk if by else None,
        about_kind=about._meta.model_name or "",
        about_id=about.pk,
        conversation=_conversation_of(about),
        numbers=dict(numbers or {}),
    )


def later(
    job: str, *, at: datetime | None = None, lock: str | None = None, once: str | None = None, **ids: int
) -> None:
    """Leave a job for the worker, by name and with ids only; it exists if and when this transaction commits.

    `at` is the earliest time. Jobs under one `lock` are done one after another, in this order. Under one `once` a
    single job waits.

    :raises AlreadyWaits: if a job waits under `once`; the transaction, or the savepoint around this, has then failed
    """
    waiting = configure_task(
        name=job, job_manager=_in_this_transaction(), schedule_at=at, lock=lock, queueing_lock=once
    )
    waiting.defer(**ids)


@cache
def _in_this_transaction() -> JobManager:
    """Return what writes jobs on Django's own connection, also inside a worker, whose app has another one."""
    return JobManager(DjangoConnector())


def pulse(conversation: Any) -> None:
    """Tell open pages that this conversation changed, by its name and its team's, when this transaction commits."""
    with connection.cursor() as cursor:
        name = f"conversation/{conversation.pk} team/{conversation.team_id}"
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, name])


def whisper(conversation: Any) -> None:
    """Tell those who have this very conversation open that somebody came, went or is writing; lists hear nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"here/{conversation.pk} team/{conversation.team_id}"])


def alarm(conversation: Any) -> None:
    """Tell every open page of the team, whatever it shows, that a safety card was opened, joined or closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"danger/{conversation.pk} team/{conversation.team_id}"])


def _conversation_of(about: models.Model) -> int | None:
    if about._meta.model_name == "conversation":
        return int(about.pk)
    found: int | None = getattr(about, "conversation_id", None)
    return found
