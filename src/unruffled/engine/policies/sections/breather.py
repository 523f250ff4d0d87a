"""[breather]: what hard conversations cost, how fast that fades, and when an agent is offered minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from unruffled.engine.policies.sections.table import Table

INCIDENTS: Final = ("insult", "abuse", "discriminatory", "sexual", "threat", "self_harm")
"""What weighs on an agent beyond heat."""


@dataclass(frozen=True, slots=True)
class Breather:
    """Points by heat 0-4 and incident; factors; half-lives in working minutes and days; thresholds in points."""

    by_heat: tuple[float, ...]
    heat_most: float
    incident: Mapping[str, float]
    severe: tuple[str, ...]
    factor: Mapping[str, float]
    half_life_minutes: float
    half_life_days: float
    after_breather: float
    offer_at: float
    talk_at: float
    spare_at: float
    check_in_at: float
    spare_minutes: int
    difficult_from: int
    least_minutes: int
    most_minutes: int


def read(table: Table) -> Breather:
    """Return the breather that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Breather.__dataclass_fields__)
    by_heat, incident, factor = table.table("by_heat"), table.table("incident"), table.table("factor")
    by_heat.only("0", "1", "2", "3", "4")
    incident.only(*INCIDENTS)
    factor.only("alone", "observing", "eased")
    offer = table.number("offer_at")
    talk = table.number("talk_at", at_least=offer)
    least = table.whole("least_minutes", at_least=1)
    return Breather(
        by_heat=tuple(by_heat.number(heat) for heat in "01234"),
        heat_most=table.number("heat_most"),
        incident=MappingProxyType({one: incident.number(one) for one in INCIDENTS}),
        severe=table.words("severe", INCIDENTS),
        factor=MappingProxyType({one: factor.number(one) for one in ("alone", "observing", "eased")}),
        half_life_minutes=table.number("half_life_minutes", at_least=1),
        half_life_days=table.number("half_life_days", at_least=0.1),
        after_breather=table.number("after_breather", at_most=1),
        offer_at=offer,
        talk_at=talk,
        spare_at=table.number("spare_at", at_least=talk),
        check_in_at=table.number("check_in_at"),
        spare_minutes=table.whole("spare_minutes"),
        difficult_from=table.whole("difficult_from", at_most=100),
        least_minutes=least,
        most_minutes=table.whole("most_minutes", at_least=least),
    )
