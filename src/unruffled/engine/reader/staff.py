"""What shows in one of our turns: what was done well, what was not, and what was promised."""

from __future__ import annotations

from collections.abc import Sequence

from unruffled.engine.reader import promises, questions
from unruffled.engine.reader.done_badly import BADLY
from unruffled.engine.reader.done_well import WELL
from unruffled.engine.reader.exchange import AT_LEAST, Exchange, exchange, sure
from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, GOOD_AGENT_SIGNALS, Context, Reading, Signal, Turn


def read(turn: Turn, before: Sequence[Reading], context: Context, *, version: str) -> Reading:
    """Return what one of our turns does: agent signals with their words, promises, and what we asked."""
    seen = exchange(turn.text, before, context, by=turn.by, channel=turn.channel)
    return Reading(
        turn=turn,
        agent_signals=signals(seen),
        promises=promises.to_record(seen.promises, before),
        questions=tuple(q for q in questions.find(turn.text) if q.text.endswith("?")),
        reader=version,
    )


def signals(seen: Exchange) -> tuple[Signal, ...]:
    """Return every agent signal of a text of ours, good ones first, each with its words."""
    good = [s for id in GOOD_AGENT_SIGNALS if (s := _signal(id, seen)) is not None]
    named = frozenset(s.id for s in good)
    bad = [s for id in BAD_AGENT_SIGNALS if (s := _bad(id, seen, named)) is not None]
    return (*good, *bad)


def _signal(id: str, seen: Exchange) -> Signal | None:
    spans = WELL[id](seen) if id in WELL else sure(seen.hits.get(id, ()))
    return Signal(id, _confidence(id, seen), spans) if spans else None


def _bad(id: str, seen: Exchange, good: frozenset[str]) -> Signal | None:
    spans = BADLY[id](seen, good) if id in BADLY else sure(seen.ours(id))
    return Signal(id, _confidence(id, seen), spans) if spans else None


def _confidence(id: str, seen: Exchange) -> float:
    return max((h.weight for h in seen.hits.get(id, ()) if h.weight >= AT_LEAST), default=0.8)
