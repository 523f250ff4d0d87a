"""Turns logits into probabilities and probabilities into what is shown: Platt scaling and thresholds per head."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.example import Example
from training.heads import HEADS, PLACE
from training.lines import STRANGE

Floats = NDArray[np.float64]
PRECISION: Final = 0.85
UNSURE_PRECISION: Final = 0.5
LEAST_SHOWN: Final = 8
"""Positive lines in the calibration set below which a head takes the shared slope and a usual threshold."""
OF_STRANGERS: Final = 3.0
USUAL_SHOW: Final = 0.6
TRUST: Final = 8.0
"""How many lines the promise of the calibrated probabilities counts for where a threshold is chosen."""
SHRINK: Final = 2.0
"""How firmly a head's slope is drawn to the shared one."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Probability = sigmoid(a * logit + b)."""

    a: float
    b: float

    def of(self, logits: Floats) -> Floats:
        """Probabilities of these logits."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.a * logits + self.b, -30, 30))))


def platt(logits: Floats, wanted: Floats, weight: Floats, shared: float = 1.0) -> Scale:
    """The scale with the least weighted loss, its slope drawn to the shared one; labels a little softened."""
    if weight.sum() == 0:
        return Scale(shared, 0.0)
    shown, absent = (weight * wanted).sum(), (weight * (1 - wanted)).sum()
    soft = np.where(wanted > 0.5, (shown + 1) / (shown + 2), 1 / (absent + 2))

    def loss(both: Floats) -> float:
        lifted = both[0] * logits + both[1]
        each = np.logaddexp(0, lifted) - soft * lifted
        return float((weight * each).sum() + SHRINK * (both[0] - shared) ** 2)

    best = minimize(loss, np.array([shared, 0.0]), method="L-BFGS-B", bounds=[(0.2, 3.0), (-8.0, 8.0)])
    return Scale(float(best.x[0]), float(best.x[1]))


def scales(logits: Floats, examples: Sequence[Example], heads: Sequence[str]) -> list[Scale]:
    """One scale for each head; each line of a stranger weighs as much as three others."""
    wanted, weight = _labels(examples, heads)
    weight *= np.array([[OF_STRANGERS if example.source == STRANGE else 1.0] for example in examples])
    shared = platt(logits[weight > 0], wanted[weight > 0], weight[weight > 0]).a
    found = []
    for column in range(len(heads)):
        known = weight[:, column] > 0
        enough = (wanted[known, column] > 0.5).sum() >= LEAST_SHOWN
        one = platt(logits[known, column], wanted[known, column], weight[known, column], shared)
        found.append(one if enough else Scale(shared, _middle(logits[known, column], shared)))
    return found


def _middle(logits: Floats, slope: float) -> float:
    """With hardly a positive line: such that calm and other lines stay low."""
    return min(0.0, -3.0 - slope * float(np.quantile(logits, 0.995))) if len(logits) else 0.0


def _labels(examples: Sequence[Example], heads: Sequence[str]) -> tuple[Floats, Floats]:
    places = [PLACE[head] for head in heads]
    wanted = np.stack([example.wanted[places] for example in examples]).astype(float)
    weight = np.stack([example.weight[places] for example in examples]).astype(float)
    return wanted, np.minimum(weight, 1.0)


def thresholds(sure: Floats, wanted: Floats, weight: Floats) -> tuple[float, float]:
    """(show, unsure): from which probability it is right in 85 % and in half of the cases."""
    known = weight > 0
    sure, wanted, weight = sure[known], wanted[known], weight[known]
    if (wanted > 0.5).sum() < LEAST_SHOWN:
        return USUAL_SHOW, USUAL_SHOW / 2
    show = _first(sure, wanted, weight, PRECISION, floor=0.3, ceiling=0.9)
    unsure = _first(sure, wanted, weight, UNSURE_PRECISION, floor=0.15, ceiling=show)
    return round(show, 3), round(min(unsure, show * 0.8), 3)


def _first(sure: Floats, wanted: Floats, weight: Floats, precision: float, *, floor: float, ceiling: float) -> float:
    """The lowest threshold from which on the precision holds.

    What is counted is mixed with what the probabilities themselves promise, which weighs as much as TRUST lines:
    few lines show a head, and a threshold must not hang on one of them.
    """
    for threshold in np.arange(floor, ceiling, 0.01):
        above = sure >= threshold
        if not above.any():
            break
        promised = (weight * sure)[above].sum() / weight[above].sum()
        right = ((weight * wanted)[above].sum() + TRUST * promised) / (weight[above].sum() + TRUST)
        if right >= precision:
            return float(threshold)
    return _balanced(sure, wanted, weight, floor=max(floor, 0.35), ceiling=ceiling)


def _balanced(sure: Floats, wanted: Floats, weight: Floats, *, floor: float, ceiling: float) -> float:
    """Where that precision is out of reach: the threshold with the best F(0.5), counts and promises in halves."""
    likely = weight * (wanted + sure) / 2
    best, threshold = -1.0, ceiling
    for one in np.arange(floor, ceiling, 0.01):
        above = sure >= one
        right, said = likely[above].sum(), weight[above].sum()
        score = 1.25 * right / (said + 0.25 * likely.sum() + 1e-9)
        if score > best:
            best, threshold = score, float(one)
    return threshold


def card_of(
    heads: Sequence[str], full: Floats, early: Floats, examples: Sequence[Example], support: dict[str, int]
) -> list[dict[str, Any]]:
    """What reader.json says of each head."""
    wanted, weight = _labels(examples, heads)
    full_scales, early_scales = scales(full, examples, heads), scales(early, examples, heads)
    rows = []
    for column, head in enumerate(heads):
        scale, quick = full_scales[column], early_scales[column]
        show, unsure = thresholds(scale.of(full[:, column]), wanted[:, column], weight[:, column])
        quick_show, quick_unsure = thresholds(quick.of(early[:, column]), wanted[:, column], weight[:, column])
        rows.append(
            {
                "id": head,
                "a": round(scale.a, 4),
                "b": round(scale.b, 4),
                "show": show,
                "unsure": [unsure, show],
                "support": support[head],
                "early": {
                    "a": round(quick.a, 4),
                    "b": round(quick.b, 4),
                    "show": quick_show,
                    "unsure": [quick_unsure, quick_show],
                },
            }
        )
    return rows


__all__ = ["HEADS", "card_of"]
