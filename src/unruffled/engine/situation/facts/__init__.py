"""Every fact that rules may ask for: one small function each, computed room by room in this order once a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from unruffled.engine.rules import Fact
from unruffled.engine.situation.facts import care, cost, feeling, matter, table, talk
from unruffled.engine.situation.moment import ENTERED, Moment, Side
from unruffled.engine.vocabulary import AGENT_SIGNALS, SIGNALS, FactValue

_ROOMS: Final = (talk, feeling, matter, table, cost, care)
"""A fact may ask for those of an earlier room, and for those above it in its own."""

COMPUTED: Final = tuple(one for room in _ROOMS for one in ENTERED if one.compute.__module__ == room.__name__)
"""The facts that are worked out, in order: a later one may ask for an earlier one."""

FACTS: Final[dict[str, Fact]] = {
    **{id: Fact(id, "flag", "shows in the customer's latest turn", meaning) for id, meaning in SIGNALS.items()},
    **{id: Fact(id, "flag", "shows in our latest turn", id[2:].replace("_", " ")) for id in sorted(AGENT_SIGNALS)},
    **{one.fact.name: one.fact for one in COMPUTED},
}
"""Every fact by name, with its kind, unit and meaning; the reference page and the rules' load check read this."""


def work_out(m: Moment) -> None:
    """Fill in the facts of a moment; those that a turn of this side cannot change stand as they stood."""
    plan = _THEIRS if m.theirs else _OURS if m.ours else _NOBODYS
    m.facts.update(zip(plan.standing, plan.stood(m.last), strict=True) if m.last else plan.at_first)
    for name, compute in plan.computed:
        m.facts[name] = compute(m)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done in the turns of one side: the facts that stand, and those that are worked out."""

    standing: Sequence[str]
    stood: Callable[[Mapping[str, FactValue]], Sequence[FactValue]]
    at_first: Mapping[str, FactValue]
    computed: Sequence[tuple[str, Callable[[Moment], FactValue]]]


def _plan(side: Side | None) -> _Plan:
    standing = [one for one in COMPUTED if one.moved_by not in (None, side)]
    names = [one.fact.name for one in standing]
    return _Plan(
        standing=names,
        stood=itemgetter(*names),
        at_first={one.fact.name: one.at_first for one in standing},
        computed=[(one.fact.name, one.compute) for one in COMPUTED if one not in standing],
    )


_THEIRS: Final = _plan("theirs")
_OURS: Final = _plan("ours")
_NOBODYS: Final = _plan(None)
