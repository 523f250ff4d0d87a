"""Readings and steps as plain JSON values and back, for whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from unruffled.engine.vocabulary import (
    AGENT_SIGNALS,
    SIGNALS,
    Advice,
    Promise,
    Question,
    Reading,
    Reason,
    Signal,
    Situation,
    Span,
    Step,
    Turn,
)

Json = dict[str, Any]

_KEPT_APART: Final = frozenset(SIGNALS) | AGENT_SIGNALS | {"signals", "lasting", "stage", "main_stage"}


def stored(reading: Reading) -> Json:
    """Return a reading as JSON values, without its turn; `restored` gives back an equal one."""
    return {
        "heat_score": reading.heat_score,
        "heat_sure": reading.heat_sure,
        "conduct": reading.conduct,
        "signals": [_signal(s) for s in reading.signals],
        "agent_signals": [_signal(s) for s in reading.agent_signals],
        "promises": [_promise(p) for p in reading.promises],
        "questions": [{"span": list(q.span), "text": q.text} for q in reading.questions],
        "reader": reading.reader,
        "stage_by_human": reading.stage_by_human,
        "by_human": sorted(reading.by_human),
        "language": reading.language,
        "partly": reading.partly,
        "asks": reading.asks,
        "stems": None if reading.stems is None else list(reading.stems),
    }


def restored(turn: Turn, kept: Mapping[str, Any]) -> Reading:
    """Return the reading of this turn that was kept by `stored`; keys that an older version lacks have their defaults.

    :raises KeyError, TypeError, ValueError: if this is not a kept reading
    """
    return Reading(
        turn=turn,
        heat_score=kept["heat_score"],
        conduct=kept["conduct"],
        signals=_signals(kept["signals"]),
        agent_signals=_signals(kept["agent_signals"]),
        promises=tuple(Promise(**{**p, "span": _span(p["span"])}) for p in kept.get("promises", ())),
        questions=tuple(Question(span=_span(q["span"]), text=q["text"]) for q in kept.get("questions", ())),
        reader=kept.get("reader", ""),
        stage_by_human=kept.get("stage_by_human"),
        by_human=frozenset(kept.get("by_human", ())),
        language=kept.get("language", ""),
        partly=kept.get("partly", ""),
        heat_sure=kept.get("heat_sure", True),
        asks=kept.get("asks"),
        stems=None if (stems := kept.get("stems")) is None else tuple(stems),
    )


def stored_step(step: Step) -> Json:
    """Return where a conversation stands after a turn and what to do next; the reading is kept apart.

    Of the facts those are kept that are no signals: the signals have their own lists.
    """
    return {
        "n": step.situation.n,
        "by": step.reading.turn.by,
        **_situation(step.situation),
        "moves": [_advice(move) for move in step.moves],
        "guard": list(step.guard),
        "boundary": step.boundary,
        "boundary_reasons": [_reason(r) for r in step.boundary_reasons],
        "flags": list(step.flags),
        "difficulty": step.difficulty,
    }


def _situation(situation: Situation) -> Json:
    return {
        "stage": situation.stage,
        "main_stage": situation.main_stage,
        "facts": {name: _value(value) for name, value in situation.facts.items() if name not in _KEPT_APART},
        "signals": sorted(situation.signals),
        "lasting": sorted(situation.lasting),
        "evidence": {
            name: {"turn": e.turn, "spans": [list(span) for span in e.spans], "quote": e.quote}
            for name, e in situation.evidence.items()
        },
    }


def _advice(advice: Advice) -> Json:
    return {
        "id": advice.id,
        "title": advice.title,
        "purpose": advice.purpose,
        "score": advice.score,
        "tier": advice.tier,
        "reasons": [_reason(r) for r in advice.reasons],
        "say": list(advice.say),
        "avoid": list(advice.avoid),
    }


def _reason(reason: Reason) -> Json:
    return {
        "fact": reason.fact,
        "value": _value(reason.value),
        "needed": reason.needed,
        "quote": reason.quote,
        "turn": reason.turn,
        "span": list(reason.span) if reason.span else None,
        "holds": reason.holds,
    }


def _signal(signal: Signal) -> Json:
    spans = [list(span) for span in signal.spans]
    return {"id": signal.id, "confidence": signal.confidence, "spans": spans, "sure": signal.sure}


def _signals(kept: Iterable[Mapping[str, Any]]) -> tuple[Signal, ...]:
    return tuple(
        Signal(s["id"], s["confidence"], tuple(_span(span) for span in s["spans"]), s.get("sure", True)) for s in kept
    )


def _promise(promise: Promise) -> Json:
    return {
        "who": promise.who,
        "what": promise.what,
        "due_text": promise.due_text,
        "due_minutes": promise.due_minutes,
        "span": list(promise.span),
        "vague": promise.vague,
    }


def _span(kept: Iterable[int]) -> Span:
    start, end = kept
    return start, end


def _value(value: Any) -> Any:
    return sorted(value) if isinstance(value, (frozenset, set)) else value
