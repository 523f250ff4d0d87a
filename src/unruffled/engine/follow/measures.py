"""The measures of one conversation: time to calm, heat area, toll (DOMAIN 3.14 and 3.11), and its heat of late."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

CALM: Final = 1
HOT: Final = 2


def turns_to_calm(heats: Sequence[float]) -> int | None:
    """Return customer turns from the first peak to the first calm turn that no hot one follows.

    None where the conversation never was hot, and where it never calmed (censored).
    """
    if not heats or max(heats) < HOT:
        return None
    peak = heats.index(max(heats))
    hot_after = max((i for i, heat in enumerate(heats) if heat >= HOT), default=-1)
    calm = (i for i in range(max(peak, hot_after) + 1, len(heats)) if heats[i] <= CALM)
    first = next(calm, None)
    return None if first is None else first - peak


def heat_area(heats: Sequence[float]) -> float:
    """Return the area of heat above calm, trapezoid over customer turns."""
    above = [max(0.0, heat - CALM) for heat in heats]
    if len(above) < 2:
        return above[0] if above else 0.0
    return sum((a + b) / 2 for a, b in pairwise(above))


def of_late(values: Sequence[float]) -> float:
    """Return the mean of a conversation's turns in which each counts half of the one after it; 0 without any.

    Of heats it tells better than length whether a talk turns into an attack (docs/decisions/0023): no weight is fitted.
    """
    weights = [0.5**back for back in range(len(values))]
    found = sum(weight * value for weight, value in zip(weights, reversed(values), strict=True))
    return found / sum(weights) if values else 0.0


def toll_band(toll: float, *, severe: bool) -> str:
    """Return the word for what the conversation cost whoever answered it (points of DOMAIN 3.11, default bands)."""
    if severe:
        return "severe"
    return "high" if toll >= 15 else "medium" if toll >= 6 else "low"
