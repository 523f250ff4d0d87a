"""Colleagues who could answer, and whom to call for backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unruffled.desk.people.queries import Colleague
from unruffled.shells.console.screens.words import ROLES, initial

AUTHORITY = ("supervisor", "manager", "agent")
"""Who is called first: the nearest person with authority."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could answer."""

    id: int
    name: str
    initial: str
    role: str
    here: bool


def colleagues_of(colleagues: Sequence[Colleague], *, assignee: int | None) -> list[Person]:
    """Return everybody who could answer, A to Z."""
    return [_person(c, assignee) for c in colleagues]


def backup_of(colleagues: Sequence[Colleague], *, you: int, assignee: int | None) -> list[Person]:
    """Return whom to call, who has authority first; never oneself nor whoever has it already."""
    others = [c for c in colleagues if c.id not in (you, assignee)]
    return [_person(c, None) for c in sorted(others, key=lambda c: (AUTHORITY.index(c.role), c.name))]


def _person(colleague: Colleague, assignee: int | None) -> Person:
    name = f"{colleague.name} (you)" if colleague.is_you else colleague.name
    return Person(colleague.id, name, initial(name), ROLES[colleague.role], here=colleague.id == assignee)
