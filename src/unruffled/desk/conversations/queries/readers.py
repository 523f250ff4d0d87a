"""Which conversations hold readings of another reader than today's, for reading them anew."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from unruffled.desk.conversations.models import READ_ALONE, Conversation, Message


def read_by_others(reader: str, *, after: int, limit: int) -> list[int]:
    """Return conversations with a reading that another reader made, in the order of their ids, from after this one on.

    A message that a human has corrected is no such: it stays as the human set it.
    """
    stale = _stale(reader).filter(conversation_id__gt=after)
    return list(stale.order_by("conversation_id").values_list("conversation_id", flat=True).distinct()[:limit])


def count_read_by_others(reader: str) -> int:
    """Return how many conversations are to be read anew; looks only at what another reader has read."""
    return _stale(reader).values("conversation_id").distinct().count()


def count_all() -> int:
    """Return how many conversations there are."""
    return Conversation.objects.count()


def _stale(reader: str) -> QuerySet[Message]:
    """Return what others have read: before or behind this reader in the index, where mostly nothing stands."""
    return Message.objects.filter(Q(reader__lt=reader) | Q(reader__gt=reader), READ_ALONE)
