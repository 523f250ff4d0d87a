"""A reading in numbers for programs: the probability of everything the reader looks for, whether it shows or not.

Rules and model count together by the weights in probable.toml. What was never measured is left out.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from unruffled.engine.reader import fusion, model
from unruffled.engine.reader.odds import log_odds, probable
from unruffled.engine.vocabulary import STAFF, Reading

MEASURED: Final = "measured.json"
"""Written beside the weights when they are measured: by id, on how many texts, and how many of these show it."""
EMOTIONS: Final = ("anger", "anxiety", "sadness", "joy", "gratitude")
FEWEST: Final = 3
"""Texts that show a thing, from which on it counts as measured."""
_CERTAIN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Measured:
    """On how many texts a probability was measured, how many of them show the thing, and the calibration error."""

    n: int
    shown: int
    error: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How the model's probability and what shows weigh together, in log-odds (probable.toml says what each one is)."""

    base: float
    model: float
    shown: float


@lru_cache(maxsize=1)
def calibrated() -> Mapping[str, Measured]:
    """Return what was measured, by id: signals and moves by their own, `emotion:anger` and the like, `negative`,
    `abuse`, `directed`."""
    kept = model.WEIGHTS / MEASURED
    rows = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    return {id: Measured(**row) for id, row in rows.items() if row["shown"] >= FEWEST}


@dataclass(frozen=True, slots=True)
class Feeling:
    """How a feeling is weighed against the others: `base` plus the log-odds of each head times its weight."""

    base: float
    heads: Mapping[str, float]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Weights]:
    """Return the packaged weights of the two sides, `customer` and `staff`."""
    return {side: Weights(**_table()[side]) for side in ("customer", "staff")}


@lru_cache(maxsize=1)
def feelings() -> Mapping[str, Feeling]:
    """Return the feelings that are weighed against the others, by the ids that programs are told."""
    return {id: Feeling(**row) for id, row in _table()["feelings"].items()}


def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("probable.toml").read_text("utf-8"))


def of(reading: Reading, *, fast: bool = False) -> Mapping[str, float]:
    """Return the probabilities (0-1) of what a turn may show, by the ids of `calibrated`; empty if it was not read.

    A customer's turn has signals, emotions and abuse; one of ours the moves. `fast` as it was read.
    """
    ours = reading.turn.by in STAFF
    if reading.language or not (ours or reading.turn.by == "customer"):
        return MappingProxyType({})
    said = fusion.opinion(reading.turn.text, ours=ours, fast=fast).probability
    if not said:
        return MappingProxyType({})
    shown = {signal.id: signal.confidence for signal in (*reading.signals, *reading.agent_signals)}
    side = weights()["staff" if ours else "customer"]
    found = {id: _together(side, said[head], shown.get(id, 0.0)) for head, id in _heads("a:" if ours else "s:")}
    if not ours:
        found |= {id: said[head] for id, head in _ALONE.items() if head in said}
        found |= {id: _felt(feeling, said) for id, feeling in feelings().items()}
    return found


@cache
def _heads(prefix: str) -> tuple[tuple[str, str], ...]:
    """The heads of one side, each with the id of what it looks for."""
    return tuple((head, head.removeprefix(prefix)) for head in model.heads() if head.startswith(prefix))


_ALONE: Final = {
    **{f"emotion:{name}": f"e:{name}" for name in EMOTIONS},
    "negative": "e:negative",
    "abuse": "abuse",
    "directed": "abuse:directed",
}
"""What the model says by itself, and from which head; `feelings` may say better."""


def _together(side: Weights, probability: float, confidence: float) -> float:
    raised = side.base + side.model * odds(probability) + side.shown * max(0.0, 2 * confidence - 1)
    return probable(raised)


def _felt(feeling: Feeling, said: Mapping[str, float]) -> float:
    return probable(feeling.base + sum(weight * odds(said[head]) for head, weight in feeling.heads.items()))


def odds(probability: float) -> float:
    """Return the logarithm of the odds, of what is certain that of nearly certain."""
    return log_odds(probability, certain=_CERTAIN)
