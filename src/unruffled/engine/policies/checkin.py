"""Check-ins: a named person asks whether it still holds, ever less often, until it is enough (DOMAIN 3.8, S000-1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.sections.checkin import Checkin
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision, Reason

Colour = Literal["red", "amber", "green"]
Answer = Literal["clean", "issue", "silence", "less_please", "opt_out"]


@dataclass(frozen=True, slots=True)
class Relationship:
    """What tells how a relationship stands: days since a case recovered (None: none did), and the last rating 1-5."""

    recovered_days_ago: int | None = None
    contacts_30d: int = 0
    promise_broken: bool = False
    csat: int | None = None
    churn_threat: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How a relationship stands, and the signs that make it so."""

    colour: Colour
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The next check-in: when, how many days after the last one, how it went, and why it stopped if it did.

    `clean` counts good answers in a row at long intervals, `silent` unanswered ones in a row; `lightest` = by the
    lightest channel that the contact uses; `act_on` is the day by which the owner acts on an issue.
    """

    interval_days: int
    due_date: date
    clean: int = 0
    silent: int = 0
    lightest: bool = False
    act_on: date | None = None
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What may forbid or end check-ins."""

    consented: bool = True
    opted_out: bool = False
    contract_ended: bool = False
    threat_on_file: bool = False
    boundary_level: int = 0


def health(*, relationship: Relationship, house: House | None = None) -> Health:
    """Return red, amber or green, with a line for each of the five signs."""
    numbers = (house or default()).checkin
    signs = _signs(relationship, numbers)
    shown = sum(sign.holds for sign in signs)
    if shown >= numbers.signs_for_red:
        return Health("red", signs)
    return Health("amber" if shown >= numbers.signs_for_amber else "green", signs)


def may_start(*, standing: Standing) -> Decision:
    """Return whether check-ins may begin or go on: only with consent, and not with somebody to be left alone."""
    return all_hold(
        line("consented", standing.consented, "yes", holds=standing.consented),
        line("opted_out", standing.opted_out, "no", holds=not standing.opted_out),
        line("contract_ended", standing.contract_ended, "no", holds=not standing.contract_ended),
        line("threat_on_file", standing.threat_on_file, "no", holds=not standing.threat_on_file),
        line("boundary_level", standing.boundary_level, "< 5", holds=standing.boundary_level < 5),
    )


def first(*, colour: Colour, on: date, house: House | None = None) -> Plan:
    """Return the first check-in of a relationship that stands like this on this day."""
    days = (house or default()).checkin.start_days[colour]
    return Plan(interval_days=days, due_date=_working(on, days, house))


def next_step(
    *, plan: Plan, answer: Answer, on: date, standing: Standing | None = None, house: House | None = None
) -> Plan:
    """Return the plan after a check-in was answered like this on this day.

    A clean answer makes it rarer, an issue brings back the shortest interval and an action on the same working day,
    silence twice or a word of "less" makes it rarer at once; a no ends it, as does enough of it.
    """
    if plan.stopped:
        return plan
    numbers = (house or default()).checkin
    if answer == "opt_out":
        return replace(plan, stopped="opt_out")
    forbidden = next((one.fact for one in may_start(standing=standing or Standing()).reasons if not one.holds), "")
    if forbidden:
        return replace(plan, stopped=forbidden)
    after = _answered(plan, answer, numbers)
    act_on = workdays.after(on, 0, house=house) if answer == "issue" else None
    due_date = _working(on, after.interval_days, house)
    stopped = "enough" if after.clean >= numbers.stop_after_clean else ""
    return replace(after, due_date=due_date, act_on=act_on, stopped=stopped)


def due(*, plan: Plan, standing: Standing, sent_today: int, now: datetime, house: House | None = None) -> Decision:
    """Return whether the check-in is due now; `now` in the contact's own time, `sent_today` by the same agent."""
    most = (house or default()).checkin.most_per_day
    quiet = workdays.is_quiet(now, house=house) or not workdays.is_working(now.date(), house=house)
    return all_hold(
        line("stopped", plan.stopped, "no", holds=not plan.stopped),
        line("due_date", plan.due_date.isoformat(), f"≤ {now.date()}", holds=plan.due_date <= now.date()),
        line("sent_today", sent_today, f"< {most} by one agent", holds=sent_today < most),
        line("quiet", quiet, "no: a working day, at an hour when people are written to", holds=not quiet),
        *may_start(standing=standing).reasons,
    )


def _signs(known: Relationship, numbers: Checkin) -> tuple[Reason, ...]:
    days, rating, contacts = known.recovered_days_ago, known.csat, known.contacts_30d
    lately = days is not None and days < numbers.recovered_within_days
    unhappy = rating is not None and rating <= numbers.csat_at_most
    return (
        line("recovered_days_ago", days, f"< {numbers.recovered_within_days} days", holds=lately),
        line("contacts_30d", contacts, f"≥ {numbers.contacts_30d}", holds=contacts >= numbers.contacts_30d),
        line("promise_broken", known.promise_broken, "yes", holds=known.promise_broken),
        line("csat", rating, f"≤ {numbers.csat_at_most} of 5", holds=unhappy),
        line("churn_threat", known.churn_threat, "yes", holds=known.churn_threat),
    )


def _answered(plan: Plan, answer: Answer, numbers: Checkin) -> Plan:
    if answer == "clean":
        grown = min(numbers.clean_most_days, _times(plan.interval_days, numbers.clean_times))
        clean = plan.clean + 1 if plan.interval_days >= numbers.stop_from_days else 0
        return replace(plan, interval_days=max(plan.interval_days, grown), clean=clean, silent=0)
    if answer == "issue":
        return replace(plan, interval_days=numbers.issue_days, clean=0, silent=0)
    if answer == "silence" and plan.silent + 1 < numbers.silences:
        return replace(plan, silent=plan.silent + 1)
    slower = _times(plan.interval_days, numbers.slower_times)
    return replace(plan, interval_days=slower, silent=0, lightest=plan.lightest or answer == "silence")


def _times(days: int, factor: float) -> int:
    return math.floor(days * factor + 0.5)


def _working(on: date, days: int, house: House | None) -> date:
    return workdays.after(on + timedelta(days=days), 0, house=house)
