"""Follow-up: once per difficult case a person asks whether the fix still holds (DOMAIN 3.8, S004-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.verdict import line
from unruffled.engine.vocabulary import Reason


@dataclass(frozen=True, slots=True)
class Matter:
    """A case as follow-up sees it: the day of the fix, how hot it ever was (0-4), and what happened in it."""

    fixed_date: date
    peak_heat: int = 0
    goodwill: bool = False
    escalated: bool = False
    promised: bool = False
    difficult: bool = False
    opted_out: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Followups:
    """The days on which a person asks once, and the reasons; no days where nothing is due."""

    dates: tuple[date, ...]
    reasons: tuple[Reason, ...]


def due(*, matter: Matter, house: House | None = None) -> Followups:
    """Return when to ask whether it holds: two working days after the fix, and 14 days after goodwill or an escalation.

    `held` = a hold for safety or vulnerability, in which a person decides by hand; opting out ends it.
    """
    numbers = (house or default()).followup
    grounds = (
        line("difficult", matter.difficult, "yes", holds=matter.difficult),
        line("peak_heat", matter.peak_heat, "≥ 2", holds=matter.peak_heat >= 2),
        line("goodwill", matter.goodwill, "yes", holds=matter.goodwill),
        line("escalated", matter.escalated, "yes", holds=matter.escalated),
        line("promised", matter.promised, "yes", holds=matter.promised),
    )
    against = (
        line("opted_out", matter.opted_out, "no", holds=not matter.opted_out),
        line("held", matter.held, "no hold for safety or vulnerability", holds=not matter.held),
    )
    if not any(one.holds for one in grounds):
        return Followups((), grounds)
    if not all(one.holds for one in against):
        return Followups((), tuple(one for one in against if not one.holds))
    soon = workdays.after(matter.fixed_date, numbers.working_days, house=house)
    later = workdays.after(matter.fixed_date + timedelta(days=numbers.later_days), 0, house=house)
    twice = (matter.goodwill or matter.escalated) and later > soon
    return Followups((soon, later) if twice else (soon,), tuple(one for one in grounds if one.holds))
