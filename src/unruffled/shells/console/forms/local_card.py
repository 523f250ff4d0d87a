"""The local card as a form: fields with figures in their names for each number, turned into the table that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SPARE: Final = 2
"""Empty rows that stand below those that are filled."""
PARTS: Final = ("name", "number", "hours", "kind")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the form: what is in it and what is wrong with it."""

    name: str
    value: str
    wrong: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number: who, which, when, for what."""

    n: int
    name: Cell
    number: Cell
    hours: Cell
    kind: Cell

    @property
    def wrongs(self) -> list[str]:
        """What is wrong in this row, in the order of its fields."""
        return [cell.wrong for cell in (self.name, self.number, self.hours, self.kind) if cell.wrong]


def table_from(posted: Mapping[str, str]) -> dict[str, Any]:
    """Return the card that a posted form says; rows without a name and a number are left out."""
    plain = ("country", "emergency", "without_consent", "aftercare", "drilled_on")
    said: dict[str, Any] = {key: posted.get(key, "") for key in plain}
    return said | {key: _rows(posted, key) for key in ("lines", "people")}


def _rows(posted: Mapping[str, str], key: str) -> list[dict[str, str]]:
    rows = ({part: posted.get(f"{key}.{n}.{part}", "").strip() for part in PARTS} for n in range(24))
    return [row for row in rows if row["name"] or row["number"]]


def rows_of(said: Mapping[str, Any], key: str, errors: Mapping[str, str]) -> list[NumberRow]:
    """Return the rows of the form: those that are filled, and two to fill."""
    given: Sequence[Mapping[str, str]] = said.get(key) or []
    return [_row(key, n, given[n] if n < len(given) else {}, errors) for n in range(len(given) + SPARE)]


def _row(key: str, n: int, row: Mapping[str, str], errors: Mapping[str, str]) -> NumberRow:
    cells = (Cell(f"{key}.{n}.{part}", row.get(part, ""), errors.get(f"{key}.{n}.{part}", "")) for part in PARTS)
    return NumberRow(n, *cells)
