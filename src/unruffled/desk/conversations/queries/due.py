"""What time alone has changed, for the sweep: reasons that are no longer true, replies that were left behind."""

from __future__ import annotations

from datetime import datetime

from unruffled.desk.conversations import need
from unruffled.desk.conversations.models import Conversation, Outbox


def changed_by_time(now: datetime, *, limit: int) -> list[int]:
    """Return the conversations whose reason has changed because time passed: promises near, times of return reached."""
    near = Conversation.objects.filter(promise_due_at__lte=need.changes_by_itself_before(now))
    soon = near.exclude(need__in=["promise_soon", "promise_late", "safety"])
    late = near.filter(promise_due_at__lte=now, need="promise_soon")
    back = Conversation.objects.filter(status="snoozed", snoozed_until__lte=now)
    return [pk for rows in (soon, late, back) for pk in rows.values_list("pk", flat=True)[:limit]]


def waiting_after(after: int, *, limit: int) -> list[int]:
    """Return the conversations in which somebody waits for us, in the order of their ids, from after this one on."""
    waiting = Conversation.objects.filter(pk__gt=after, waiting_since__isnull=False).exclude(status="closed")
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def left_behind(before: datetime, *, limit: int) -> list[Outbox]:
    """Return the replies that should have left before this time, the oldest first."""
    waiting = Outbox.objects.filter(state__in=["held", "sending"], due_at__lte=before)
    return list(waiting.select_related("message").order_by("due_at")[:limit])
