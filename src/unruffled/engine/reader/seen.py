"""One customer turn laid out for reading: its words, the phrases in it, what came before, what is on record."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from unruffled.engine.reader import disguises, guards
from unruffled.engine.reader.lexicon import Hit, Phrasebook, together
from unruffled.engine.reader.marks import COMMON
from unruffled.engine.reader.normalise import Text, normalise, spoken
from unruffled.engine.vocabulary import DANGERS, STAFF, Context, Reading, Signal, Span, Turn

SHOWN: Final = 0.5
"""Confidence from which a signal is said to show."""
CERTAIN: Final = 0.97
"""No rule is surer than this."""

GRAVE: Final = frozenset(DANGERS) | frozenset(
    "discriminatory_abuse sexual_remark vulnerability_health severe_attack risk_asked risk_denied risk_faint".split()
)
"""What is looked for in every line of a message, however long it is; the rest in its first and last pages."""

Found = dict[str, Signal]
"""Signals by id while a turn is being read."""


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The customer's phrases and the cues that several signals share, compiled once."""
    book = Phrasebook.load("signals/customer", "signals/cues")
    for entry in book.entries.values():
        guards.check(entry)
    return book


@dataclass(frozen=True, slots=True)
class Seen:
    """A customer turn with everything that a rule may look at. `hits` are the phrases that stand after the guards."""

    turn: Turn
    text: Text
    hits: dict[str, tuple[Hit, ...]]
    before: Sequence[Reading]
    context: Context
    asked: tuple[Reading, ...] = field(default=())
    """Earlier turns of the customer, oldest first."""
    answers: tuple[Reading, ...] = field(default=())
    """Our turns since the customer last wrote."""

    def has(self, *ids: str) -> bool:
        """Whether a phrase of any of these ids stands in the turn."""
        return not self.hits.keys().isdisjoint(ids)

    def strength(self, id: str) -> float:
        """How strongly the phrases of this id speak together, 0-1."""
        return min(CERTAIN, together(self.hits.get(id, ())))

    def spans(self, *ids: str) -> tuple[Span, ...]:
        """Where the phrases of these ids stand."""
        return tuple(sorted({hit.span for id in ids for hit in self.hits.get(id, ())}))

    @property
    def whole(self) -> tuple[Span, ...]:
        """The span of the first sentence: what structural signals point at."""
        return (self.text.sentences[0].span,) if self.text.sentences else ()

    def history(self, key: str) -> float:
        """A number from the record, 0 when it is absent or no number."""
        return number(self.context.history.get(key))


def number(value: Any) -> float:
    """A value from a record as a number; 0 for anything that is none."""
    if isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else 0.0


def look(turn: Turn, before: Sequence[Reading], context: Context) -> Seen:
    """Lay out a turn: normalise it, find the phrases, sift them."""
    text = normalise(turn.text)
    book = phrasebook()
    hits: dict[str, list[Hit]] = {}
    for hit in guards.sift(text, book.find(text, everywhere=GRAVE), book.entries):
        hits.setdefault(hit.id, []).append(hit)
    shown = {id for id, plain in hits.items() if together(plain) >= SHOWN}
    for hit in list(_disguised(text, shown)):
        hits.setdefault(hit.id, []).append(hit)
    asked = tuple(r for r in before if r.turn.by == "customer")
    since = asked[-1].turn.n if asked else None
    answers = tuple(r for r in before if r.turn.by in STAFF and (since is None or r.turn.n > since))
    return Seen(turn, text, {k: tuple(v) for k, v in hits.items()}, before, context, asked, answers)


DISGUISED: Final = frozenset(DANGERS) | frozenset(
    "discriminatory_abuse sexual_remark severe_attack insult_you insult_word profanity risk_denied".split()
)
"""What is heard in disguise too, where the plain words say nothing of it."""


def _disguised(text: Text, known: Set[str]) -> Iterator[Hit]:
    """The phrases that are hidden in a text (disguises.py), at the words of the plain text where they stand.

    `known` is what the plain words show; where they are too weak to show it, what is hidden is heard beside them.
    """
    bare = disguises.undone(text, _hidden) if len(text) else None
    if bare is None:
        return
    book = phrasebook()
    for hit in guards.sift(bare.text, book.find(bare.text, only=DISGUISED), book.entries):
        if hit.id not in known and bare.hides(hit):
            first, behind = text.overlapping(hit.span)
            first = min(first, len(text) - 1)
            yield replace(hit, first=first, last=max(first, behind - 1))


@lru_cache(maxsize=1)
def _hidden() -> disguises.Lexicon:
    """The words that are looked for in disguise: every one that phrases name, and which of them tell of danger."""
    telling = frozenset(word for word in phrasebook().words(DISGUISED) - COMMON if len(word) > 2)
    return disguises.Lexicon(frozenset(word for word in phrasebook().words() if len(word) > 1), telling)


_OURS: Final = frozenset(
    """boundary_said fact_delivered fact_missing fact_ours fact_suspicious fact_used playback proposal refusal_said
    risk_asked""".split()
)


@lru_cache(maxsize=256)
def ours(text: str) -> frozenset[str]:
    """Which cues stand in one of our turns or facts: what was proposed, played back, refused or asked, and so on."""
    return frozenset(hit.id for hit in phrasebook().find(normalise(text), only=_OURS))


_STOP_WORDS = """
    a an the i you we they he she it me my your our us and or but so if to of in on at for from with by is are
    was were be been am do does did have has had not no yes this that these those there here will would can
    could should just then than as what when where why how who which please thanks thank hello hi dear again
    still now ok
"""
_CONTENT_STOP: Final = frozenset(_STOP_WORDS.split())
_STEM: Final = re.compile(r"(?:ing|ed|es|s|ly)$")


@lru_cache(maxsize=512)
def content(text: str) -> frozenset[str]:
    """The content words of a text, roughly stemmed: to see whether two turns say the same."""
    words = spoken(text)[0][:400]
    return frozenset(_STEM.sub("", w) if len(w) > 4 else w for w in words if w not in _CONTENT_STOP and len(w) > 1)


def alike(a: str, b: str) -> float:
    """How much two texts share, 0-1: shared content words over those of the shorter one (at least four)."""
    first, second = content(a), content(b)
    return len(first & second) / max(4, min(len(first), len(second)))


def merge(found: Found, signal: Signal) -> None:
    """Add a signal; of two for one id the confidences add up as independent doubts, the spans are joined."""
    known = found.get(signal.id)
    if known is None:
        found[signal.id] = signal
        return
    confidence = min(CERTAIN, 1 - (1 - known.confidence) * (1 - signal.confidence))
    found[signal.id] = Signal(signal.id, confidence, tuple(sorted({*known.spans, *signal.spans})))
