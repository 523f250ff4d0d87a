"""Questions to the journal: what happened in a conversation."""

from __future__ import annotations

from unruffled.desk.journal.models import Entry


def history_of(conversation_id: int, *, after: int = 0, limit: int = 500) -> list[Entry]:
    """Return what happened in a conversation, oldest first; `after` is the id of the last entry already known."""
    return list(Entry.objects.filter(conversation=conversation_id, pk__gt=after).order_by("pk")[:limit])
