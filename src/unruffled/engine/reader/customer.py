"""What shows in a customer's turn: signals, conduct and heat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from unruffled.engine.reader import conduct, heat, irony, progress, record
from unruffled.engine.reader.seen import SHOWN, Found, Seen, look, merge
from unruffled.engine.vocabulary import SIGNALS, Context, Reading, Signal, Span, Turn


def read(turn: Turn, before: Sequence[Reading], context: Context, *, version: str) -> Reading:
    """Return the signals, conduct and heat of a customer's turn.

    Uses this turn, the readings of earlier ones and what was known at the start; never a later turn.
    """
    seen = look(turn, before, context)
    found = _signals(seen)
    behaviour = conduct.of(seen, found)
    score = heat.score(seen, found, behaviour)
    ordered = tuple(sorted(found.values(), key=lambda s: (s.spans[:1] or ((0, 0),), s.id)))
    return Reading(turn=turn, heat_score=score, conduct=behaviour, signals=ordered, reader=version)


def _signals(seen: Seen) -> Found:
    found = _from_words(seen)
    for more in (
        conduct.signals(seen),
        record.signals(seen, found),
        progress.signals(seen, found),
        irony.signals(seen, found),
    ):
        for signal in list(more):
            merge(found, signal)
    found = {name: signal for name, signal in found.items() if signal.confidence >= SHOWN}
    for signal in list(_from_each_other(seen, found)):
        merge(found, signal)
    irony.settle(found)
    progress.settle(seen, found)
    _settle(seen, found)
    return found


def _from_words(seen: Seen) -> Found:
    """Every signal with the strength of its own phrases, also those too weak to show alone."""
    names = [name for name in seen.hits if name in SIGNALS]
    return {name: Signal(name, round(seen.strength(name), 3), seen.spans(name)) for name in names}


_UPSET: Final = ("anger", "frustration", "disappointment", "anxiety", "distress", "insult_agent", "feels_unheard")
_SUFFERED: Final = (
    "repeat_contact",
    "long_wait",
    "promise_broken",
    "repeat_info",
    "transfer_complaint",
    "feels_unheard",
    "loop",
)


def _from_each_other(seen: Seen, found: Found) -> Iterator[Signal]:
    """What follows from signals together: shouting needs anger, an insult is anger, much suffered is frustration."""
    shouted = _shouted(seen, found)
    if shouted:
        yield Signal("shouting", 0.9, shouted)
        if "anger" not in found and "distress" not in found and "anxiety" not in found:
            yield Signal("anger", 0.6, shouted)
    if "insult_agent" in found or "threat_violence" in found:
        yield Signal("anger", 0.75, (found.get("insult_agent") or found["threat_violence"]).spans)
    suffered = [name for name in _SUFFERED if name in found]
    warm = "gratitude" in found or "resolution_confirmed" in found or "acceptance" in found
    if len(suffered) >= 2 and not warm or "loop" in found or "feels_unheard" in found and not warm:
        yield Signal("frustration", 0.6, tuple(sorted({s for name in suffered for s in found[name].spans})))
    if seen.strength("rude") >= 0.5 and "gratitude" not in found:
        yield Signal("frustration", 0.6, seen.spans("rude"))


def _shouted(seen: Seen, found: Found) -> tuple[Span, ...]:
    """Two or more capitalised words in a row, three marks, or a transcript's note; in anger only (DOMAIN 6.14)."""
    text = seen.text
    notes = [
        i
        for i, s in enumerate(text.shapes)
        if s == "<note>" and text.words[i + 1 : i + 2] and text.words[i + 1] in _LOUD
    ]
    if notes:
        return tuple(text.span(i, i) for i in notes)
    runs = _capital_runs(seen)
    marks = [s.span for s in text.sentences if len(s.mark) >= 3 and ("!" in s.mark or s.mark.count("?") >= 3)]
    joyful = seen.strength("positive") >= 0.5 or "gratitude" in found or "resolution_confirmed" in found
    cross = any(name in found for name in _UPSET) or any(
        n in found
        for n in (
            "profanity",
            "long_wait",
            "refund_demand",
            "promise_broken",
            "rejection",
            "issue_stated",
            "supervisor_demand",
            "rude",
            "threat_violence",
        )
    )
    if (runs or marks) and cross and not (joyful and not any(name in found for name in ("anger", "insult_agent"))):
        return tuple(runs) or tuple(marks)
    return ()


_LOUD: Final = frozenset({"shouting", "shouts", "raised", "raises", "yelling", "screaming", "yells", "screams", "loud"})


def _capital_runs(seen: Seen) -> list[Span]:
    text, runs, start = seen.text, [], None
    for i in range(len(text) + 1):
        loud = i < len(text) and (
            text.capitals[i]
            or (
                start is not None
                and text.words[i] in ("i", "a", "u")
                or start is not None
                and text.shapes[i] == "<number>"
            )
        )
        if loud and start is None:
            start = i
        elif not loud and start is not None:
            loudest = [text.words[k] for k in range(start, i) if text.capitals[k]]
            if len(loudest) >= 2 and max(map(len, loudest)) >= 4 and text.starts[start] != text.starts[i - 1]:
                runs.append(text.span(start, i - 1))
            start = None
    return runs


_GRAVE: Final = ("self_harm", "safety_hazard", "third_party_risk", "threat_violence")


def _settle(seen: Seen, found: Found) -> None:
    """What one signal rules out of another."""
    if "gratitude" in found and "sarcasm" not in found:
        for name in ("anger", "frustration"):
            if name in found and found[name].confidence < 0.7:
                del found[name]
    if "resolution_confirmed" in found:
        for name in ("long_wait", "issue_stated", "anxiety", "confusion", "frustration"):
            if name in found and found[name].confidence < 0.9:
                del found[name]
    if "abuse_sustained" in found and "insult_agent" not in found:
        del found["abuse_sustained"]
