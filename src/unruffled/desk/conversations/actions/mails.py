"""What mail adds to messages: raw bytes kept before they are understood; replies that leave late, or come back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from unruffled.desk.conversations.actions import rows
from unruffled.desk.conversations.models import Conversation, Delivery, Inbox, Outbox, RawInbound, Status


def keep_raw(inbox: Inbox, *, external_id: str, body: bytes, now: datetime) -> tuple[RawInbound, bool]:
    """Keep what came in, byte for byte; a copy returns what is there, and False."""
    sha256 = hashlib.sha256(body).hexdigest()
    return RawInbound.objects.get_or_create(
        inbox=inbox, external_id=external_id, defaults={"sha256": sha256, "body": body, "received_at": now}
    )


def still_sending(message_id: int, *, now: datetime) -> bool:
    """Return whether a reply is on its way and due: nobody else has sent it or put it off meanwhile."""
    return Outbox.objects.filter(message_id=message_id, state=Delivery.SENDING, due_at__lte=now).exists()


def is_uncertain(message_id: int) -> Outbox | None:
    """Return the reply, locked, if nobody can know whether it left."""
    found = Outbox.objects.select_for_update(of=("self",)).filter(message_id=message_id, state=Delivery.UNCERTAIN)
    return found.select_related("message__conversation").first()


class Leaving(Protocol):
    """A mail on its way out: a reply, or a mail to a colleague (desk.mail.models.StaffMail)."""

    state: str
    due_at: datetime
    last_error: str

    def save(self, *, update_fields: Iterable[str]) -> None:
        """Write down these fields."""


def mark_uncertain(leaving: Leaving, *, reason: str) -> None:
    """Say that from now on it may have left, and that nobody can know until the mail server has spoken."""
    leaving.state, leaving.last_error = Delivery.UNCERTAIN, reason[:300]
    leaving.save(update_fields=["state", "last_error"])


def put_off(leaving: Leaving, *, until: datetime, reason: str) -> None:
    """Say that it did not leave this time, why, and when it is tried again; a reply cannot be taken back any more."""
    leaving.state, leaving.due_at, leaving.last_error = Delivery.SENDING, until, reason[:300]
    leaving.save(update_fields=["state", "due_at", "last_error"])


def mark_returned(outbox: Outbox, *, reason: str) -> None:
    """Say that a reply that had left was not delivered, and why."""
    outbox.state, outbox.sent_at, outbox.last_error = Delivery.FAILED, None, reason[:300]
    outbox.save(update_fields=["state", "sent_at", "last_error"])


def one_of_ours(header_ids: Sequence[str]) -> Outbox | None:
    """Return the reply of ours that has one of these Message-IDs, locked; the first id counts most."""
    found = Outbox.objects.select_for_update(of=("self",)).filter(header_id__in=list(header_ids))
    by_id = {outbox.header_id: outbox for outbox in found.select_related("message__conversation__contact")}
    return next((by_id[one] for one in header_ids if one in by_id), None)


def sent_before(conversation: Conversation, message_id: int) -> list[str]:
    """Return the Message-IDs of what we sent in this conversation before this message, oldest first."""
    left = Outbox.objects.filter(message__conversation=conversation, message_id__lt=message_id)
    left = left.filter(state__in=[Delivery.SENT, Delivery.UNCERTAIN])
    return list(left.order_by("-message_id").values_list("header_id", flat=True)[:10])[::-1]


def hurry(inbox: Inbox, *, now: datetime) -> list[Outbox]:
    """Make the replies of this inbox that were put off due at once, and return them."""
    waiting = Outbox.objects.select_for_update(of=("self",)).filter(
        message__conversation__inbox=inbox, state=Delivery.SENDING, due_at__gt=now
    )
    late = list(waiting.select_related("message").order_by("due_at")[:500])
    for outbox in late:
        outbox.due_at = now
        outbox.save(update_fields=["due_at"])
    return late


def waits_again(conversation: Conversation, *, now: datetime) -> None:
    """Bring a conversation back to the team because a reply of ours did not arrive; its row is written."""
    if conversation.status == Status.CLOSED:
        rows.unsettle(conversation)
    elif conversation.status == Status.SNOOZED:
        rows.wake(conversation)
    rows.count_waiting(conversation)
    rows.keep(conversation, now=now)
