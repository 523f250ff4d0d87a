"""When somebody with more authority is due, and who (DOMAIN 3.4)."""

from __future__ import annotations

from unruffled.engine import rules
from unruffled.engine.policies.house import House, default
from unruffled.engine.vocabulary import Decision, Reason, Situation


def due(situation: Situation, *, house: House | None = None) -> Decision:
    """Return whether an escalation is due after the customer's latest turn; `ask` names to whom, by the first trigger.

    A legal letter goes to complaints and fraud to fraud review: those are routes, not someone to calm the customer.
    """
    reasons: list[Reason] = []
    to: str | None = None
    for trigger in (house or default()).triggers:
        if rules.holds(trigger.when, situation):
            to = to or trigger.to
            reasons.extend(r for r in rules.weigh(trigger.when, situation)[1] if r not in reasons)
    return Decision(allowed=to is not None, reasons=tuple(reasons), ask=to)


def is_due(situation: Situation, *, house: House) -> bool:
    """Return whether an escalation is due: the same answer as `due`, without working out reasons and to whom."""
    return any(rules.holds(trigger.when, situation) for trigger in house.triggers)


def joins_within(channel: str, *, house: House | None = None) -> int:
    """Return the minutes within which somebody joins on this channel; an unknown channel has a working day."""
    minutes = (house or default()).minutes
    return minutes.get(channel, max(minutes.values(), default=480))
