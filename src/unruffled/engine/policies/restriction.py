"""Restricting contact, level 5 of the ladder: two people, an end, a way back, and never by machine (DOMAIN 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.onfile import Event, counting
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision, Reason


@dataclass(frozen=True, slots=True)
class Wish:
    """A restriction that somebody wants: of whom, who approves, what was checked, what goes on, and until when.

    `involved` are all of us who were part of it, the affected agents too. `vulnerable` is None until checked.
    `needed` are the channels that an access need or an essential service fixes; `kept` are those that stay open.
    """

    contacts: tuple[str, ...]
    starts_on: date
    ends_on: date
    lead: str = ""
    second: str = ""
    involved: frozenset[str] = frozenset()
    vulnerable: bool | None = None
    adjustment_offered: bool = False
    legal_told: bool = False
    needed: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    appeal_explained: bool = False


def grounds(*, events: Sequence[Event], now: datetime, house: House | None = None) -> tuple[Reason, ...]:
    """Return a line for each pattern that may ground a restriction; one that holds is enough."""
    numbers = (house or default()).restriction
    on_file = counting(events, now=now)
    ended = sum(one.kind == "L4" for one in counting(events, now=now, days=numbers.ended_in_days))
    final = sum(one.kind in {"L3", "L4", "L5"} for one in on_file)
    threats = sum(one.kind == "threat" for one in on_file)
    return (
        line("ended_contacts", ended, f"≥ {numbers.ended_contacts}", holds=ended >= numbers.ended_contacts),
        line("final_notices", final, f"≥ {numbers.final_notices}", holds=final >= numbers.final_notices),
        line("threats", threats, "≥ 1", holds=threats >= 1),
    )


def may_restrict(*, wish: Wish, events: Sequence[Event], now: datetime, house: House | None = None) -> Decision:
    """Return whether this restriction may be set. Every line that fails is named; `ask` is the committee of approvers.

    No forecast and no count sets it: it needs two named people, a lead who is not the affected agent and somebody who
    was no part of it.
    """
    patterns = grounds(events=events, now=now, house=house)
    shown = [one for one in patterns if one.holds] or list(patterns)
    return all_hold(*shown, *_people(wish), *_care(wish), *_terms(wish, house), ask="lead and somebody uninvolved")


def review_on(*, starts_on: date, ends_on: date, house: House | None = None) -> date:
    """Return the working day at half-time on which the restriction is looked at again."""
    return workdays.after(starts_on + (ends_on - starts_on) // 2, 0, house=house)


def is_in_force(*, starts_on: date, ends_on: date, today: date) -> bool:
    """Return whether a restriction stands: it lapses on its last day unless somebody sets a new one with reasons."""
    return starts_on <= today < ends_on


def appeal_until(told_on: date, *, house: House | None = None) -> date:
    """Return the last day of the appeal: 30 days after they were told."""
    return told_on + timedelta(days=(house or default()).restriction.appeal_days)


def answer_appeal_by(asked_on: date, *, house: House | None = None) -> date:
    """Return the day by which an appeal is decided: ten working days."""
    return workdays.after(asked_on, (house or default()).restriction.appeal_working_days, house=house)


def may_decide_appeal(*, by: str, involved: frozenset[str]) -> Decision:
    """Return whether this person may decide the appeal: a named one who was no part of it and did not approve it."""
    uninvolved = bool(by) and by not in involved
    return all_hold(line("by", by, "somebody not involved", holds=uninvolved), ask="somebody uninvolved")


def _people(wish: Wish) -> tuple[Reason, ...]:
    lead = bool(wish.lead) and wish.lead != wish.second and wish.lead not in wish.involved
    second = bool(wish.second) and wish.second != wish.lead and wish.second not in wish.involved
    return (
        line("contacts", len(wish.contacts), "one at a time, never in bulk", holds=len(wish.contacts) == 1),
        line("lead", wish.lead, "a named lead who is not the affected agent", holds=lead),
        line("second", wish.second, "another named person, not involved", holds=second),
    )


def _care(wish: Wish) -> tuple[Reason, ...]:
    checked = wish.vulnerable is not None
    adjusted = not wish.vulnerable or wish.adjustment_offered
    lost = sorted(wish.needed - wish.kept)
    return (
        line("vulnerable", wish.vulnerable, "checked, yes or no", holds=checked),
        line("adjustment_offered", wish.adjustment_offered, "first, where somebody is vulnerable", holds=adjusted),
        line("legal_told", wish.legal_told, "where vulnerable", holds=not wish.vulnerable or wish.legal_told),
        line("needed", ", ".join(lost), "no channel that they need is taken", holds=not lost),
    )


def _terms(wish: Wish, house: House | None) -> tuple[Reason, ...]:
    most = (house or default()).restriction.most_days
    days = (wish.ends_on - wish.starts_on).days
    return (
        line("days", days, f"1 to {most}", holds=0 < days <= most),
        line("kept", ", ".join(sorted(wish.kept)), "a way to reach us in writing", holds=bool(wish.kept)),
        line("appeal_explained", wish.appeal_explained, "yes", holds=wish.appeal_explained),
    )
