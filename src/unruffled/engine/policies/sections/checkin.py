"""[checkin]: how often we ask whether it still holds, and when we stop asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from unruffled.engine.policies.sections.table import Table

HEALTHS: Final = ("red", "amber", "green")


@dataclass(frozen=True, slots=True)
class Checkin:
    """What makes a relationship red, where intervals start (days), how they grow, when they end, how many a day."""

    signs_for_red: int
    signs_for_amber: int
    recovered_within_days: int
    contacts_30d: int
    csat_at_most: int
    start_days: Mapping[str, int]
    clean_times: float
    clean_most_days: int
    issue_days: int
    silences: int
    slower_times: float
    stop_after_clean: int
    stop_from_days: int
    most_per_day: int


def read(table: Table) -> Checkin:
    """Return the check-ins that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Checkin.__dataclass_fields__)
    start = table.table("start_days")
    start.only(*HEALTHS)
    return Checkin(
        signs_for_red=table.whole("signs_for_red", at_least=1),
        signs_for_amber=table.whole("signs_for_amber", at_least=1),
        recovered_within_days=table.whole("recovered_within_days"),
        contacts_30d=table.whole("contacts_30d", at_least=1),
        csat_at_most=table.whole("csat_at_most", at_least=1, at_most=5),
        start_days=MappingProxyType({health: start.whole(health, at_least=1) for health in HEALTHS}),
        clean_times=table.number("clean_times", at_least=1),
        clean_most_days=table.whole("clean_most_days", at_least=1),
        issue_days=table.whole("issue_days", at_least=1),
        silences=table.whole("silences", at_least=1),
        slower_times=table.number("slower_times", at_least=1),
        stop_after_clean=table.whole("stop_after_clean", at_least=1),
        stop_from_days=table.whole("stop_from_days", at_least=1),
        most_per_day=table.whole("most_per_day"),
    )
