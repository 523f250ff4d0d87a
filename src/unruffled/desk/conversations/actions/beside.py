"""What lies beside the words that were said: drafts, notes, events, corrections, and the inboxes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from unruffled.desk.conversations.actions.texts import LONGEST_TEXT, clean
from unruffled.desk.conversations.models import By, Conversation, Correction, Draft, Inbox, Message, Note
from unruffled.desk.conversations.writing import WRITING
from unruffled.desk.people.models import User


def save_draft(conversation: Conversation, *, user: User, text: str, now: datetime) -> bool:
    """Keep what somebody is writing; an empty draft is none. Return whether this changes who is writing."""
    drafts = Draft.objects.filter(conversation=conversation, user=user)
    if not text.strip():
        return drafts.delete()[0] > 0
    begins = not drafts.filter(saved_at__gt=now - WRITING).exists()
    Draft.objects.update_or_create(
        conversation=conversation, user=user, defaults={"text": clean(text)[:LONGEST_TEXT], "saved_at": now}
    )
    return begins


def join_draft(conversation: Conversation, *, user: User, text: str, now: datetime) -> None:
    """Put words that came back before what somebody is writing: nothing that was written is lost."""
    kept = Draft.objects.filter(conversation=conversation, user=user).values_list("text", flat=True).first() or ""
    words = text if kept.strip() in text else f"{text}\n\n{kept.strip()}"
    save_draft(conversation, user=user, text=words, now=now)


def add_note(conversation: Conversation, *, author: User | None, text: str, now: datetime) -> Note:
    """Write what only the team sees; without an author it is the house that tells something."""
    return Note.objects.create(
        conversation=conversation, author=author, text=clean(text).strip()[:LONGEST_TEXT], written_at=now
    )


def add_event(conversation: Conversation, *, event: str, now: datetime) -> Message:
    """Add what a person decided as a turn of the system, say "safety_closed"; nobody outside sees it."""
    return Message.objects.create(
        conversation=conversation, by=By.SYSTEM, channel=conversation.channel, event=event, sent_at=now
    )


def add_correction(message: Message, *, field: str, before: Any, after: Any, by: User, now: datetime) -> Correction:
    """Keep a human's reading beside the engine's."""
    return Correction.objects.create(message=message, field=field, before=before, after=after, by=by, at=now)


def add_inbox(*, name: str, channel: str, team_id: int, address: str = "") -> Inbox:
    """Add an inbox, or return the one of this name."""
    found, _ = Inbox.objects.get_or_create(
        name=name, defaults={"channel": channel, "team_id": team_id, "address": address.strip().lower()}
    )
    return found


def keep_inbox(inbox: Inbox) -> None:
    """Write an inbox, a new one or a changed one; the database refuses a name or address that another one has."""
    inbox.save()
