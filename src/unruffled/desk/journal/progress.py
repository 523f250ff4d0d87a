"""How far a long job has come: counted in the same transaction as the work, so that it goes on where it stopped."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from unruffled.desk.journal.models import Progress


def begin(name: str, *, total: int, now: datetime) -> Progress:
    """Begin a long job, or find it begun, and hold its row until the transaction ends."""
    Progress.objects.get_or_create(name=name, defaults={"total": total, "started_at": now})
    return Progress.objects.select_for_update().get(name=name)


def begin_over(name: str, *, total: int, now: datetime) -> Progress:
    """Like `begin`, and where the job was stopped or came to its end before, it starts from nothing."""
    progress = begin(name, total=total, now=now)
    if progress.stopped_at or progress.finished_at:
        progress.done, progress.failed, progress.total, progress.place = 0, 0, total, 0
        progress.started_at, progress.finished_at, progress.stopped_at = now, None, None
        progress.save()
    return progress


def going_on(beginning: str) -> Progress | None:
    """Return the job of such a name that goes on now and hold its row until the transaction ends; None for none."""
    return _unended(beginning).select_for_update().first()


def goes_on(beginning: str) -> bool:
    """Return whether a job of such a name goes on now."""
    return _unended(beginning).exists()


def newest(beginning: str) -> Progress | None:
    """Return the job of such a name that was begun last."""
    return Progress.objects.filter(name__startswith=beginning).order_by("started_at", "pk").last()


def forget_others(beginning: str, *, but: str) -> None:
    """Forget the jobs of such a name, all but this one."""
    Progress.objects.filter(name__startswith=beginning).exclude(name=but).delete()


def count(progress: Progress, done: int, *, now: datetime) -> bool:
    """Count what was done and return whether there is more to do."""
    progress.done = min(progress.total, progress.done + done)
    more = progress.done < progress.total
    progress.finished_at = None if more else now
    progress.save(update_fields=["done", "finished_at"])
    return more


def move(progress: Progress, done: int, *, failed: int, place: int) -> None:
    """Count what was done, and what could not be, up to this place; it may be more or less than was counted before."""
    progress.done, progress.failed = progress.done + done, progress.failed + failed
    progress.total, progress.place = max(progress.total, progress.done + progress.failed), place
    progress.save(update_fields=["done", "failed", "total", "place"])


def finish(progress: Progress, *, now: datetime) -> None:
    """Say that nothing is left to do."""
    progress.total, progress.finished_at = progress.done + progress.failed, now
    progress.save(update_fields=["total", "finished_at"])


def stop(progress: Progress, *, now: datetime) -> None:
    """Let it rest where it is."""
    progress.stopped_at = now
    progress.save(update_fields=["stopped_at"])


def _unended(beginning: str) -> QuerySet[Progress]:
    return Progress.objects.filter(name__startswith=beginning, finished_at=None, stopped_at=None).order_by("pk")
