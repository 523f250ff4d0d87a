"""What the engine reads in every turn of a folder, one line each, so that a change of it shows as a diff."""

from __future__ import annotations

from collections.abc import Iterator

from tests.conversations.scoring import Followed

from unruffled.engine.vocabulary import Reading, Step

HEAD = "# Written by ./run docs: conversation, turn, by; heat and conduct; signals with confidence; the first move.\n"


def page(known: Followed) -> str:
    """Return the lines of a folder, in the order of its conversations and of their turns."""
    lines = [line(id, step.reading, _first(step)) for id, steps in known.items() for step in steps]
    return HEAD + "".join(f"{told}\n" for told in lines)


def line(id: str, reading: Reading, move: str) -> str:
    """Return what was read in one turn: `O01 3 customer | 2.4 rude | anger .9 long_wait .6 | reflect_content`."""
    parts = [f"{id} {reading.turn.n} {reading.turn.by}", " ".join(_how(reading)), " ".join(_shown(reading))]
    if reading.turn.by == "customer":
        parts.append(move)
    return " | ".join(parts).rstrip(" |")


def _first(step: Step) -> str:
    return step.moves[0].id if step.moves else "no move"


def _how(reading: Reading) -> Iterator[str]:
    """Heat 0-4 and conduct of a customer's turn; the language where it was not read."""
    if reading.heat_score is not None:
        yield f"{reading.heat_score:.1f}"
    if reading.conduct is not None:
        yield reading.conduct
    if reading.language:
        yield f"({reading.language})"


def _shown(reading: Reading) -> Iterator[str]:
    """Signals by their names, each with its confidence to a tenth."""
    for signal in sorted((*reading.signals, *reading.agent_signals), key=lambda signal: signal.id):
        yield f"{signal.id} {signal.confidence:.1f}".replace(" 0.", " .")
