"""Questions to the journal: what happened in a conversation, and how far a long job has come."""

from __future__ import annotations

from unruffled.desk.journal.models import Entry, Progress


def history_of(conversation_id: int, *, after: int = 0, limit: int = 500) -> list[Entry]:
    """Return what happened in a conversation, oldest first; `after` is the id of the last entry already known."""
    return list(Entry.objects.filter(conversation=conversation_id, pk__gt=after).order_by("pk")[:limit])


def progress_of(name: str) -> Progress | None:
    """Return how far the long job of this name has come; None if it was never begun."""
    return Progress.objects.filter(name=name).first()
