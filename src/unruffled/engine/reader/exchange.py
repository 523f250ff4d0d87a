"""One of our texts beside what it answers: its phrases, its promises, and what it shares with the customer's words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from unruffled.engine.reader import promises as promise_reading
from unruffled.engine.reader import questions as question_reading
from unruffled.engine.reader.lexicon import Hit, Phrasebook
from unruffled.engine.reader.normalise import Sentence, Text, normalise
from unruffled.engine.reader.overlap import content, content_of, stems_of, strong
from unruffled.engine.vocabulary import STAFF, Context, Promise, Question, Reading, Span

PUBLIC: frozenset[str] = frozenset({"social", "review"})
"""Channels that everybody can read."""

AT_LEAST = 0.5
"""Below this confidence a signal is not reported."""

_REACH = 12
"""How many of the latest turns a reply is held against."""

_QUESTIONS = 40
"""How many of the latest questions a reply is held against: a flood of them must not cost us the time to answer one."""


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrases of our side, compiled once."""
    return Phrasebook.load("signals/staff")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A text of ours, sent or still a draft, with everything that its readers ask of it, worked out once.

    `said` are the content stems of the customer's latest turns, `known` those of the record; `shared[i]` what sentence
    i has in common with either. `asked` are the questions that wait for an answer.
    """

    text: str
    words: Text
    hits: dict[str, tuple[Hit, ...]]
    promises: tuple[Promise, ...]
    asked: tuple[Question, ...]
    said: frozenset[str]
    known: frozenset[str]
    shared: tuple[frozenset[str], ...]
    before: Sequence[Reading]
    context: Context
    channel: str

    def has(self, *ids: str) -> bool:
        """Whether a phrase of one of these entries stands in the text."""
        return any(self.hits.get(id) for id in ids)

    def spans(self, id: str) -> tuple[Span, ...]:
        """Where the phrases of this entry stand."""
        return tuple(hit.span for hit in self.hits.get(id, ()))

    def ours(self, id: str) -> list[Hit]:
        """The phrases of this entry that are ours to answer for: not those we take back in the same breath."""
        taken_back = {self.sentence_of(h) for h in self.hits.get("a_repair", ())}
        return [h for h in self.hits.get(id, ()) if self.sentence_of(h) not in taken_back]

    def sentence_of(self, hit: Hit) -> int:
        """The number of the sentence that a hit stands in."""
        return bisect_right(self.words.sentences, hit.first, key=lambda s: s.first) - 1

    def is_asked(self, i: int) -> bool:
        """Whether sentence i is a question of ours."""
        return "?" in self.words.sentences[i].mark

    @property
    def last(self) -> Reading | None:
        """The customer's latest turn."""
        return next((r for r in reversed(self.before) if r.turn.by == "customer"), None)

    @property
    def overlap(self) -> frozenset[str]:
        """Everything the text shares with the customer's words or the record, small numbers left out."""
        return strong(frozenset().union(*self.shared))

    @property
    def echoes(self) -> frozenset[str]:
        """What the statements of the text share with the customer's own words."""
        return strong(frozenset().union(*self.shared)) & self.said

    def was_said(self, *signals: str) -> bool:
        """Whether one of these customer signals has shown in this conversation."""
        return any(r.has(*signals) for r in self.before)


def exchange(
    text: str, before: Sequence[Reading], context: Context, *, by: str = "agent", channel: str = "chat"
) -> Exchange:
    """Return the text beside what it answers. Linear in its length."""
    words = normalise(text)
    near = [r for r in before[-_REACH:] if r.turn.by == "customer"]
    said = frozenset().union(*(stems_of(r) for r in near))
    known = _record(context)
    case = said | known
    return Exchange(
        text=text,
        words=words,
        hits=_found(words),
        promises=promise_reading.find(text, by=by, before=before),
        asked=waiting(before),
        said=said,
        known=known,
        shared=tuple(_stems(words, s) & case for s in words.sentences),
        before=before,
        context=context,
        channel=channel,
    )


def sure(hits: Sequence[Hit]) -> tuple[Span, ...]:
    """Return where the phrases stand that are sure enough to be reported."""
    return tuple(h.span for h in hits if h.weight >= AT_LEAST)


def waiting(before: Sequence[Reading]) -> tuple[Question, ...]:
    """The customer's questions since one of us last wrote, the latest ones if there are very many."""
    found: list[Question] = []
    for reading in reversed(before):
        if reading.turn.by in STAFF or len(found) >= _QUESTIONS:
            break
        if reading.turn.by == "customer":
            found[:0] = question_reading.of(reading)
    return tuple(found[-_QUESTIONS:])


def _stems(words: Text, sentence: Sentence) -> frozenset[str]:
    return content_of(words, sentence.first, sentence.last)


def _found(words: Text) -> dict[str, tuple[Hit, ...]]:
    hits: dict[str, list[Hit]] = {}
    for hit in phrasebook().find(words):
        if not words.quoted[hit.first]:
            hits.setdefault(hit.id, []).append(hit)
    return {id: tuple(found) for id, found in hits.items()}


def _record(context: Context) -> frozenset[str]:
    texts = [*context.facts, *_texts(context.customer), *_texts(context.history)]
    return frozenset().union(*(content(t) for t in texts))


def _texts(known: Any) -> list[str]:
    """Every string in the record's tables, however deep."""
    if isinstance(known, str):
        return [known]
    if isinstance(known, dict):
        return [t for value in known.values() for t in _texts(value)]
    if isinstance(known, (list, tuple)):
        return [t for value in known for t in _texts(value)]
    return []
