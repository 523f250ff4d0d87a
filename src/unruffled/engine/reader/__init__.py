"""Reading one turn: what shows in it, and the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from unruffled.engine.reader import abroad, customer, fusion, language, model, noise, recalibrate, staff, unread
from unruffled.engine.reader.recalibrate import Shifts
from unruffled.engine.vocabulary import STAFF, Context, Reading, Turn

RULES: Final = "rules-4"


def version(*, fast: bool = False, shifts: Shifts = recalibrate.NONE) -> str:
    """Return which reader makes readings here: rules, weights, a house's shifts; it is stored beside each one."""
    return f"{RULES}+{model.version(fast=fast)}{in_force(shifts).suffix}"


def in_force(shifts: Shifts) -> Shifts:
    """Return the shifts if they were learnt for the weights that read here, else none."""
    return shifts if shifts.weights == model.version() else recalibrate.NONE


def read(
    turn: Turn,
    before: Sequence[Reading],
    context: Context,
    *,
    fast: bool = False,
    shifts: Shifts = recalibrate.NONE,
) -> Reading:
    """Return what shows in this turn, given the readings of the earlier ones and what was known at the start.

    Never looks at later turns. Works on any text; never raises for what a person wrote. `fast` reads archives: the
    rules and our own turns alike, of the network only half for a customer's calm message (model/ways.py). `shifts` are
    what a house's corrections taught, where they were learnt for these weights.
    """
    said = noise.without(turn.text)
    if said != turn.text:
        return replace(read(replace(turn, text=said), before, context, fast=fast, shifts=shifts), turn=turn)
    made, held = version(fast=fast, shifts=shifts), in_force(shifts)
    danger = abroad.heard(turn.text) if turn.by == "customer" else abroad.NOTHING
    partly, english = language.english_of(turn.text)
    foreign = "" if partly else language.of_turn(turn, before)
    if not foreign and danger.language and not language.has_english(turn.text):
        foreign = danger.language
    if foreign:
        silent = unread.read(turn, before, context, language=foreign, version=made)
        return abroad.added(silent, danger)
    reading = _of_english(replace(turn, text=english), before, context, made=made, fast=fast, shifts=held)
    # A danger may stand in English within a sentence of another language, which was left out.
    if partly and turn.by == "customer":
        swallowed = abroad.Heard(partly, unread.dangers(turn, before, context))
        reading = abroad.added(reading, swallowed)
    return abroad.added(replace(reading, turn=turn, partly=partly), danger)


def _of_english(
    turn: Turn, before: Sequence[Reading], context: Context, *, made: str, fast: bool, shifts: Shifts
) -> Reading:
    if turn.by == "customer":
        hunch = fusion.customer(turn.text, fast=fast, shifts=shifts)
        return customer.read(turn, before, context, version=made, hunch=hunch)
    if turn.by in STAFF:
        return fusion.of_ours(staff.read(turn, before, context, version=made), fusion.staff(turn.text))
    return Reading(turn=turn, reader=made)
