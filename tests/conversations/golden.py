"""Golden conversations as stories, what is expected of each turn, and readings made of the expectations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, Context, Reading, Signal, Story, Turn

SCHEMA = "unruffled-golden/1"
HERE = Path(__file__).parent / "golden"
BAD = frozenset(BAD_AGENT_SIGNALS)


@dataclass(frozen=True)
class Golden:
    """One conversation: its story, the expectation of every turn by number, and of the whole case."""

    id: str
    story: Story
    expected: dict[int, dict[str, Any]]
    expected_of_us: dict[int, dict[str, Any]]
    case: dict[str, Any]


def folders() -> list[Path]:
    """Return every folder beside this one that holds conversations, the golden ones first."""
    told = {file.parent for file in HERE.parent.glob("*/*.yml") if SCHEMA in file.read_text("utf-8")[:200]}
    return sorted(told, key=lambda folder: (folder != HERE, folder.name))


def conversations(folder: Path = HERE) -> list[Golden]:
    """Return every conversation of a folder, in the order of the files."""
    return [one(path) for path in sorted(folder.glob("*.yml"))]


def one(path: Path) -> Golden:
    """Return the conversation of this file; expectations are kept apart from the story."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    turns = table["turns"]
    return Golden(
        id=str(table.get("id", path.stem)),
        story=story(table),
        expected={t["n"]: t["expect"] for t in turns if "expect" in t},
        expected_of_us={t["n"]: t["expect_agent"] for t in turns if "expect_agent" in t and t["by"] != "system"},
        case=table.get("case_expect", {}),
    )


def story(table: dict[str, Any]) -> Story:
    """Return the story of a golden table: what may be read, nothing of what is expected."""
    context = table.get("context") or {}
    return Story(
        channel=table["channel"],
        turns=tuple(_turns(table)),
        context=Context(
            customer=context.get("customer") or {},
            history=context.get("history") or {},
            facts=tuple(context.get("facts") or ()),
            policy=context.get("policy") or {},
        ),
        id=str(table.get("id", "")),
    )


def _turns(table: dict[str, Any]) -> Iterator[Turn]:
    channel = table["channel"]
    for t in table["turns"]:
        channel = t.get("channel") or channel  # Named where it changes, as in a story of INTERFACES.
        yield Turn(n=t["n"], by=t["by"], at=float(t["at"]), text=t["text"], channel=channel, event=t.get("event"))


def oracle(golden: Golden) -> dict[int, Reading]:
    """Return readings made of the expectations, so that stages and moves are judged apart from the reader."""
    return {turn.n: _oracle(golden, turn) for turn in golden.story.turns}


def _oracle(golden: Golden, turn: Turn) -> Reading:
    if turn.n in golden.expected:
        expect = golden.expected[turn.n]
        low, high = expect["heat"]
        return Reading(
            turn=turn,
            heat_score=(low + high) / 2,
            conduct=as_list(expect["conduct"])[0],
            signals=_signals(expect["signals"].get("must", [])),
            reader="oracle",
        )
    of_us = golden.expected_of_us.get(turn.n, {})
    shown = [*of_us.get("good", []), *of_us.get("bad", [])]
    return Reading(turn=turn, agent_signals=_signals(shown), reader="oracle")


def _signals(ids: list[str]) -> tuple[Signal, ...]:
    return tuple(Signal(id=one, confidence=1.0) for one in ids)


def as_list(value: Any) -> list[Any]:
    """Return the value as a list: expectations give one or several."""
    return value if isinstance(value, list) else [value]
