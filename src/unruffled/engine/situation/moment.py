"""What a fact may look at, and how a function becomes a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeVar

from unruffled.engine.rules import Fact, Kind
from unruffled.engine.vocabulary import STAFF, Context, FactValue, Reading

Value = TypeVar("Value", bound=FactValue)

Side = Literal["theirs", "ours"]


@dataclass(slots=True)
class Moment:
    """What a fact may look at: this turn's reading, the facts one turn ago, the earlier readings, and the record."""

    reading: Reading
    last: Mapping[str, FactValue]
    before: Sequence[Reading]
    context: Context
    shown: frozenset[str]
    last_signals: frozenset[str]
    said: frozenset[str]
    facts: dict[str, FactValue]
    level_due: int = 0
    started: datetime | None = None
    lasts_hours: Mapping[int, float] = field(default_factory=dict)

    theirs: bool = field(init=False)
    """Whether the customer speaks in this turn."""
    ours: bool = field(init=False)
    """Whether one of us speaks in this turn."""

    def __post_init__(self) -> None:
        self.theirs, self.ours = self.reading.turn.by == "customer", self.reading.turn.by in STAFF

    def now(self, fact: str) -> FactValue:
        """A fact of this turn that was computed before the one that asks."""
        return self.facts[fact]

    def number(self, fact: str) -> float:
        """A number of this turn that was computed before the one that asks."""
        return self.facts[fact]  # type: ignore[return-value]

    def was(self, fact: str) -> float:
        """A number as it stood one turn ago; 0 before the first turn."""
        return self.last.get(fact, 0)  # type: ignore[return-value]

    def stood(self, fact: str) -> bool:
        """A flag as it stood one turn ago; False before the first turn."""
        return bool(self.last.get(fact, False))

    def word(self, fact: str) -> str:
        """A word as it stood one turn ago; empty before the first turn."""
        return str(self.last.get(fact, ""))

    def tally(self, fact: str, more: bool | int) -> int:
        """One count, carried on from the turn before."""
        return int(self.was(fact)) + int(more)

    def shows(self, signals: Iterable[str]) -> bool:
        """Whether this very turn shows any of these signals."""
        return not self.shown.isdisjoint(signals)

    def did(self, signals: Iterable[str]) -> bool:
        """Whether our side of this very turn shows any of these agent signals."""
        return not self.said.isdisjoint(signals)


@dataclass(frozen=True, slots=True)
class Computed:
    """A fact and the function that works it out.

    `moved_by` names the side whose turns alone can change it: in all other turns it stands as it stood, `at_first`
    before there was any.
    """

    fact: Fact
    compute: Callable[[Moment], FactValue]
    moved_by: Side | None
    at_first: FactValue


ENTERED: Final[list[Computed]] = []
"""The facts of all rooms, as they were entered; facts/__init__.py puts the rooms in order."""


def fact(
    unit: str, *, moved_by: Side | None = None, at_first: FactValue | None = None
) -> Callable[[Callable[[Moment], Value]], Callable[[Moment], Value]]:
    """Enter a function as a fact under its own name; its first sentence is the meaning, its return type the kind."""

    def enter(function: Callable[[Moment], Value]) -> Callable[[Moment], Value]:
        meaning = (function.__doc__ or "").strip().splitlines()[0]
        kind, nothing = _KINDS[function.__annotations__["return"]]
        known = Fact(name=function.__name__, kind=kind, unit=unit, meaning=meaning)
        ENTERED.append(Computed(known, function, moved_by, nothing if at_first is None else at_first))
        return function

    return enter


_KINDS: Final[Mapping[str, tuple[Kind, FactValue]]] = {
    "bool": ("flag", False),
    "int": ("number", 0),
    "float": ("number", 0.0),
    "str": ("word", ""),
    "frozenset[str]": ("set", frozenset()),
}
"""The kind of fact that a function returns, and what it is where nothing has been said."""
