"""What a case record says of a conversation, filled from what happened: need, what was tried, options, what helped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from unruffled.engine.follow import closing
from unruffled.engine.follow.closing import Cause
from unruffled.engine.follow.words import insulting
from unruffled.engine.playbook import moves_used
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.views import View, two_views
from unruffled.engine.vocabulary import BEYOND_RUDE, STAFF, Context, Reading, Span, Step

EASED: Final = 0.5
"""A fall of heat from which on we say that it eased (DESIGN.md: "easing" after a change of 0.5)."""

LONGEST: Final = 220
"""Letters of somebody's words that a record quotes; the rest is in the message."""

_WANTS: Final = ("want_stated", "refund_demand", "compensation_demand", "deadline_demand", "supervisor_demand")
_ISSUES: Final = ("issue_stated", "promise_broken", "repeat_contact", "long_wait", "safety_hazard", "self_harm")


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's own words, and the turn in which they were said."""

    turn: int
    words: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One of our turns: the moves recognised in it, and how hot the contact's words were before and after it (0-4).

    A fact, and no effect: heat also falls by itself (DOMAIN 3.14).
    """

    turn: int
    moves: tuple[str, ...]
    before: float | None
    after: float | None

    @property
    def eased(self) -> bool:
        """Whether the contact's next words were calmer by EASED or more."""
        return self.before is not None and self.after is not None and self.before - self.after >= EASED


@dataclass(frozen=True, slots=True)
class Record:
    """All that can be filled from what happened. Nothing in it is about what somebody is like.

    `options` and `goodwill` are our own words; `notices` the turns of ours after conduct beyond rude, with the level
    of the ladder that was due; `heats` the contact's heat turn by turn.
    """

    need: tuple[Told, ...]
    views: tuple[View, ...]
    tried: tuple[Tried, ...]
    options: tuple[Told, ...]
    goodwill: tuple[Told, ...]
    notices: tuple[tuple[int, int], ...]
    heats: tuple[float, ...]
    outcome: str | None
    cause: Cause

    @property
    def helped(self) -> tuple[Tried, ...]:
        """What we did before the contact's words became calmer."""
        return tuple(one for one in self.tried if one.eased)


def record_of(steps: Sequence[Step], context: Context) -> Record:
    """Return the record of a followed conversation, as far as it has come (DOMAIN 3.13, S004-8)."""
    readings = [step.reading for step in steps]
    return Record(
        need=tuple(_need(readings)),
        views=tuple(view for view in two_views(readings, context) if view.record),
        tried=tuple(_tried(steps)),
        options=tuple(_ours(readings, "a_options")),
        goodwill=tuple(_ours(readings, "a_goodwill")),
        notices=tuple(_notices(steps)),
        heats=tuple(r.heat_score for r in readings if r.heat_score is not None),
        outcome=closing.suggest_outcome(steps[-1].situation, steps) if steps else None,
        cause=closing.suggest_cause(steps, context) if steps else Cause("unknown", "grievance", ()),
    )


def _need(readings: Sequence[Reading]) -> Iterator[Told]:
    """What the contact asked for in their own words, newest wish first; else what is wrong; else how they began."""
    theirs = [reading for reading in readings if reading.turn.by == "customer"]
    for signals in (_WANTS, _ISSUES):
        found = list(_said(theirs, signals))
        if found:
            yield from found[-2:]
            return
    if theirs:
        words = _shortened(theirs[0].turn.text)
        yield from (Told(theirs[0].turn.n, words),) if words else ()


def _said(readings: Sequence[Reading], signals: Sequence[str]) -> Iterator[Told]:
    """The sentences behind these signals, each once; an insult is not repeated in a record of needs."""
    told: set[str] = set()
    for reading in readings:
        spans = sorted(span for signal in reading.signals if signal.id in signals for span in signal.spans)
        for words in (sentence_around(reading.turn.text, span) for span in spans):
            if words and words not in told and not insulting(reading, words):
                told.add(words)
                yield Told(reading.turn.n, words)


def _ours(readings: Sequence[Reading], signal: str) -> Iterator[Told]:
    for reading in readings:
        if reading.turn.by in STAFF:
            spans = (span for s in reading.agent_signals if s.id == signal for span in s.spans)
            sentences = dict.fromkeys(sentence_around(reading.turn.text, span) for span in spans)
            yield from (Told(reading.turn.n, words) for words in sentences if words)


def sentence_around(text: str, span: Span) -> str:
    """Return the whole sentence in which these code points stand, in one line and not too long."""
    words = normalise(text)
    first, last = words.overlapping(span)
    if first >= last:
        return ""
    return _shortened(words.original[slice(*words.sentence_at(first).span)])


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} …"


def _tried(steps: Sequence[Step]) -> Iterator[Tried]:
    """Our turns with the moves recognised in them: what was said counts, never what was suggested."""
    for n, (before, step) in enumerate(pairwise((None, *steps))):
        if step is None or step.reading.turn.by not in STAFF:
            continue
        level = before.boundary if before else 0
        moves = moves_used(step.reading, last=before.situation if before else None, level_due=level)
        if moves:
            yield Tried(
                step.reading.turn.n, tuple(sorted(moves)), _heat(reversed(steps[:n])), _heat(iter(steps[n + 1 :]))
            )


def _heat(steps: Iterator[Step]) -> float | None:
    """Return the heat of the first of the contact's turns among these."""
    return next((step.reading.heat_score for step in steps if step.reading.heat_score is not None), None)


def _notices(steps: Sequence[Step]) -> Iterator[tuple[int, int]]:
    for step in steps:
        if step.boundary and step.reading.conduct in BEYOND_RUDE:
            yield step.reading.turn.n, step.boundary
