"""What is kept beside a customer's reading, so that no later turn reads its text again."""

from __future__ import annotations

from dataclasses import replace

from unruffled.engine.reader import questions
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.overlap import content_of
from unruffled.engine.vocabulary import Reading


def to_keep(reading: Reading) -> Reading:
    """Return a reading for keeping; a customer's with its questions counted and the stems of its words."""
    if reading.turn.by != "customer":
        return reading
    stems = content_of(normalise(reading.turn.text))
    return replace(reading, asks=questions.count(reading), stems=tuple(sorted(stems)))
