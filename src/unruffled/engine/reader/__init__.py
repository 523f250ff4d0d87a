"""Reading one turn: what shows in it, and the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from unruffled.engine.reader import customer, fusion, language, model, staff, unread
from unruffled.engine.vocabulary import STAFF, Context, Reading, Turn

RULES: Final = "rules-1"


@cache
def version() -> str:
    """Return which reader makes readings here: the rules and the weights; it is stored beside each one."""
    return f"{RULES}+{model.version()}"


def read(turn: Turn, before: Sequence[Reading], context: Context) -> Reading:
    """Return what shows in this turn, given the readings of the earlier ones and what was known at the start.

    Never looks at later turns. Works on any text; never raises for what a person wrote.
    """
    if foreign := language.of_turn(turn, before):
        return unread.read(turn, before, context, language=foreign, version=version())
    if turn.by == "customer":
        return customer.read(turn, before, context, version=version(), hunch=fusion.customer(turn.text))
    if turn.by in STAFF:
        return fusion.of_ours(staff.read(turn, before, context, version=version()), fusion.staff(turn.text))
    return Reading(turn=turn, reader=version())
