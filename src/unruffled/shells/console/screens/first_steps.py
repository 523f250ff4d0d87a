"""The three first steps on the practice floor: open, answer, watch it ease; each ticks itself when it has happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from unruffled.desk.conversations.scripts import Played
from unruffled.shells.console.screens.heat import shown
from unruffled.shells.console.screens.turns import version_of

EASED: Final = 0.3
"""By how much the line must fall before we say that it fell."""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: its words, where it is done, and whether it has been done or comes next."""

    words: str
    url: str = ""
    done: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The three steps as they stand for this person."""

    steps: tuple[FirstStep, ...]
    number: int
    all_done: bool

    @property
    def version(self) -> str:
        """What has to change for the steps to be shown anew."""
        return version_of(self)


def first_steps_of(played: Played, *, met: bool, here: bool) -> FirstSteps:
    """Return the steps: `met` once the conversation was opened, `here` while it is on the screen."""
    met = met or played.answered
    done = (met, played.answered, _eased(played))
    following = next((number for number, is_done in enumerate(done) if not is_done), len(done))
    words = (
        f"Open {played.name}",
        f"Answer {played.name}: take the words under Next move, or write your own",
        _watch(played),
    )
    there = f"/conversations/{played.id}"
    urls = ("" if here else there, "#draft" if here else there, "" if here else there)
    steps = tuple(
        FirstStep(said, url if number == following else "", is_done, number == following)
        for number, (said, url, is_done) in enumerate(zip(words, urls, done, strict=True))
    )
    return FirstSteps(steps, min(following + 1, len(done)), following == len(done))


def _eased(played: Played) -> bool:
    return played.before is not None and played.after is not None and played.before - played.after >= EASED


def _watch(played: Played) -> str:
    if played.before is None or played.after is None:
        return f"Watch {played.name}’s line: it shows what your words did"
    if _eased(played):
        return f"{played.name} calmed down: from {shown(played.before):.1f} to {shown(played.after):.1f}"
    return (
        f"{played.name} is at {shown(played.after):.1f} now. Try again: own what we missed, and give a name and a time"
    )
