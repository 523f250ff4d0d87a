"""How the customer treats people in this turn: insults need a person on our side as target; anger is not misconduct."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from unruffled.engine.reader import gladness
from unruffled.engine.reader.lexicon import Covered, Hit, together
from unruffled.engine.reader.normalise import HARD, LOOSE
from unruffled.engine.reader.seen import CERTAIN, Found, Seen, ours
from unruffled.engine.vocabulary import BEYOND_RUDE, STAFF, Signal, Span

_MASS: Final = frozenset({"liar", "liars", "thief", "thieves", "crook", "crooks"})
"""Accusations: contempt for the firm unless they are said to one person."""


def signals(seen: Seen) -> Iterator[Signal]:
    """The signals about conduct: insult_agent, abuse_sustained, and the graver ones found by their words."""
    insults = _insults(seen)
    if insults:
        confidence = min(CERTAIN, together(insults))
        spans = _joined(seen, insults)
        yield Signal("insult_agent", confidence, spans)
        if _second(seen):
            yield Signal("abuse_sustained", confidence, spans)


def of(seen: Seen, found: Found) -> str:
    """The conduct value of this turn alone (DOMAIN 3.1, Part 6.1): the gravest that shows."""
    if "threat_violence" in found:
        return "threat"
    if "sexual_remark" in found:
        return "sexual"
    if "discriminatory_abuse" in found:
        return "discriminatory"
    if "insult_agent" in found:
        return "abuse" if "abuse_sustained" in found or seen.has("severe_attack") else "insult"
    if seen.strength("rude") >= 0.5 and not _warm(seen):
        return "rude"
    return "profanity_situational" if "profanity" in found else "ok"


def _insults(seen: Seen) -> list[Hit]:
    if _warm(seen):
        return []
    direct = [*seen.hits.get("insult_you", ()), *seen.hits.get("severe_attack", ())]
    said = Covered(direct)
    return direct + [hit for hit in seen.hits.get("insult_word", ()) if _addressed(seen, hit) and not said.meets(hit)]


def _joined(seen: Seen, insults: list[Hit]) -> tuple[Span, ...]:
    """Where the insults stand; a name right behind one belongs to it: 'you brainless' 'clown'."""
    names = {hit.first: hit for hit in seen.hits.get("insult_word", ())}
    ends = {hit.first: max(hit.last, names[hit.last + 1].last if hit.last + 1 in names else 0) for hit in insults}
    return tuple(seen.text.span(first, last) for first, last in sorted(ends.items()))


def _addressed(seen: Seen, hit: Hit) -> bool:
    """Whether a name stands alone as an address: '…, moron.' or 'Idiots.'"""
    text = seen.text
    opens = text.breaks[hit.first] >= LOOSE
    closes = hit.last + 1 >= len(text) or text.breaks[hit.last + 1] >= LOOSE
    if text.words[hit.first] in _MASS:
        return False
    starts_turn = text.breaks[hit.first] == HARD
    return (opens and closes) or (closes and starts_turn and hit.first == hit.last)


def _warm(seen: Seen) -> bool:
    """Whether the turn is plainly friendly, so that rough words are banter: 'you absolute legend, you mad bastard'."""
    if gladness.shows(seen):
        return True
    return seen.strength("gratitude") >= 0.5 and not seen.has("anger", "frustration", "sarcasm", "severe_attack")


def _second(seen: Seen) -> bool:
    """Whether it is the second insult of this conversation, or goes on after we named the conduct."""
    if any(r.conduct in BEYOND_RUDE for r in seen.asked):
        return True
    if not any(r.conduct == "rude" for r in seen.asked):
        return False
    return any(r.has("a_boundary") and "boundary_said" in ours(r.turn.text) for r in seen.before if r.turn.by in STAFF)
