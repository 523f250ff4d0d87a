"""How far a long job has come: counted in the same transaction as the work, so that it goes on where it stopped."""

from __future__ import annotations

from datetime import datetime

from unruffled.desk.journal.models import Progress


def begin(name: str, *, total: int, now: datetime) -> Progress:
    """Begin a long job, or find it begun, and hold its row until the transaction ends."""
    Progress.objects.get_or_create(name=name, defaults={"total": total, "started_at": now})
    return Progress.objects.select_for_update().get(name=name)


def count(progress: Progress, done: int, *, now: datetime) -> bool:
    """Count what was done and return whether there is more to do."""
    progress.done = min(progress.total, progress.done + done)
    more = progress.done < progress.total
    progress.finished_at = None if more else now
    progress.save(update_fields=["done", "finished_at"])
    return more
