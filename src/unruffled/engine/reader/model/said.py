"""What the model says, in plain numbers and places: its heads, and its opinion about one text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from unruffled.engine.vocabulary import Span


@dataclass(frozen=True, slots=True)
class Scale:
    """`a`, `b` turn a raw score into a probability (Platt 1999); from `unsure` on it is worth a second look."""

    a: float
    b: float
    unsure: float


@dataclass(frozen=True, slots=True)
class Head:
    """One thing the model looks for. Its raw score becomes a probability by `a`, `b`; from `unsure` on it points at
    words, from `show` on it is sure. `early` is the scale of what the first half of the network says."""

    id: str
    a: float
    b: float
    unsure: float
    show: float
    early: Scale


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one text: probability by head, and the words for those that show or nearly do, where a
    head points at words (network.py)."""

    probability: Mapping[str, float]
    spans: Mapping[str, tuple[Span, ...]]


SILENT: Final = Opinion(MappingProxyType({}), MappingProxyType({}))
"""About nothing: an empty text."""
