"""What shows in a customer's turn: signals, conduct and heat."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from unruffled.engine.reader import guards
from unruffled.engine.reader import questions as question_reading
from unruffled.engine.reader.lexicon import Hit, Phrasebook
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import SIGNALS, Context, Reading, Signal, Turn

_HEATS = {"anger": 2.4, "frustration": 1.8, "distress": 2.8, "anxiety": 1.6, "disappointment": 1.3, "sarcasm": 1.8,
          "insult_agent": 2.8, "feels_unheard": 1.8, "promise_broken": 1.6, "long_wait": 1.4, "repeat_contact": 1.3,
          "supervisor_demand": 2.0, "threat_violence": 3.4}  # fmt: skip


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The customers' phrases, compiled once."""
    return Phrasebook.load("signals/customer", "signals/cues")


def read(turn: Turn, before: Sequence[Reading], context: Context, *, version: str) -> Reading:
    """Return what shows in this turn of the customer's."""
    text = normalise(turn.text)
    book = phrasebook()
    found: dict[str, list[Hit]] = {}
    for hit in guards.sift(text, book.find(text), book.entries):
        found.setdefault("insult_agent" if hit.id == "insult_you" else hit.id, []).append(hit)
    signals = [
        Signal(id=name, confidence=max(h.weight for h in hits), spans=tuple(h.span for h in hits))
        for name, hits in sorted(found.items())
        if name in SIGNALS
    ]
    insulted = any(r.has("insult_agent") for r in before)
    conduct = "ok"
    if "insult_agent" in found:
        conduct = "abuse" if insulted else "insult"
        if insulted:
            signals.append(Signal("abuse_sustained", 0.9, tuple(h.span for h in found["insult_agent"])))
    elif "rude" in found:
        conduct = "rude"
    elif "profanity" in found:
        conduct = "profanity_situational"
    hot = sorted((_HEATS[s.id] for s in signals if s.id in _HEATS), reverse=True)
    heat = min(4.0, sum(value * 0.25**n for n, value in enumerate(hot))) if hot else 0.3
    questions = question_reading.find(turn.text) if hasattr(question_reading, "find") else ()
    return Reading(
        turn=turn, heat_score=heat, conduct=conduct, signals=tuple(signals), questions=tuple(questions), reader=version
    )
