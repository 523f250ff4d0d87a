"""What a list is narrowed to, in words: one chip for each, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

from unruffled.desk.conversations.queries import Filter
from unruffled.shells.console.screens.words import CHANNELS, SIDE_STATES, TRACK

HEATS: Mapping[str, str] = {"calm": "Calm or uneasy", "upset": "Upset or more", "intense": "Intense or more"}
STAGES: Mapping[str, str] = {**TRACK, "after": "After the matter", **SIDE_STATES}


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that narrows, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The quiet row over a list: chips, and where to change, clear and keep them."""

    chips: tuple[Chip, ...]
    change_url: str
    clear_url: str
    keep_url: str
    forget_url: str
    saved_name: str
    version: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its name in the address, its words, and the options with the chosen one."""

    name: str
    words: str
    options: tuple[tuple[str, str, bool], ...]


def chips_of(
    only: Filter, *, view: Mapping[str, str], base: str, names: Mapping[int, str], teams: Mapping[int, str]
) -> tuple[Chip, ...]:
    """Return what narrows, in words; each leads to the list without it."""
    return tuple(
        Chip(_words(key, value, names, teams), f"{base}?{urlencode({**view, **only.without(key)})}")
        for key, value in only.given().items()
    )


def choices_of(
    only: Filter, *, people: list[tuple[int, str]], teams: list[tuple[int, str]], you: int
) -> tuple[Choice, ...]:
    """Return everything that a list can be narrowed by; the team only for whoever has several."""
    others = [(str(pk), name) for pk, name in people if pk != you]
    choices = [
        _choice("channel", "Channel", [("", "Any channel"), *CHANNELS.items()], only.channel),
        _choice("assignee", "With", [("", "Anybody"), ("nobody", "Nobody yet"), ("me", "You"), *others], only.assignee),
        _choice("heat", "Heat", [("", "Any heat"), *HEATS.items()], only.heat),
        _choice("stage", "Stage", [("", "Any stage"), *STAGES.items()], only.stage),
    ]
    if len(teams) > 1:
        named = [(str(pk), name) for pk, name in teams]
        choices.append(_choice("team", "Team", [("", "All your teams"), *named], str(only.team or "")))
    return tuple(choices)


def _choice(name: str, words: str, options: list[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, words, tuple((value, label, value == chosen) for value, label in options))


def _words(key: str, value: str, names: Mapping[int, str], teams: Mapping[int, str]) -> str:
    if key == "assignee":
        return {"nobody": "With nobody yet", "me": "With you"}.get(
            value
        ) or f"With {names.get(int(value), 'somebody who left')}"
    if key == "team":
        return f"Team {teams.get(int(value), 'that is not yours')}"
    return {
        "channel": CHANNELS.get(value, value),
        "heat": HEATS.get(value, value),
        "stage": STAGES.get(value, value.capitalize()),
        "promise": "Has a promise due",
        "safety": "Safety card open",
    }[key]
