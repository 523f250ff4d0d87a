"""[restriction]: what a restriction of contact needs, how long it lasts, and how it is appealed."""

from __future__ import annotations

from dataclasses import dataclass

from unruffled.engine.policies.sections.table import Table


@dataclass(frozen=True, slots=True)
class Restriction:
    """Ended contacts (in how many days) or final notices that make a pattern; days it lasts, to appeal, to decide."""

    ended_contacts: int
    ended_in_days: int
    final_notices: int
    most_days: int
    appeal_days: int
    appeal_working_days: int


def read(table: Table) -> Restriction:
    """Return the restriction rules that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Restriction.__dataclass_fields__)
    return Restriction(
        ended_contacts=table.whole("ended_contacts", at_least=1),
        ended_in_days=table.whole("ended_in_days", at_least=1),
        final_notices=table.whole("final_notices", at_least=1),
        most_days=table.whole("most_days", at_least=1),
        appeal_days=table.whole("appeal_days", at_least=1),
        appeal_working_days=table.whole("appeal_working_days", at_least=1),
    )
