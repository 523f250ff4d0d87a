"""Conversations of the practice floor that follow a script: which are waiting to begin, and which still follow it."""

from __future__ import annotations

from unruffled.desk.conversations.actions import NoInbox, said_in
from unruffled.desk.conversations.models import By, Conversation, Inbox


def inbox_of(channel: str) -> Inbox:
    """Return the inbox that the scripts of this channel come in by.

    :raises NoInbox: if there is none
    """
    inbox = Inbox.objects.filter(channel=channel).order_by("pk").first()
    if inbox is None:
        raise NoInbox(f"No inbox takes {channel}.")
    return inbox


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
