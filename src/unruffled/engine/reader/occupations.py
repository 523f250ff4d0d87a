"""Dark words that belong to somebody's trade: an undertaker's urns, a lawyer's courts, a thesis on suicide."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from unruffled.engine.reader.lexicon import Hit
from unruffled.engine.reader.seen import Seen
from unruffled.engine.vocabulary import Signal, Span

_SUBJECTS: Final = frozenset({"self_harm", "threat_violence", "third_party_risk", "risk_faint", "anger", "distress"})
"""What is not shown where its words are only a subject that is studied, staged or played."""
_GOODS: Final = {
    "vulnerability_life_event": frozenset(
        """funeral funerals coffin coffins urn urns hearse burial burials cremation cremations ashes grave graves
        headstone headstones memorial wake divorce divorces divorced custody battle separation probate executor
        executors deceased death certificate bereavement bereaved undertaker undertakers mourners estate of the home
        coach lawyer""".split()
    ),
    "legal_threat": frozenset(
        """court courts papers judge judges custody take taking took him her them to the a case cases claim claims legal
        action advice dictionary documents letter letters lawyer solicitor barrister attorney in case small high county
        tribunal lawsuit litigation injunction subpoena testimony and or for family
        divorce criminal probate employment""".split()
    ),
}  # fmt: skip
_OWN: Final = frozenset("i my me we our us mine with have has had having".split())
_ACTING: Final = frozenset({"i", "we", "us"})
"""A lawyer's court papers are theirs, and no threat; a lawyer who says "I" may sue."""


def without(seen: Seen) -> Seen:
    """Return the turn without the phrases that are only a subject, or the goods of the writer's trade.

    Danger that is said beside them ("… and I keep thinking of it myself") has words of its own and stays.
    """
    if not seen.has("studied", "profession"):
        return seen
    kept = {id: tuple(hit for hit in hits if not _is_trade(seen, hit)) for id, hits in seen.hits.items()}
    return replace(seen, hits={id: hits for id, hits in kept.items() if hits})


def covers(seen: Seen, signal: Signal) -> bool:
    """Whether all that the model points at is a subject, or goods of the writer's trade."""
    if not signal.spans or not seen.has("studied", "profession"):
        return False
    return all(_is_trade(seen, as_hit(seen, signal.id, span)) for span in signal.spans)


def as_hit(seen: Seen, id: str, span: Span) -> Hit:
    """Words that the model points at, as if a phrase had been found there."""
    first, behind = seen.text.overlapping(span)
    return Hit(id, span, 1.0, "", first, max(first, behind - 1))


def _is_trade(seen: Seen, hit: Hit) -> bool:
    if hit.id in _SUBJECTS:
        return any(topic.first <= hit.first and hit.last <= topic.last for topic in seen.hits.get("studied", ()))
    if not seen.has("profession"):
        return False
    words = seen.text.words[hit.first : hit.last + 1]
    if hit.id in _GOODS:
        return _GOODS[hit.id].issuperset(words) and not _is_own(seen, hit)
    return hit.id == "vulnerability_health" and _OWN.isdisjoint(words) and not _is_own(seen, hit)


def _is_own(seen: Seen, hit: Hit) -> bool:
    """Whether it is the writer's own, "my father's funeral"; not "our coffins", which say what their trade is."""
    low = max(seen.text.sentence_at(hit.first).first, hit.first - 3)
    named = {i for cue in seen.hits.get("profession", ()) for i in range(cue.first, cue.last + 1)}
    own = _ACTING if hit.id == "legal_threat" else _OWN
    return any(seen.text.words[i] in own and i not in named for i in range(low, hit.first))
