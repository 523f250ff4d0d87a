"""Saved views: kept, and room for more of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from unruffled.desk.conversations.models import SavedView
from unruffled.desk.people.models import User


def has_room_for_view(owner: User, name: str, *, at_most: int) -> bool:
    """Return whether this person may keep one more view, or keeps one of this name already."""
    names = list(SavedView.objects.filter(owner=owner).values_list("name", flat=True)[:at_most])
    return name in names or len(names) < at_most


def save_view(*, owner: User, name: str, said: Mapping[str, str], team: int | None, now: datetime) -> SavedView:
    """Keep a view under its name; the same name again replaces it."""
    kept, _ = SavedView.objects.update_or_create(
        owner=owner, name=name, defaults={"filter": dict(said), "team_id": team, "saved_at": now}
    )
    return kept
