"""How a customer seems to like being answered: hints with the words that show them, never a type of person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from unruffled.engine.reader.lexicon import Phrasebook
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import Evidence, Reading

STYLES: Final = ("direct", "lively", "steady", "careful")
"""The four style hints, shown with their DISC letter (DOMAIN Part 5 number 8)."""

AT_LEAST: Final = 2
"""One phrase is chance: a hint needs this many [default]."""


@dataclass(frozen=True, slots=True)
class StyleHint:
    """A preference that shows in the words: how sure (0-1), what to do about it, and where it shows."""

    id: str
    letter: str
    hint: str
    confidence: float
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrases of the four styles, compiled once."""
    return Phrasebook.load("signals/style")


def style_hints(readings: Sequence[Reading]) -> tuple[StyleHint, ...]:
    """Return the preferences that the customer's words show, surest first; empty where they show none.

    Nothing calls this until a supervisor turns style hints on: the evidence for reading styles from text is weak
    (DOMAIN Part 2), so it is a hint about the answer, kept for the conversation and corrected in one click.
    """
    found: dict[str, list[Evidence]] = {}
    for reading in readings:
        if reading.turn.by == "customer":
            for hit in phrasebook().find(normalise(reading.turn.text)):
                quote = reading.turn.text[slice(*hit.span)]
                found.setdefault(hit.id, []).append(Evidence(reading.turn.n, (hit.span,), quote))
    hints = [_hint(style, shown) for style, shown in found.items() if len(shown) >= AT_LEAST]
    return tuple(sorted(hints, key=lambda h: (-h.confidence, h.id)))


def _hint(style: str, shown: list[Evidence]) -> StyleHint:
    extra = phrasebook().entries[style].extra
    return StyleHint(
        id=style,
        letter=str(extra["letter"]),
        hint=str(extra["hint"]),
        confidence=round(min(0.9, 1 - 0.65 ** len(shown)), 2),
        evidence=tuple(shown),
    )
