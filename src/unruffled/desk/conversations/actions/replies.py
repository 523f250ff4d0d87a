"""Our replies on their way out: held, taken back, sent, or not delivered."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from unruffled.desk.conversations.actions.rows import wake
from unruffled.desk.conversations.actions.texts import LONGEST_TEXT, clean
from unruffled.desk.conversations.models import By, Channel, Conversation, Delivery, Draft, Message, Outbox
from unruffled.desk.people.models import Role, User

HELD_SECONDS: Final = 10
"""How long a reply can be taken back."""


class TooLate(Exception):
    """The reply has left and cannot be taken back."""


def add_reply(
    conversation: Conversation, *, author: User, text: str, now: datetime, role: str | None = None
) -> Message:
    """Add our reply and put it into the outbox, held for ten seconds; nobody waits for us any more.

    `role` is what the author spoke as, where it was not the one they have.
    """
    message = Message.objects.create(
        conversation=conversation,
        by=By.AGENT if (role or author.role) == Role.AGENT else By.SUPERVISOR,
        author=author,
        channel=conversation.channel,
        text=clean(text)[:LONGEST_TEXT],
        sent_at=now,
    )
    due_at = now + timedelta(seconds=HELD_SECONDS)
    Outbox.objects.create(message=message, due_at=due_at, header_id=_header_id(message))
    Draft.objects.filter(conversation=conversation, user=author).delete()
    wake(conversation)
    conversation.waiting_since = None
    conversation.asks = ""
    conversation.answered_at = now
    conversation.last_at = max(now, conversation.last_at)
    return message


def _header_id(message: Message) -> str:
    """Return a reply's Message-ID, for ever the same: nobody can guess it, so what answers it answers us."""
    mail = message.channel == Channel.EMAIL
    domain = message.conversation.inbox.address.rpartition("@")[2] if mail else ""
    return f"<{message.conversation_id}.{message.pk}.{secrets.token_hex(12)}@{domain or 'unruffled.invalid'}>"


def take_back(message: Message, *, only: str = Delivery.HELD) -> Outbox:
    """Take a held reply back; since when the contact waits is for `count_waiting` to find.

    `only` is where the reply must be: one that was not delivered can be taken back too, one that perhaps was cannot.

    :raises TooLate: if it is on its way, or was never ours to send
    """
    outbox = Outbox.objects.select_for_update().filter(message=message).first()
    if outbox is None or outbox.state != only:
        raise TooLate("This reply has left already.")
    outbox.state = Delivery.UNDONE
    outbox.save(update_fields=["state"])
    return outbox


def begin_sending(message_id: int, *, now: datetime) -> Outbox | None:
    """Lock a reply that is due and count the try; None if there is nothing to send (any more, or yet)."""
    due = Outbox.objects.select_for_update(of=("self",)).filter(
        message_id=message_id, state__in=[Delivery.HELD, Delivery.SENDING], due_at__lte=now
    )
    outbox = due.select_related("message__conversation__inbox", "message__author").first()
    if outbox is None:
        return None
    outbox.state = Delivery.SENDING
    outbox.attempts += 1
    outbox.save(update_fields=["state", "attempts"])
    return outbox


def mark_sent(outbox: Outbox, *, now: datetime) -> None:
    """Say that the reply has left."""
    outbox.state, outbox.sent_at, outbox.last_error = Delivery.SENT, now, ""
    outbox.save(update_fields=["state", "sent_at", "last_error"])


def mark_failed(outbox: Outbox, *, reason: str) -> None:
    """Say that the reply did not leave and will not by itself, and why, in plain words."""
    outbox.state, outbox.last_error = Delivery.FAILED, reason[:300]
    outbox.save(update_fields=["state", "last_error"])


def hold_again(message: Message, *, now: datetime) -> Outbox:
    """Put a reply that was not delivered back into the outbox, under its same Message-ID; any other stays as it is.

    :raises TooLate: if this was never ours to send
    """
    outbox = Outbox.objects.select_for_update().filter(message=message).first()
    if outbox is None:
        raise TooLate("This was not sent from here.")
    if outbox.state in (Delivery.FAILED, Delivery.UNCERTAIN):
        outbox.state, outbox.due_at = Delivery.HELD, now
        outbox.save(update_fields=["state", "due_at"])
    return outbox
