"""A table of a house file that knows where it stands, and hands out its values checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from unruffled.engine.rules import BadRule, require_known


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its file, and its key there. Every reader raises BadRule naming file, key and what would be good."""

    content: Mapping[str, Any]
    file: str
    key: str

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody reads."""
        require_known(self.content, keys, file=self.file, key=f"[{self.key}]")

    def whole(self, key: str, *, at_least: int = 0, at_most: int | None = None) -> int:
        """Return a whole number."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._bad(key, value, "a whole number")
        return int(self._between(key, value, at_least, at_most))

    def number(self, key: str, *, at_least: float = 0, at_most: float | None = None) -> float:
        """Return a number that is finite."""
        value = self._value(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise self._bad(key, value, "a number")
        return float(self._between(key, value, at_least, at_most))

    def money(self, key: str) -> Decimal:
        """Return an amount in the house's currency, 0 or more."""
        self.number(key)
        return Decimal(str(self.content[key]))

    def share(self, key: str) -> Decimal:
        """Return a part of a whole, 0-1."""
        self.number(key, at_most=1)
        return Decimal(str(self.content[key]))

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return whole numbers that rise."""
        values = self._list(key)
        table = Table({str(n): value for n, value in enumerate(values)}, self.file, f"{self.key}.{key}")
        found = tuple(table.whole(str(n)) for n in range(len(values)))
        if list(found) != sorted(set(found)):
            raise self._bad(key, values, "a list of numbers that rise")
        return found

    def word(self, key: str, good: Iterable[str] | None = None) -> str:
        """Return a word, one of the good ones where they are given."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._bad(key, value, "a word" if good is None else f"one of {', '.join(sorted(good))}")
        if good is not None:
            require_known([value], good, file=self.file, key=f"{self.key}.{key}")
        return value

    def words(self, key: str, good: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return a list of words, each one of the good ones where they are given."""
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self._bad(key, values, "a list of words")
        if good is not None:
            require_known(values, good, file=self.file, key=f"{self.key}.{key}")
        return tuple(values)

    def hour(self, key: str) -> time:
        """Return a time of day, written without quotes: 08:00:00."""
        value = self._value(key)
        if not isinstance(value, time):
            raise self._bad(key, value, "a time of day like 08:00:00, without quotes")
        return value

    def dates(self, key: str) -> tuple[date, ...]:
        """Return a list of dates, written without quotes: 2026-12-25."""
        values = self._list(key)
        if not all(type(value) is date for value in values):
            raise self._bad(key, values, "a list of dates like 2026-12-25, without quotes")
        return tuple(values)

    def table(self, key: str) -> Table:
        """Return the table of this key."""
        value = self._value(key)
        if not isinstance(value, Mapping):
            raise self._bad(key, value, "a table")
        return Table(value, self.file, f"{self.key}.{key}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the list of tables of this key, each named by its id or its place."""
        values = self._list(key)
        if not values or not all(isinstance(value, Mapping) for value in values):
            raise self._bad(key, values, "a list of tables, at least one")
        return tuple(
            Table(value, self.file, f"{self.key}.{key} {value.get('id', place)}")
            for place, value in enumerate(values, start=1)
        )

    def _value(self, key: str) -> Any:
        if key not in self.content:
            raise BadRule(f"{self.file}: {self.key}.{key} is missing.")
        return self.content[key]

    def _list(self, key: str) -> list[Any]:
        value = self._value(key)
        if not isinstance(value, list):
            raise self._bad(key, value, "a list")
        return value

    def _between(self, key: str, value: float, least: float, most: float | None) -> float:
        if value < least or (most is not None and value > most):
            raise self._bad(key, value, f"{least} or more" if most is None else f"between {least} and {most}")
        return value

    def _bad(self, key: str, value: object, good: str) -> BadRule:
        return BadRule(f"{self.file}: {self.key}.{key} must be {good}, not {value!r}.")
