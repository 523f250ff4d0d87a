"""Reading one turn: what shows in it, and the words that show it."""

from __future__ import annotations

from collections.abc import Sequence

from unruffled.engine.reader import customer, staff
from unruffled.engine.vocabulary import STAFF, Context, Reading, Turn

VERSION = "rules-1"
"""Which reader made a reading; stored beside each one."""


def read(turn: Turn, before: Sequence[Reading], context: Context) -> Reading:
    """Return what shows in this turn, given the readings of the earlier ones and what was known at the start.

    Never looks at later turns. Works on any text; never raises for what a person wrote.
    """
    if turn.by == "customer":
        return customer.read(turn, before, context, version=VERSION)
    if turn.by in STAFF:
        return staff.read(turn, before, context, version=VERSION)
    return Reading(turn=turn, reader=VERSION)
