"""The brief as the page shows it: eight blocks, each with its name, an empty one in one word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from unruffled.desk.guidance.briefs import Briefed
from unruffled.engine.follow.brief import Brief
from unruffled.shells.console.screens.words import HABITS

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "identity": ("Who", "No name yet"),
    "need": ("Needs", "Not said yet"),
    "open": ("Open and promised", "Nothing open"),
    "earlier": ("Before this", "First conversation"),
    "survey": ("Said in surveys", "Nothing"),
    "adjustments": ("Adjustments", "None asked for"),
    "notices": ("Notices in force", "None"),
    "authority": ("What you may give", "Ask whoever leads"),
}
"""What each block is called, and what it says when there is nothing in it."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block with its lines; `none` is what it says without any."""

    title: str
    lines: tuple[str, ...]
    none: str


def brief_of(brief: Brief) -> tuple[BlockRow, ...]:
    """Return the blocks of a brief in their order."""
    return tuple(BlockRow(TITLES[one.id][0], one.lines, TITLES[one.id][1]) for one in brief.blocks)


def note_of(briefed: Briefed) -> str:
    """Return the brief as a note for whoever joins, with what not to say now as its last line."""
    avoid = [HABITS[habit] for habit in briefed.avoid if habit in HABITS][:3]
    return "\n".join([briefed.note, *([f"Better not: {', '.join(avoid)}"] if avoid else [])])
