"""Talks for engine tests: readings written down by hand, so that what follows is judged apart from the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from unruffled.engine.follow import follow
from unruffled.engine.vocabulary import Context, Promise, Question, Reading, Signal, Step, Story, Turn


def customer(
    *signals: str, heat: float = 1, conduct: str = "ok", text: str = "…", asks: int = 0, **turn: Any
) -> Reading:
    """A customer's turn that shows these signals."""
    return Reading(
        turn=_turn("customer", text, turn),
        heat_score=heat,
        conduct=conduct,
        signals=_signals(signals, text),
        questions=tuple(Question(span=(0, len(text)), text=text) for _ in range(asks)),
    )


def agent(
    *signals: str, text: str = "…", promises: tuple[Promise, ...] = (), by: str = "agent", **turn: Any
) -> Reading:
    """A turn of ours that shows these agent signals."""
    return Reading(turn=_turn(by, text, turn), agent_signals=_signals(signals, text), promises=promises)


def supervisor(*signals: str, **more: Any) -> Reading:
    """A turn of somebody with more authority."""
    return agent(*signals, by="supervisor", **more)


def system(text: str, event: str | None = None) -> Reading:
    """An event, not speech."""
    return Reading(turn=_turn("system", text, {"event": event}))


def promise(what: str, due: str = "at three", minutes: float | None = 60) -> Promise:
    """A promise of ours."""
    return Promise(who="agent", what=what, due_text=due, due_minutes=minutes, span=(0, 1))


def talk(
    *readings: Reading, channel: str = "chat", minutes: float = 1, context: Context | None = None
) -> tuple[Story, dict[int, Reading]]:
    """A story of these turns, one every so many minutes, with its readings by number."""
    known = {}
    for n, reading in enumerate(readings, start=1):
        turn = replace(
            reading.turn, n=n, at=reading.turn.at or (n - 1) * minutes, channel=reading.turn.channel or channel
        )
        known[n] = replace(reading, turn=turn)
    return Story(channel=channel, turns=tuple(r.turn for r in known.values()), context=context or Context()), known


def steps(*readings: Reading, **how: Any) -> tuple[Step, ...]:
    """The steps of a talk."""
    story, known = talk(*readings, **how)
    return follow(story, known=known)


def last(*readings: Reading, **how: Any) -> Step:
    """The step after the last turn of a talk."""
    return steps(*readings, **how)[-1]


def ids(step: Step) -> list[str]:
    """The moves on the slate, best first."""
    return [move.id for move in step.moves]


def record(**history: Any) -> Context:
    """A context with this history."""
    return Context(history=history)


def _turn(by: str, text: str, more: Mapping[str, Any]) -> Turn:
    return Turn(n=0, by=by, at=more.get("at", 0.0), text=text, channel=more.get("channel", ""), event=more.get("event"))


def _signals(ids: tuple[str, ...], text: str) -> tuple[Signal, ...]:
    return tuple(Signal(id=one, confidence=0.9, spans=((0, len(text)),)) for one in ids)
