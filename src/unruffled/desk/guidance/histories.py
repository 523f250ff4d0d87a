"""What earlier conversations tell about a new one: how often, what we broke, which notices are in force."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from unruffled.desk.cases.models import Case, Promise, PromiseState
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.guidance.models import Guidance

LATELY_DAYS: Final = 30
"""How far back an earlier conversation counts as being in touch again (DOMAIN 3.1, contacts_30d)."""

NOTICE_DAYS: Final = 91
"""How far back notices are looked for; the house's ladder says which of them are still in force (DOMAIN 3.3 rule 5)."""


def remember(conversation: Conversation, *, now: datetime) -> None:
    """Put what earlier conversations tell into the context of one that has just been opened by somebody we know."""
    history = {**conversation.context.get("history", {}), **history_of(conversation, now=now)}
    conversation.context = {**conversation.context, "history": history}
    conversation.save(update_fields=["context"])


def history_of(conversation: Conversation, *, now: datetime) -> dict[str, Any]:
    """Return counts and notices from the contact's other conversations, in the words of the engine's context."""
    others = Conversation.objects.filter(contact=conversation.contact_id).exclude(pk=conversation.pk)
    broken = Promise.objects.filter(conversation__in=others, state__in=[PromiseState.LATE, PromiseState.NOT_KEPT])
    return {
        "contacts_30d": others.filter(last_at__gte=now - timedelta(days=LATELY_DAYS)).count(),
        "open_cases": Case.objects.filter(conversation__in=others, closed_at=None).count(),
        "promises_broken": broken.count(),
        "notices": _notices(conversation, now=now),
    }


def _notices(conversation: Conversation, *, now: datetime) -> list[dict[str, Any]]:
    """Return the highest notice given in each earlier conversation, and when: what was said, never what was due."""
    given = Guidance.objects.filter(
        conversation__contact=conversation.contact_id,
        renewed_at__gte=now - timedelta(days=NOTICE_DAYS),
        step__facts__boundary_level_given__gt=0,
    ).exclude(conversation=conversation)
    levels: dict[int, dict[str, Any]] = {}
    rows = given.order_by("message_id").values_list(
        "conversation_id", "step__facts__boundary_level_given", "message__sent_at"
    )
    for conversation_id, level, at in rows:
        if level > levels.get(conversation_id, {"level": 0})["level"]:
            levels[conversation_id] = {"level": level, "given_at": at.isoformat()}
    return list(levels.values())
