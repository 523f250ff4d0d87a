"""How far a long job has come: counted in the same transaction as the work, so that it goes on where it stopped."""

from __future__ import annotations

from datetime import datetime

from unruffled.desk.journal.models import Progress


def begin(name: str, *, total: int, now: datetime) -> Progress:
    """Begin a long job, or find it begun, and hold its row until the transaction ends."""
    Progress.objects.get_or_create(name=name, defaults={"total": total, "started_at": now})
    return Progress.objects.select_for_update().get(name=name)


def begin_over(name: str, *, total: int, now: datetime) -> Progress:
    """Like `begin`, and where the job came to its end before and has more to do today, it starts from nothing."""
    progress = begin(name, total=total, now=now)
    if total and progress.finished_at:
        progress.done, progress.total, progress.started_at, progress.finished_at = 0, total, now, None
        progress.save(update_fields=["done", "total", "started_at", "finished_at"])
    return progress


def count(progress: Progress, done: int, *, now: datetime) -> bool:
    """Count what was done and return whether there is more to do."""
    progress.done = min(progress.total, progress.done + done)
    more = progress.done < progress.total
    progress.finished_at = None if more else now
    progress.save(update_fields=["done", "finished_at"])
    return more
