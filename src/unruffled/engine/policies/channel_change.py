"""Changing the channel: an offer after an answer, never a push, and an access need decides (DOMAIN 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from unruffled.engine import rules
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.sections.channel_change import Row
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision, Reason, Situation

Role = Literal["agent", "senior", "supervisor", "manager"]

PRIVATE: Final = frozenset({"email", "chat", "phone", "sms", "dm"})
"""The channels that `private` may be: the contact picks."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known beside the conversation: words of KNOWN, changes so far, ways declined, and the ways that are open.

    `reachable` are the only channels that an access need leaves; empty = no such need is on record.
    """

    known: frozenset[str] = frozenset()
    changes: int = 0
    declined: frozenset[str] = frozenset()
    reachable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that may be offered: where to, by whom, what to say first, what goes along, and why."""

    id: str
    to: str
    by: str
    say_first: str
    carry_over: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was agreed: who owns the first turn there and by when; their place in the queue stays."""

    to: str
    owner: str
    why: str
    waiting_since: datetime
    answer_by: datetime
    effort: int = 1


def next_step(*, situation: Situation, case: Case, house: House | None = None) -> tuple[Offer, ...]:
    """Return the changes that may be offered now, in the order of the matrix; none during a risk to life or safety."""
    offers = []
    for row in (house or default()).channel_change.rows:
        decision = may_offer(row=row, situation=situation, case=case)
        if decision.allowed:
            offers.append(Offer(row.id, row.to, row.by, row.say_first, row.carry_over, decision.reasons))
    return tuple(offers)


def may_offer(*, row: Row, situation: Situation, case: Case) -> Decision:
    """Return whether this change may be offered: it fits, nothing forbids it, and they can and want to go there."""
    here = str(situation["channel"])
    barred = sorted(case.known & row.unless_known)
    forbidden = row.unless is not None and rules.holds(row.unless, situation)
    forbidding = rules.weigh(row.unless, situation)[1] if row.unless is not None and forbidden else ()
    words = ", ".join([*(reason.fact for reason in forbidding), *barred])
    return all_hold(
        line("channel", here, f"one of {', '.join(row.start)}, and not {row.to}", holds=here in row.start),
        line("already_there", here == row.to, "no", holds=here != row.to),
        *_why(row, situation, case),
        line("not_when", words, "nothing that forbids it", holds=not words),
        line("declined", row.to in case.declined, "no", holds=row.to not in case.declined),
        _access(row, situation, case),
        rules.reason("safety_open", situation, needed="no", holds=not situation["safety_open"]),
    )


def may_change(*, offer: Offer, role: Role, case: Case, accepted: bool, house: House | None = None) -> Decision:
    """Return whether the change may be made: only when they accept it, and a third time only with a supervisor."""
    most = (house or default()).channel_change.most
    senior = role in {"supervisor", "manager"}
    manager = offer.by != "manager" or role == "manager"
    ask = "manager" if not manager else "supervisor" if accepted else None
    return all_hold(
        line("accepted", accepted, "yes: a change is an offer", holds=accepted),
        line("changes", case.changes, f"< {most}, or a supervisor", holds=case.changes < most or senior),
        line("role", role, offer.by, holds=manager),
        ask=ask,
    )


def changed(*, offer: Offer, by: str, waiting_since: datetime, within: timedelta, now: datetime) -> Change:
    """Return the change as it is recorded: who proposed it owns the first turn there, by a promised time.

    It counts as effort of theirs, and they keep the place in the queue that `waiting_since` gives them.
    """
    return Change(offer.to, by, offer.id, waiting_since, now + within)


def _why(row: Row, situation: Situation, case: Case) -> tuple[Reason, ...]:
    known = sorted(case.known & row.when_known)
    if known:
        return (line("known", ", ".join(known), "what is known of the case", holds=True),)
    if row.when is None:
        return (line("known", "", f"one of {', '.join(sorted(row.when_known))}", holds=False),)
    return rules.weigh(row.when, situation)[1]


def _access(row: Row, situation: Situation, case: Case) -> Reason:
    """An access need fixes the channel; while nobody has asked which one, nothing but help alongside is offered."""
    if row.to == "interpreter":
        return line("access_need", True, "somebody comes along, the channel stays", holds=True)
    lasting = situation["lasting"]
    told = bool(situation["access_need"]) or (isinstance(lasting, frozenset) and "access_need" in lasting)
    if not case.reachable:
        return line("access_need", told, "no, or asked which channel works", holds=not told)
    ways = PRIVATE if row.to == "private" else {row.to}
    return line(
        "access_need", ", ".join(sorted(case.reachable)), f"reached by {row.to}", holds=bool(ways & case.reachable)
    )
