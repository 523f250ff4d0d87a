"""One line of the table: what was measured, the value, the aim it is held against, and how it came about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Ready to print; `aim` is empty where none was set."""

    what: str
    measured: str
    aim: str
    how: str
