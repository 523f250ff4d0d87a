"""The organisation decides something otherwise than the product comes with: from then on it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.desk.people.house import BadPolicy
from unruffled.desk.people.models import Policy, User
from unruffled.engine.rules import BadRule

__all__ = ["BadPolicy", "NotAllowed", "decide", "order_again"]

AT_ONCE: Final = 200
"""Waiting conversations put into their new order in one transaction; a job goes on with the rest."""


def decide(*, changes: Mapping[str, Any], by: User, now: datetime) -> Policy | None:
    """Keep these changes as a new version, and let the waiting conversations find their new order.

    The guidance of a conversation follows them from its next message on. Without a difference nothing is kept.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: naming the key, the bad word and the good ones
    """
    try:
        return _decide(changes, by=by, now=now)
    finally:
        house.forget()


@transaction.atomic
def _decide(changes: Mapping[str, Any], *, by: User, now: datetime) -> Policy | None:
    require_manager(by)
    try:
        house.parsed(changes)
    except BadRule as wrong:
        raise BadPolicy(str(wrong)) from wrong
    before = house.changes_now()
    if before == changes:
        return None
    policy = people.keep_policy(changes=changes, by=by, now=now)
    journal.record("policy.decided", by=by, about=policy, at=now)
    if before.get("answer_within") != changes.get("answer_within"):
        house.forget()
        order_again(after=0, now=now)
    return policy


@transaction.atomic
def order_again(*, after: int, now: datetime) -> int:
    """Find the place of waiting conversations anew, in the order of their ids; a job goes on after the last one."""
    waiting = queries.waiting_after(after, limit=AT_ONCE)
    for conversation_id in waiting:
        conversation = conversations.locked(conversation_id)
        conversations.keep(conversation, now=now)
        journal.pulse(conversation)
    if len(waiting) == AT_ONCE:
        journal.later("order_again", after=waiting[-1])
    return len(waiting)
