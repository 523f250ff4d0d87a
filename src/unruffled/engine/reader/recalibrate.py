"""How a house's corrections move from when the model's signals show there: one shift of its log-odds for each head.

Platt (1999) turns a raw score into a probability by a slope and a shift; few corrections cannot tell a slope, so it
stays and only the shift is learnt, shrunk towards none as in ridge regression (Hoerl and Kennard 1970). People correct
what is wrong and let stand what is right: what was let stand counts too, for less (docs/decisions/0014).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from unruffled.engine.reader.odds import log_odds, probable
from unruffled.engine.vocabulary import DANGERS

FEWEST: Final = 30
"""Corrections of a head from which on anything is learnt of it."""
RARER: Final = 5
"""Both answers, it shows and it does not, have to be there so often among what was corrected and what was let stand."""
LET_STAND: Final = 0.25
"""What an answer counts that nobody gave: somebody who corrects saw the reading and left it as it was."""
PRIOR: Final = 10.0
"""The pull towards no shift: as much as forty answers at a probability of one half hold (each holds 1/4)."""
FARTHEST: Final = 1.0
"""Log-odds: what was 0.5 becomes 0.27 or 0.73 at most."""
SMALLEST: Final = 0.1
"""A smaller shift changes nothing that anybody would see."""
_CERTAIN: Final = 1e-9

HEAT: Final = "heat"
LEFT_ALONE: Final = frozenset(DANGERS)
"""What guards people stays as it was measured: a danger missed costs more than any number of alarms for nothing."""
ONLY_LATER: Final = frozenset({"insult_agent", "abuse_sustained", "discriminatory_abuse", "sexual_remark", "profanity"})
"""What speaks of conduct may only show later: no house can teach the reader to call complaining misconduct."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """What holds in a house: log-odds by head, the weights that they were learnt for, and which of the house's they are
    (1, 2, …)."""

    number: int = 0
    weights: str = ""
    by: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def suffix(self) -> str:
        """What a reading's reader ends with where these hold: "+house-3"."""
        return f"+house-{self.number}" if self.by else ""


NONE: Final = Shifts()
"""The reader as it was shipped."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of a head about one text: how likely the model found it, and how true it is (0-1).

    `corrected`: somebody said so. Else they let the reading stand. `weight` shares one answer among several heats.
    """

    head: str
    probability: float
    shows: float
    corrected: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Learnt:
    """What there is to learn of a head: its shift, 0 for none, and from how many texts, corrected and let stand.

    `people` is how many of us corrected it, where that is known: one alone can teach a house what he alone thinks.
    """

    head: str
    shift: float
    corrections: int
    let_stand: int
    enough: bool
    people: int = 0


def shifted(probability: float, by: float) -> float:
    """Return a probability whose log-odds are moved."""
    return probable(log_odds(probability, certain=_CERTAIN) + by) if by else probability


def bounded(head: str, shift: float) -> float:
    """Return the shift as far as this head may be moved; whatever was learnt or kept, no more than this ever holds."""
    if head in LEFT_ALONE or not math.isfinite(shift):
        return 0.0
    return max(-FARTHEST, min(0.0 if head in ONLY_LATER else FARTHEST, shift))


def shifts_of(kept: Mapping[str, Any], *, heads: Iterable[str]) -> Shifts:
    """Return shifts as they were kept; what is no head any more, or may not be moved, is left out."""
    number, weights, by = int(kept["number"]), str(kept["weights"]), kept["by"]
    moved = {head: shift for head in heads if (shift := bounded(head, float(by.get(head, 0.0))))}
    return Shifts(number, weights, MappingProxyType(moved)) if moved else NONE


def learn(answers: Iterable[Answer]) -> tuple[Learnt, ...]:
    """Return what there is to learn, for every head that somebody has corrected, most corrections first."""
    by_head: dict[str, list[Answer]] = {}
    for answer in answers:
        by_head.setdefault(answer.head, []).append(answer)
    learnt = (_learnt(head, given) for head, given in by_head.items() if any(a.corrected for a in given))
    return tuple(sorted(learnt, key=lambda one: (-one.corrections, one.head)))


def _learnt(head: str, answers: Sequence[Answer]) -> Learnt:
    corrections = _texts(a for a in answers if a.corrected)
    yes, no = (_texts(a for a in answers if (a.shows >= 0.5) is shows) for shows in (True, False))
    enough = corrections >= FEWEST and min(yes, no) >= RARER
    shift = round(bounded(head, _shift(answers)), 2) if enough else 0.0
    moved = shift if abs(shift) >= SMALLEST else 0.0
    return Learnt(head, moved, corrections, _texts(a for a in answers if not a.corrected), enough)


def _texts(answers: Iterable[Answer]) -> int:
    return round(sum(answer.weight for answer in answers))


def _shift(answers: Sequence[Answer]) -> float:
    """The most likely shift under the prior. What was let stand holds it back, and never moves it the other way."""
    said = _most_likely([(a, a.weight) for a in answers if a.corrected])
    both = _most_likely([(a, a.weight if a.corrected else LET_STAND * a.weight) for a in answers])
    return both if said * both > 0 else 0.0


def _most_likely(weighed: Sequence[tuple[Answer, float]]) -> float:
    """Where the slope of the likelihood with its prior is zero; it falls all the way, so halving finds it."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(20):
        middle = (low + high) / 2
        slope = sum(w * (a.shows - shifted(a.probability, middle)) for a, w in weighed) - PRIOR * middle
        low, high = (middle, high) if slope > 0 else (low, middle)
    return (low + high) / 2
