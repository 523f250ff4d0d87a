"""[breakup]: what may open a relationship review, and what it needs before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unruffled.engine.policies.sections.table import Table


@dataclass(frozen=True, slots=True)
class Breakup:
    """How many of each event within `days` open a review; cost as times the median; people, days, and sectors."""

    days: int
    restrictions: int
    ended_contacts: int
    threats: int
    taken_off: int
    safety_refusals: int
    cost_times: float
    cost_quarters: int
    improvements: int
    committee: int
    statement_days: int
    notice_days: int
    sector_notice_days: Mapping[str, int]
    sector_packs: tuple[str, ...]
    decide_working_days: int


def read(table: Table) -> Breakup:
    """Return the break-up rules that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Breakup.__dataclass_fields__)
    notices = table.table("sector_notice_days")
    return Breakup(
        days=table.whole("days", at_least=1),
        restrictions=table.whole("restrictions", at_least=1),
        ended_contacts=table.whole("ended_contacts", at_least=1),
        threats=table.whole("threats", at_least=1),
        taken_off=table.whole("taken_off", at_least=1),
        safety_refusals=table.whole("safety_refusals", at_least=1),
        cost_times=table.number("cost_times", at_least=1),
        cost_quarters=table.whole("cost_quarters", at_least=1),
        improvements=table.whole("improvements", at_least=1),
        committee=table.whole("committee", at_least=3),
        statement_days=table.whole("statement_days"),
        notice_days=table.whole("notice_days", at_least=1),
        sector_notice_days=MappingProxyType({sector: notices.whole(sector) for sector in notices.content}),
        sector_packs=table.words("sector_packs"),
        decide_working_days=table.whole("decide_working_days", at_least=1),
    )
