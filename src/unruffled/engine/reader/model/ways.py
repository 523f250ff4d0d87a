"""How far a text goes through the network: through all of it, or no further than its first half where that is enough.

Whatever goes on through the second half reads, to the last bit, as it does with the whole network. What a way gives up
lies where nobody would look (docs/decisions/0016-the-fast-way.md; docs/reference/reader-model.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from unruffled.engine.reader.model.said import Head
from unruffled.engine.vocabulary import DANGERS


@dataclass(frozen=True, slots=True)
class Way:
    """The early probability of each head from which on the second half is asked; None asks it always."""

    limits: tuple[tuple[str, float], ...] | None = None


WHOLE: Final = Way()
"""The careful way: all of the network."""
CALM: Final = 0.3
"""The early probability of any heat at all below which a message is calm, and the early scores are the answer."""
IN_SIGHT: Final = 0.2
"""The early probability from which on a move of ours may show: lower than what any of them shows from (fusion.toml)."""
GRAVE: Final = ("abuse", *(f"s:{danger}" for danger in DANGERS))
"""Heads that say in a low voice what must not be missed: from where they are unsure on, the second half is asked."""


def for_archives(heads: Iterable[Head]) -> Way:
    """Return the fast way for what customers wrote: half of the network for calm messages."""
    grave = ((head.id, head.early.unsure) for head in heads if head.id in GRAVE)
    return Way((("heat>=1", CALM), *grave))


def for_ours(moves: Iterable[str]) -> Way:
    """Return the way for texts of ours, of which the network shows these moves: half of it where none is in sight."""
    return Way(tuple((f"a:{move}", IN_SIGHT) for move in sorted(moves)))
