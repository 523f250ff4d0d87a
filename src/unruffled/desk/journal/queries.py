"""Questions to the journal: what happened in a conversation, what somebody was shown, whether a job waits."""

from __future__ import annotations

from django.db import models
from procrastinate.contrib.django.models import ProcrastinateJob

from unruffled.desk.journal.models import Entry


def was_told(what: str, about: models.Model) -> bool:
    """Return whether the journal says that this happened to this."""
    told = Entry.objects.filter(conversation=getattr(about, "conversation_id", None), about_id=about.pk, what=what)
    return told.filter(about_kind=about._meta.model_name or "").exists()


def has_seen(person: models.Model, reader: str) -> bool:
    """Return whether this person was shown that this reader reads now."""
    return Entry.objects.filter(what="reader.seen", by=person.pk, numbers__reader=reader).exists()


def waits(job: str) -> bool:
    """Return whether a job of this name waits for the worker; one that it has in hand does not."""
    return ProcrastinateJob.objects.filter(task_name=job, status="todo").exists()


def history_of(conversation_id: int, *, after: int = 0, limit: int = 500) -> list[Entry]:
    """Return what happened in a conversation, oldest first; `after` is the id of the last entry already known."""
    return list(Entry.objects.filter(conversation=conversation_id, pk__gt=after).order_by("pk")[:limit])
