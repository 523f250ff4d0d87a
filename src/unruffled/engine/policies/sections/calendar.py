"""[calendar]: which days and hours a house works, and when it leaves people in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from unruffled.engine.policies.sections.table import Table
from unruffled.engine.rules import BadRule

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days as weekdays 0-6 (0 = Monday), days off, working hours, the hours in which nobody is written to."""

    working: frozenset[int]
    holidays: frozenset[date]
    opens: time
    closes: time
    quiet_from: time
    quiet_until: time


def read(table: Table) -> Calendar:
    """Return the calendar that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only("working_days", "holidays", "opens", "closes", "quiet_from", "quiet_until")
    working = frozenset(DAYS.index(day) for day in table.words("working_days", DAYS))
    if not working:
        raise BadRule(f"{table.file}: {table.key}.working_days needs at least one of {', '.join(DAYS)}.")
    opens, closes = table.hour("opens"), table.hour("closes")
    if closes <= opens:
        raise BadRule(f"{table.file}: {table.key}.closes must be later than opens, not {closes}.")
    return Calendar(
        working=working,
        holidays=frozenset(table.dates("holidays")),
        opens=opens,
        closes=closes,
        quiet_from=table.hour("quiet_from"),
        quiet_until=table.hour("quiet_until"),
    )
