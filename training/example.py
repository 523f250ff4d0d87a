"""One training example: a text, what each head should say of it, and how much that label weighs (0: not known)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.heads import HEADS, PLACE


@dataclass(slots=True)
class Example:
    """`wanted` and `weight` follow the order of HEADS; `spans` are the character places of abusive words, if known."""

    text: str
    source: str
    spans: frozenset[int] | None = None
    plain: bool = True
    """Whether the text may be disturbed (typos, dialect) without harm to its labels."""
    wanted: NDArray[np.float16] = field(default_factory=lambda: np.zeros(len(HEADS), np.float16))
    weight: NDArray[np.float16] = field(default_factory=lambda: np.zeros(len(HEADS), np.float16))

    def say(self, heads: str | Iterable[str], value: float, weight: float = 1.0) -> "Example":
        """Set the label of these heads; the last word counts."""
        for head in [heads] if isinstance(heads, str) else heads:
            place = PLACE.get(head)
            if place is not None:
                self.wanted[place] = value
                self.weight[place] = weight
        return self

    def told(self, head: str) -> tuple[float, float]:
        """The label and the weight of one head."""
        return float(self.wanted[PLACE[head]]), float(self.weight[PLACE[head]])
