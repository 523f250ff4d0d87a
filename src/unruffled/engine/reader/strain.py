"""How strained a turn sounds beyond any one phrase: effort, denial, blame, marks and curtness against courtesy.

A small additive model with its weights in heat.toml ([strain]); what it finds is frustration that nobody put in a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from unruffled.engine.reader import heat
from unruffled.engine.reader.seen import Found, Seen
from unruffled.engine.vocabulary import Signal, Span

_DENYING: Final = frozenset({"not", "never", "nobody", "nothing", "none", "without", "neither", "nor"})
_CUES: Final = ("effort", "blame", "curt", "bad_event", "problem", "intense")
_CONTENT: Final = ("anger", "frustration", "distress", "anxiety", "disappointment")
_GLAD: Final = ("gratitude", "resolution_confirmed", "relief", "advocacy", "customer_apology")


def signals(seen: Seen, found: Found) -> Iterator[Signal]:
    """Frustration, where the strain is enough and no emotion shows by its words."""
    if any(name in found for name in (*_CONTENT, *_GLAD)):
        return
    strength, spans = measure(seen, found)
    if strength >= heat.weights().strain["shown"]:
        yield Signal("frustration", min(0.75, strength), spans or seen.whole)


def measure(seen: Seen, found: Found) -> tuple[float, tuple[Span, ...]]:
    """The strain of a turn, about 0-1, and the words that add to it."""
    w = heat.weights().strain
    strain = sum(w[cue] for cue in _CUES if seen.has(cue))
    strain += w["twice"] * (len(seen.hits.get("effort", ())) >= 2)
    strain += w["denial"] * min(2, sum(word in _DENYING for word in seen.text.words))
    strain += w["marks"] * any(len(s.mark) >= 2 for s in seen.text.sentences)
    strain += w["grievance"] * bool(
        found.keys() & {"rejection", "repeat_contact", "long_wait", "refund_demand", "issue_stated"}
    )
    strain += w["heated_before"] * bool(seen.asked and (seen.asked[-1].heat_score or 0) >= 2)
    strain -= w["polite"] * min(2, len(seen.hits.get("polite", ())))
    strain -= w["mild"] * seen.has("mild", "positive")
    strain -= w["asking"] * (all("?" in s.mark for s in seen.text.sentences) and not seen.asked)
    return strain, seen.spans("effort", "blame")
