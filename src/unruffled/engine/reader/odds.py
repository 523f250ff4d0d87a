"""The logarithm of the odds of a probability, and back: where probabilities are added up and moved."""

from __future__ import annotations

import math


def log_odds(probability: float, *, certain: float = 0.0) -> float:
    """Return the log-odds of a probability (0-1), of what is surer than `certain` (a small distance from 0 and from 1)
    those of `certain`; without it nothing and everything are infinitely far."""
    sure = min(1 - certain, max(certain, probability))
    if 0 < sure < 1:
        return math.log(sure / (1 - sure))
    return math.inf if sure else -math.inf


def probable(log_odds: float) -> float:
    """Return the probability (0-1) of these log-odds."""
    return 1 / (1 + math.exp(-log_odds))
