"""Conversations of the practice floor that follow a script: which wait to begin, which follow it, which are over."""

from __future__ import annotations

from collections.abc import Collection

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


def playing(names: Collection[str]) -> list[Conversation]:
    """Return the conversations that play one of these scripts, locked."""
    scripted = Conversation.objects.filter(context__script__in=list(names))
    return list(scripted.select_for_update(of=("self",)).order_by("pk"))


def retire(conversation: Conversation) -> None:
    """Let this conversation follow no script and be played by nobody any more."""
    context = {key: value for key, value in conversation.context.items() if key != "script"}
    Conversation.objects.filter(pk=conversation.pk).update(context=context, persona=None)
