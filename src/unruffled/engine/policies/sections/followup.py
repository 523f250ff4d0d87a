"""[followup]: when we ask once whether a fix still holds."""

from __future__ import annotations

from dataclasses import dataclass

from unruffled.engine.policies.sections.table import Table


@dataclass(frozen=True, slots=True)
class Followup:
    """Working days after the fix date, and days after it for goodwill and escalations."""

    working_days: int
    later_days: int


def read(table: Table) -> Followup:
    """Return the follow-ups that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only("working_days", "later_days")
    return Followup(working_days=table.whole("working_days"), later_days=table.whole("later_days"))
