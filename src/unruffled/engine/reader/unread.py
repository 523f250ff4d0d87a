"""The reading of a turn in a language that we do not read: nothing is guessed, and English words of danger count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from unruffled.engine.reader import customer
from unruffled.engine.vocabulary import Context, Reading, Turn

DANGER: Final = frozenset({"self_harm", "safety_hazard", "third_party_risk", "threat_violence"})
"""What English words in the middle of another language may still say: to look once more costs little."""


def read(turn: Turn, before: Sequence[Reading], context: Context, *, language: str, version: str) -> Reading:
    """Return the reading of a turn in this language: its heat is not known, nobody is judged by it, nothing is found.

    The trained model is not asked. What stays silent here is no sign of calm: the reading says that it was not read.
    """
    silent = Reading(turn=turn, reader=version, language=language)
    if turn.by != "customer":
        return silent
    words = customer.read(turn, before, context, version=version)
    danger = tuple(signal for signal in words.signals if signal.id in DANGER)
    conduct = "threat" if words.conduct == "threat" and danger else "ok"
    return replace(silent, conduct=conduct, signals=danger)
