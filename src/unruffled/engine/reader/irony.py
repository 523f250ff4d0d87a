"""Sarcasm: praise or thanks for something bad flips the surface (DOMAIN 3.1 f)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from unruffled.engine.reader.seen import Found, Seen
from unruffled.engine.vocabulary import Signal

_NEAR: Final = 14
"""How many words apart praise and the bad event may stand."""
_FLIPPED: Final = ("gratitude", "relief", "advocacy", "resolution_confirmed")


def signals(seen: Seen) -> Iterator[Signal]:
    """Praise close to a bad event, when nothing says that the event is over."""
    if seen.has("resolution_confirmed", "customer_apology", "relief") or _sincere(seen):
        return
    for praise in seen.hits.get("praise", ()):
        for bad in seen.hits.get("bad_event", ()):
            if 0 < bad.first - praise.last <= _NEAR and not _turns(seen, praise.last, bad.first):
                yield Signal("sarcasm", 0.55, (praise.span, bad.span))
                return


def settle(found: Found) -> None:
    """Sarcasm takes the place of the praise it wears."""
    sarcasm = found.get("sarcasm")
    if sarcasm is None:
        return
    for name in _FLIPPED:
        if name in found and found[name].confidence <= sarcasm.confidence + 0.3:
            del found[name]


def _sincere(seen: Seen) -> bool:
    """Whether the thanks have a person and a deed as object: 'thanks for reading', 'thank you Noor'."""
    answered = bool(seen.answers)
    return answered and seen.strength("gratitude") >= 0.5 and seen.strength("sarcasm") < 0.5 and not seen.has("anger")


def _turns(seen: Seen, start: int, end: int) -> bool:
    """Whether a 'but' stands between: 'nice room, but the heating is broken' is plain criticism."""
    between = seen.text.words[start : end + 1]
    return any(
        w in ("but", "however", "although", "though", "except", "unfortunately", "sadly", "now", "if", "would")
        for w in between
    )
