"""Short ways to say things to the reader: one turn, or a whole exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unruffled.engine import reader
from unruffled.engine.reader import promises
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.overlap import stem
from unruffled.engine.vocabulary import Context, Reading, Turn


def hear(text: str, *earlier: str, channel: str = "chat", record: Context | None = None) -> Reading:
    """The reading of a customer's text after earlier ones: 'A: …' is ours, anything else the customer's."""
    return exchange(*earlier, text, channel=channel, record=record)[-1]


def exchange(*texts: str, channel: str = "chat", record: Context | None = None) -> list[Reading]:
    """The readings of an exchange, one a turn, a minute apart."""
    readings: list[Reading] = []
    for n, text in enumerate(texts, start=1):
        ours = text.startswith("A: ")
        turn = Turn(n, "agent" if ours else "customer", float(n), text.removeprefix("A: "), channel)
        readings.append(reader.read(turn, tuple(readings), record or Context()))
    return readings


def ids(reading: Reading) -> set[str]:
    """The signals that show."""
    return {signal.id for signal in reading.signals}


def on_record(*facts: str, **history: Any) -> Context:
    """A record with these facts and this history."""
    known: Mapping[str, Any] = history
    return Context(history=known, facts=facts)


def promised(text: str, **more: Any) -> list[tuple[str, str, str, bool]]:
    """What a text of ours promises: who, what, when, and whether it is vague."""
    return [(p.who, p.what, p.due_text, p.vague) for p in promises.find(text, **more)]


def stems(text: str) -> set[str]:
    """The words of a text in one form each, without single letters."""
    return {stem(word) for word in normalise(text).words if len(word) > 1 or word.isdigit()}
