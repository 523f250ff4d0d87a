"""The area under the curve, and how far one score is ahead of another on the same cases, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

DRAWS, SEED = 1000, 20261122


@dataclass(frozen=True, slots=True)
class Ahead:
    """By how much of the area one score is ahead of another, and where 95 of 100 draws lie."""

    by: float
    low: float
    high: float


def area(scored: Sequence[tuple[float, bool]]) -> float:
    """How often what is true scores higher than what is not; a draw counts half."""
    scores, true = zip(*scored, strict=True)
    return _area(_places(scores), numpy.array(true, dtype=bool))


def ahead(scores: Sequence[float], rival: Sequence[float], true: Sequence[bool]) -> Ahead:
    """Hold a score against a rival on the same cases; cases are drawn with replacement, each time for both alike.

    A draw in which all cases are true, or none, says nothing and is passed over.
    """
    ours, theirs, shown = _places(scores), _places(rival), numpy.array(true, dtype=bool)
    chance = numpy.random.default_rng(SEED)
    apart = []
    for _ in range(DRAWS):
        drawn = chance.integers(len(shown), size=len(shown))
        if shown[drawn].any() and not shown[drawn].all():
            apart.append(_area(ours[drawn], shown[drawn]) - _area(theirs[drawn], shown[drawn]))
    low, high = numpy.percentile(apart, (2.5, 97.5))
    return Ahead(_area(ours, shown) - _area(theirs, shown), float(low), float(high))


def _places(scores: Sequence[float]) -> numpy.ndarray:
    """The place of each score among the different ones, from 0: all that the area asks for."""
    return numpy.unique(numpy.array(scores, dtype=float), return_inverse=True)[1]


def _area(places: numpy.ndarray, true: numpy.ndarray) -> float:
    """Counted place by place, those above by those below: thousands of draws want it quick."""
    size = int(places.max()) + 1
    right, wrong = (numpy.bincount(places[one], minlength=size) for one in (true, ~true))
    beaten = numpy.cumsum(wrong) - wrong / 2
    return float((right * beaten).sum() / (right.sum() * wrong.sum()))
