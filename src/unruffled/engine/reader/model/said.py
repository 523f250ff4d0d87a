"""What the model says, in plain numbers and places: its heads, and its opinion about one text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from unruffled.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Head:
    """One thing the model looks for. `a`, `b` turn its raw score into a probability (Platt 1999); from `unsure` on it
    points at words."""

    id: str
    a: float
    b: float
    unsure: float

    def probability(self, score: float) -> float:
        """Return the calibrated probability, 0-1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.a * score + self.b))))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one text: probability by head, and the words for those that show or nearly do."""

    probability: Mapping[str, float]
    spans: Mapping[str, tuple[Span, ...]]


SILENT: Final = Opinion(MappingProxyType({}), MappingProxyType({}))
"""About nothing: an empty text."""
