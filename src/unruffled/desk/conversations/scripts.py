"""Conversations of the practice floor that follow a script: which are waiting to begin, and which still follow it."""

from __future__ import annotations

from unruffled.desk.conversations.actions import said_in
from unruffled.desk.conversations.models import By, Conversation


def waiting_to_begin() -> list[Conversation]:
    """Return the conversations whose script has not begun, locked, so that two who sign in at once begin it once."""
    scripted = Conversation.objects.filter(context__has_key="script", context__begun=False)
    return list(scripted.select_for_update(of=("self",)).order_by("pk"))


def mark_begun(conversation: Conversation) -> None:
    """Note that the script of this conversation has begun."""
    conversation.context = {**conversation.context, "begun": True}
    conversation.save(update_fields=["context"])


def follows_script(conversation: Conversation, *, n: int) -> bool:
    """Return whether turn n of the script comes next: nobody has said anything else meanwhile."""
    return said_in(conversation).exclude(by=By.SYSTEM).count() == n - 1
