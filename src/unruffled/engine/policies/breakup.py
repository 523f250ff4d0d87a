"""Relationship review, level 6 of the ladder: whether it may be ended, and all that forbids it (DOMAIN 3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.onfile import Event, Kind, counting
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision, Reason

Outcome = Literal["continue", "repair_plan", "changed_terms", "restricted", "suspended", "ended"]

ADVERSE: Final = frozenset({"changed_terms", "restricted", "suspended", "ended"})
"""Outcomes that take something from the contact. The blocks are for these; going on and repairing are never blocked."""

PACK: Final = (
    "conduct",
    "notices",
    "our_failures",
    "owed",
    "improvement",
    "staff_statements",
    "cost",
    "vulnerability",
    "protected_rights",
    "contract",
    "fairness",
)
"""What a committee must have read: the sections of the pack (staff statements and incident counts, never strain)."""

NOTICE: Final = (
    "decision",
    "date",
    "reasons",
    "continues",
    "owed",
    "handover",
    "alternatives",
    "appeal",
    "help",
)
"""What the letter must say."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What serving costs, in times the segment's median, quarter by quarter; and improvements done."""

    times_median: tuple[float, ...] = ()
    improvements: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who sits in the review. `affected` people are heard and do not vote."""

    id: str
    role: str
    advocate: bool = False
    outside_line: bool = False
    affected: bool = False
    votes: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """A relationship review before its decision.

    `owed_unscheduled` in money; `vulnerability` is what the check found, in words; `rights_used` are those of the last
    12 months; `complained_about` are those of us whom the contact has complained about; `sector` may be empty.
    """

    contacts: tuple[str, ...]
    committee: tuple[Member, ...]
    events: tuple[Event, ...] = ()
    cost: Cost = Cost()
    pack: frozenset[str] = frozenset()
    owed_unscheduled: Decimal = Decimal(0)
    vulnerability: str = ""
    rights_used: frozenset[str] = frozenset()
    legal_signed: bool = False
    complained_about: frozenset[str] = frozenset()
    repaired_before: bool = False
    statement_asked_on: date | None = None
    sector: str = ""
    sector_pack: bool = False


def triggers(*, events: Sequence[Event], cost: Cost, now: datetime, house: House | None = None) -> tuple[Reason, ...]:
    """Return a line for each trigger; one that holds may open a review. What uses a right has been taken out before.

    Cost counts only with improvements done, and profit is no trigger at all.
    """
    numbers = (house or default()).breakup
    kinds = [one.kind for one in counting(events, now=now, days=numbers.days)]
    needed: dict[Kind, int] = {
        "L5": numbers.restrictions,
        "L4": numbers.ended_contacts,
        "threat": numbers.threats,
        "taken_off": numbers.taken_off,
        "safety_refusal": numbers.safety_refusals,
    }
    counted = (line(k, kinds.count(k), f"≥ {least}", holds=kinds.count(k) >= least) for k, least in needed.items())
    latest = cost.times_median[-numbers.cost_quarters :]
    dear = len(latest) == numbers.cost_quarters and all(times > numbers.cost_times for times in latest)
    wanted = f"> {numbers.cost_times:g} times for {numbers.cost_quarters} quarters, {numbers.improvements} improvements"
    tried = cost.improvements >= numbers.improvements
    return (*counted, line("cost", latest[-1] if latest else 0.0, wanted, holds=dear and tried))


def may_open(*, events: Sequence[Event], cost: Cost, now: datetime, house: House | None = None) -> Decision:
    """Return whether a review may be opened: with a trigger. Anybody may recommend one; nobody alone decides it."""
    lines = triggers(events=events, cost=cost, now=now, house=house)
    shown = tuple(one for one in lines if one.holds)
    return Decision(allowed=bool(shown), reasons=shown or lines, ask=None if shown else "supervisor")


def may_decide(*, review: Review, outcome: Outcome, now: datetime, house: House | None = None) -> Decision:
    """Return whether this committee may decide this outcome; every line that forbids it is named.

    Going on and a repair plan need only the committee. Whatever takes something away needs the rest as well: a trigger,
    what is owed settled, vulnerability checked, rights looked at by legal, a whole pack, their own statement asked for;
    and to end it, a repair that was tried before, unless there was a threat.
    """
    seated = _committee(review, house)
    if outcome not in ADVERSE:
        return all_hold(*seated, ask="committee")
    opened = may_open(events=review.events, cost=review.cost, now=now, house=house)
    why = opened.reasons if opened.allowed else (line("triggers", 0, "≥ 1 that uses no right", holds=False),)
    return all_hold(
        *why,
        *seated,
        *_checks(review, house),
        _heard(review, now, house),
        *((_improved(review, now),) if outcome == "ended" else ()),
        ask="committee",
    )


def may_vote(*, member: Member, complained_about: frozenset[str] = frozenset()) -> Decision:
    """Return whether somebody may vote: no agent, nobody who was hurt, nobody who was complained about."""
    targeted = member.id in complained_about
    return all_hold(
        line("role", member.role, "not an agent: they recommend and are heard", holds=member.role != "agent"),
        line("affected", member.affected, "no: heard, without a vote", holds=not member.affected),
        line("complained_about", targeted, "no", holds=not targeted),
        ask="committee",
    )


def missing(*, pack: Iterable[str]) -> tuple[str, ...]:
    """Return the sections of the pack that are still empty, in its order."""
    filled = frozenset(pack)
    return tuple(section for section in PACK if section not in filled)


def missing_in_letter(*, says: Iterable[str]) -> tuple[str, ...]:
    """Return what the letter does not say yet, in its order."""
    said = frozenset(says)
    return tuple(part for part in NOTICE if part not in said)


def ends_on(decided_on: date, *, sector: str = "", contract_days: int = 0, house: House | None = None) -> date:
    """Return the first day on which it may end: 30 days of notice, or what contract or sector ask, if that is more."""
    numbers = (house or default()).breakup
    days = max(numbers.notice_days, numbers.sector_notice_days.get(sector, 0), contract_days)
    return decided_on + timedelta(days=days)


def decide_by(opened_on: date, *, house: House | None = None) -> date:
    """Return the day by which a review is decided, with reasons: ten working days after their statement (S000-5)."""
    numbers = (house or default()).breakup
    heard = opened_on + timedelta(days=numbers.statement_days)
    return workdays.after(heard, numbers.decide_working_days, house=house)


def _committee(review: Review, house: House | None) -> tuple[Reason, ...]:
    least = (house or default()).breakup.committee
    voters = [one for one in review.committee if one.votes]
    people = {one.id for one in voters}
    barred = sorted(
        one.id for one in voters if not may_vote(member=one, complained_about=review.complained_about).allowed
    )
    advocate, outside = any(one.advocate for one in voters), any(one.outside_line for one in voters)
    return (
        line("contacts", len(review.contacts), "one at a time, never in bulk", holds=len(review.contacts) == 1),
        line("committee", len(people), f"≥ {least} people with a vote", holds=len(people) >= least),
        line("advocate", advocate, "somebody for the customer", holds=advocate),
        line("outside_line", outside, "somebody outside the line", holds=outside),
        line("approver", ", ".join(barred), "nobody who may not vote", holds=not barred),
    )


def _checks(review: Review, house: House | None) -> tuple[Reason, ...]:
    sectors = (house or default()).breakup.sector_packs
    empty = ", ".join(missing(pack=review.pack))
    owed, rights = review.owed_unscheduled, ", ".join(sorted(review.rights_used))
    sector_ready = review.sector not in sectors or review.sector_pack
    return (
        line("pack", empty, "nothing empty", holds=not empty),
        line("owed_unscheduled", str(owed), "0: what is owed has a date", holds=not owed),
        line("vulnerability", review.vulnerability, "checked, in words", holds=bool(review.vulnerability.strip())),
        line("rights_used", rights, "none, or signed by legal", holds=not rights or review.legal_signed),
        line("sector", review.sector, "no sector with rules of its own, or its pack", holds=sector_ready),
    )


def _heard(review: Review, now: datetime, house: House | None) -> Reason:
    days = (house or default()).breakup.statement_days
    asked = review.statement_asked_on
    heard = asked is not None and now.date() >= asked + timedelta(days=days)
    return line("statement", "" if asked is None else asked.isoformat(), f"asked ≥ {days} days ago", holds=heard)


def _improved(review: Review, now: datetime) -> Reason:
    threat = any(one.kind == "threat" for one in counting(review.events, now=now))
    tried = review.repaired_before or threat
    return line("repaired_before", review.repaired_before, "a repair plan first, unless a threat", holds=tried)
