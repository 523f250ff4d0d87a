"""Reading one turn: what shows in it, and the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from unruffled.engine.reader import customer, fusion, language, model, staff, unread
from unruffled.engine.vocabulary import STAFF, Context, Reading, Turn

RULES: Final = "rules-1"


@cache
def version(*, fast: bool = False) -> str:
    """Return which reader makes readings here: the rules and the weights; it is stored beside each one."""
    return f"{RULES}+{model.version(fast=fast)}"


def read(turn: Turn, before: Sequence[Reading], context: Context, *, fast: bool = False) -> Reading:
    """Return what shows in this turn, given the readings of the earlier ones and what was known at the start.

    Never looks at later turns. Works on any text; never raises for what a person wrote. `fast` reads archives: the
    rules alike, of the network only half for a calm message (model/ways.py).
    """
    made = version(fast=fast)
    if foreign := language.of_turn(turn, before):
        return unread.read(turn, before, context, language=foreign, version=made)
    if turn.by == "customer":
        return customer.read(turn, before, context, version=made, hunch=fusion.customer(turn.text, fast=fast))
    if turn.by in STAFF:
        return fusion.of_ours(staff.read(turn, before, context, version=made), fusion.staff(turn.text, fast=fast))
    return Reading(turn=turn, reader=made)
