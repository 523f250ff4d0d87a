"""A followed conversation as one `unruffled-reading/1` document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from unruffled.engine import playbook
from unruffled.engine.follow import closing, measures
from unruffled.engine.vocabulary import (
    BAD_AGENT_SIGNALS,
    GOOD_AGENT_SIGNALS,
    STAFF,
    Advice,
    Promise,
    Reading,
    Reason,
    Step,
    Story,
)

SCHEMA: Final = "unruffled-reading/1"


def as_document(story: Story, steps: Sequence[Step]) -> dict[str, Any]:
    """Return the document of a story and its steps, ready for JSON: one entry a turn, and the case."""
    return {
        "schema": SCHEMA,
        "source": story.source,
        "id": story.id,
        "channel": story.channel,
        "turns": [_turn(step) for step in steps],
        "case": _case(story, steps),
        "warnings": [*story.warnings, *_long_ones(steps)],
    }


def _long_ones(steps: Sequence[Step]) -> list[str]:
    """A note for every turn that was read in parts."""
    long = (step.reading.turn for step in steps if step.reading.in_parts)
    return [f"turn {t.n} has {len(t.text):,} characters: its middle was read for danger only" for t in long]


def _turn(step: Step) -> dict[str, Any]:
    reading = step.reading
    entry: dict[str, Any] = {"n": reading.turn.n, "by": reading.turn.by}
    if reading.turn.by == "customer":
        return entry | _customer(step)
    if reading.turn.by in STAFF:
        return entry | _staff(reading)
    return entry | ({"event": reading.turn.event} if reading.turn.event else {})


def _customer(step: Step) -> dict[str, Any]:
    reading = step.reading
    return {
        "heat": reading.heat,
        "heat_score": None if reading.heat_score is None else round(reading.heat_score, 2),
        "heat_sure": reading.heat_sure,
        "conduct": reading.conduct,
        "stage": step.situation.stage,
        "signals": [
            {
                "id": s.id,
                "confidence": round(s.confidence, 2),
                "spans": [list(span) for span in s.spans],
                "sure": s.sure,
            }
            for s in reading.signals
        ],
        "moves": [_move(move) for move in step.moves],
        "guard": list(step.guard),
        "boundary": step.boundary,
        "flags": list(step.flags),
        "difficulty": step.difficulty,
        "by_human": sorted(reading.by_human),
        "reader": reading.reader,
        "language": reading.language or None,
        "partly": reading.partly or None,
    }


def _staff(reading: Reading) -> dict[str, Any]:
    shown = {s.id: s for s in reading.agent_signals}
    return {
        "agent_signals": {
            "good": [one for one in GOOD_AGENT_SIGNALS if one in shown],
            "bad": [one for one in BAD_AGENT_SIGNALS if one in shown],
        },
        "spans": {one: [list(span) for span in signal.spans] for one, signal in shown.items()},
        "unsure": [one for one, signal in shown.items() if not signal.sure],
        "reader": reading.reader,
        "language": reading.language or None,
        "partly": reading.partly or None,
    }


def _move(move: Advice) -> dict[str, Any]:
    return {
        "id": move.id,
        "title": move.title,
        "score": move.score,
        "why": [in_words(reason) for reason in move.reasons],
        "say": list(move.say),
        "avoid": list(move.avoid),
    }


def in_words(reason: Reason) -> str:
    """Return a reason as one line: the fact with the words behind it, or with its value."""
    if reason.quote:
        return f"{reason.fact}: '{reason.quote}'"
    return f"{reason.fact}: {_value(reason)}"


def _value(reason: Reason) -> str:
    if isinstance(reason.value, bool):
        return "yes" if reason.value else "no"
    if isinstance(reason.value, frozenset):
        return ", ".join(sorted(reason.value))
    return str(reason.value)


def _case(story: Story, steps: Sequence[Step]) -> dict[str, Any]:
    if not steps:
        return {}
    theirs = [step for step in steps if step.reading.turn.by == "customer"]
    heats = [step.reading.heat for step in theirs if step.reading.heat is not None]
    last = steps[-1].situation
    cause = closing.suggest_cause(steps, story.context)
    return {
        "outcome": closing.suggest_outcome(last, steps),
        "root_cause": cause.cause,
        "root_cause_kind": cause.kind,
        "root_cause_because": list(cause.because),
        "peak_heat": max(heats, default=None if theirs else 0),
        "time_to_calm_turns": measures.turns_to_calm(heats),
        "heat_area": round(measures.heat_area(heats), 2),
        "promises": [_promise(story, step.reading, p) for step in steps for p in step.reading.promises],
        "boundary_incidents": sum(step.boundary >= 1 for step in steps),
        "toll_band": measures.toll_band(float(last["toll"]), severe=_severe(steps)),  # type: ignore[arg-type]
        "after_moves": list(playbook.after_moves(last)),
        "difficulty": max(step.difficulty for step in steps),
        "heat_rise_by_us": last["heat_rise_by_us"],
    }


def _promise(story: Story, reading: Reading, promise: Promise) -> dict[str, Any]:
    due: object = None
    if promise.due_minutes is not None:
        minutes = reading.turn.at + promise.due_minutes
        due = (story.started + timedelta(minutes=minutes)).isoformat() if story.started else {"minutes": minutes}
    return {
        "who": promise.who,
        "what": promise.what,
        "due": due,
        "due_text": promise.due_text,
        "turn": reading.turn.n,
        "vague": promise.vague,
    }


def _severe(steps: Sequence[Step]) -> bool:
    severe = {"discriminatory", "sexual", "threat"}
    return any(step.situation["self_harm_ever"] or step.reading.conduct in severe for step in steps)
