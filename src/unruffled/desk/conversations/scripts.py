"""Conversations of the practice floor that follow a script: which wait to begin, which follow it, which are over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from unruffled.desk.conversations.actions import said_in
from unruffled.desk.conversations.models import By, Conversation
from unruffled.desk.people.access import visible_team_ids
from unruffled.desk.people.models import User


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


@dataclass(frozen=True, slots=True)
class Played:
    """The contact whom one can answer in practice, and what this person's answer did.

    `before` and `after` are the heat (0-4) before this person's first answer and after the last one; None: not yet.
    """

    id: int
    name: str
    answered: bool = False
    before: float | None = None
    after: float | None = None


def played_for(user: User) -> Played | None:
    """Return the contact that is played at this time, and how far this person has come with them: two queries."""
    conversation = Conversation.objects.filter(persona__isnull=False, team__in=visible_team_ids(user))
    found = conversation.exclude(status="closed").select_related("contact").order_by("pk").first()
    if found is None:
        return None
    said = list(said_in(found).values_list("by", "author_id", "reading__heat_score"))
    mine = [place for place, (_, author, _) in enumerate(said) if author == user.pk]
    if not mine:
        return Played(found.pk, found.contact.name)
    before = [heat for by, _, heat in said[: mine[0]] if by == By.CUSTOMER and heat is not None]
    after = [heat for by, _, heat in said[mine[-1] :] if by == By.CUSTOMER and heat is not None]
    return Played(
        found.pk,
        found.contact.name,
        answered=True,
        before=before[-1] if before else None,
        after=after[-1] if after else None,
    )
