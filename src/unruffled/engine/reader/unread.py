"""The reading of a turn in a language that we do not read: nothing is guessed, and English words of danger count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unruffled.engine.reader import customer
from unruffled.engine.vocabulary import DANGERS, Context, Reading, Signal, Turn


def read(turn: Turn, before: Sequence[Reading], context: Context, *, language: str, version: str) -> Reading:
    """Return the reading of a turn in this language: its heat is not known, nobody is judged by it, nothing is found.

    The trained model is not asked. English words of danger in the middle of it count: to look once more costs little.
    What stays silent here is no sign of calm: the reading says that it was not read.
    """
    silent = Reading(turn=turn, reader=version, language=language)
    if turn.by != "customer":
        return silent
    words = customer.read(turn, before, context, version=version)
    danger = _dangers(words)
    conduct = "threat" if words.conduct == "threat" and danger else "ok"
    return replace(silent, conduct=conduct, signals=danger)


def dangers(turn: Turn, before: Sequence[Reading], context: Context) -> tuple[Signal, ...]:
    """Return the dangers that English words say in a customer's turn, whatever languages its sentences are in."""
    return _dangers(customer.read(turn, before, context, version=""))


def _dangers(words: Reading) -> tuple[Signal, ...]:
    return tuple(signal for signal in words.signals if signal.id in DANGERS)
