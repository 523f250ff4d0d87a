"""The organisation decides something otherwise than the product comes with: from then on it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import need, queries
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.desk.people.house import BadPolicy
from unruffled.desk.people.models import Policy, User
from unruffled.engine.policies import house as houses
from unruffled.engine.rules import BadRule

__all__ = [
    "MOST_GOODWILL",
    "NOTICES",
    "Answers",
    "BadPolicy",
    "NotAllowed",
    "answer",
    "answers_now",
    "decide",
    "order_again",
]

AT_ONCE: Final = 200
"""Waiting conversations put into their new order in one transaction; a job goes on with the rest."""


@house.changing()
def decide(*, changes: Mapping[str, Any], by: User, now: datetime) -> Policy | None:
    """Keep these changes as a new version, and let the waiting conversations find their new order.

    The guidance of a conversation follows them from its next message on. Without a difference nothing is kept.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: naming the key, the bad word and the good ones
    """
    require_manager(by)
    try:
        house.parsed(changes)
    except BadRule as wrong:
        raise BadPolicy(str(wrong)) from wrong
    before = house.changes_held()
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


# The four questions of the set-up: what people are asked, and what it comes to in a house ----------------------------

NOTICES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "one": {"start": {"insult": 1, "abuse": 3}, "again": {"insult": 3, "abuse": 3}, "highest": 4},
        "two": {"start": {"insult": 1, "abuse": 2}, "again": {"insult": 2, "abuse": 2}, "highest": 4},
        "not_here": {"start": {"insult": 1, "abuse": 2}, "again": {"insult": 2, "abuse": 2}, "highest": 3},
    }
)
"""How many notices come before an insulting contact may be ended: rungs of the ladder (DOMAIN 3.3), the rest of which
stays. `not_here`: whoever is in the conversation gives notices but never ends it."""

MOST_GOODWILL: Final = 1000


@dataclass(frozen=True, slots=True)
class Answers:
    """What an organisation answers: notices is a key of NOTICES, goodwill an amount of money, times are minutes."""

    notices: str
    goodwill: Decimal
    answer_within: Mapping[str, int]


def answers_now() -> Answers:
    """Return the answers that hold; those of the product where nobody has decided. A ladder of one's own is ""."""
    held = house.in_force()
    ladder = held.house.ladder
    rungs = {"start": dict(ladder.start), "again": dict(ladder.again), "highest": ladder.highest}
    fitting = (name for name, asked in NOTICES.items() if all(_within(asked[key], rungs[key]) for key in asked))
    return Answers(
        notices=next(fitting, ""),
        goodwill=held.house.goodwill.limits["agent"].case,
        answer_within={**need.house().answer_within, **held.answer_within},
    )


@house.changing()
def answer(answers: Answers, *, by: User, now: datetime) -> Policy | None:
    """Keep the answers; what else the organisation decided stays. Without a difference nothing is kept.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: naming what cannot be used
    """
    require_manager(by)
    kept = house.changes_held()
    if answers == answers_now():
        return None
    boundary = {**kept.get("house", {}).get("boundary", {}), **NOTICES.get(answers.notices, {})}
    goodwill = {**kept.get("house", {}).get("goodwill", {}), "limits": _limits(answers.goodwill)}
    ours = {**kept.get("house", {}), "boundary": boundary, "goodwill": goodwill}
    return decide(changes={**kept, "house": ours, "answer_within": dict(answers.answer_within)}, by=by, now=now)


def _within(asked: Any, held: Any) -> bool:
    return (
        all(held.get(key) == level for key, level in asked.items()) if isinstance(asked, dict) else bool(asked == held)
    )


def _limits(amount: Decimal) -> dict[str, dict[str, float]]:
    """What an agent may give, and at least as much for everybody with more authority."""
    limits = houses.default().goodwill.limits
    return {
        role: {key: float(max(amount, held)) for key, held in (("case", limit.case), ("customer", limit.customer))}
        for role, limit in limits.items()
        if role != "agent"
    } | {"agent": {"case": float(amount), "customer": float(max(amount, limits["agent"].customer))}}
