"""`unruffled read --jsonl`: one JSON object a line in, one reading a line out, in order, as they come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from unruffled.archive.records import story
from unruffled.engine import reader
from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, GOOD_AGENT_SIGNALS, SIGNALS, Reading, Story
from unruffled.shells.cli.faults import PROGRAM_FAULTS
from unruffled.shells.cli.screen import as_json

LINE_LIMIT: Final = 1_000_000
"""Bytes of one line; what is beyond is passed over and the line answered with an error."""
EMOTIONS: Final = ("anger", "anxiety", "sadness", "joy", "gratitude")

_STATUS: Final = {"bad_input": 2, "unread": 1}
_EXPECTED: Final = (
    'expected {"text": "…", "by": "customer" or "agent", "context": "…" or null} or {"turns": [{"by", "text"}, …]}'
)


def stream(source: IO[bytes], target: IO[str]) -> int:
    """Answer every line with one; a bad one with an error that names it.

    Exit status 2 if a line was bad, 1 if one was good and we failed on it.
    """
    status = 0
    number = 0
    while line := source.readline(LINE_LIMIT + 1):
        number += 1
        whole = line.endswith(b"\n") or len(line) <= LINE_LIMIT
        answer = _answer(number, line) if whole else _wrong(number, f"more than {LINE_LIMIT:,} bytes in one line")
        status = max(status, _STATUS.get(answer.get("error", ""), 0))
        while not whole and line and not line.endswith(b"\n"):
            line = source.readline(LINE_LIMIT)
        target.write(as_json(answer) + "\n")
        target.flush()
    return status


def _answer(number: int, line: bytes) -> dict[str, Any]:
    try:
        told = _story(line)
    except ValueError as error:
        return _wrong(number, str(error))
    try:
        return _reading(told)
    except PROGRAM_FAULTS as fault:
        return _wrong(number, f"not read, a mistake of ours ({type(fault).__name__}: {fault})", error="unread")


def _wrong(number: int, detail: str, *, error: str = "bad_input") -> dict[str, Any]:
    return {"error": error, "line": number, "detail": f"line {number}: {detail}"}


def _story(line: bytes) -> Story:
    """Return a line as a story whose last turn is the one to read.

    :raises ValueError: with what was expected
    """
    try:
        document = json.loads(line)
    except RecursionError:
        raise ValueError("JSON nested too deep") from None
    except ValueError as error:
        raise ValueError(f"not JSON ({error}); {_EXPECTED}") from None
    if not isinstance(document, Mapping) or not ("text" in document or "turns" in document):
        raise ValueError(_EXPECTED)
    if "turns" in document:
        return story(document)
    by = document.get("by", "customer")
    before = document.get("context")
    if before is not None and not isinstance(before, str):
        raise ValueError('"context": expected the words of the turn before, or null')
    other = "agent" if by == "customer" else "customer"
    turns = [{"by": other, "text": before}] if before else []
    return story({"turns": [*turns, {"by": by, "text": document["text"]}]})


def _reading(told: Story) -> dict[str, Any]:
    """Return how the last turn reads; a number from 0 to 1 is null until it was measured to be a probability."""
    readings: list[Reading] = []
    for turn in told.turns:
        readings.append(reader.read(turn, readings, told.context))
    reading = readings[-1]
    return {
        "heat": None if reading.heat_score is None else round(reading.heat_score, 3),
        "conduct": reading.conduct,
        "negative": None,
        "emotions": dict.fromkeys(EMOTIONS),
        "signals": dict.fromkeys(SIGNALS),
        "abuse": None,
        "directed": None,
        "spans": _spans(reading),
        "agent_signals": dict.fromkeys((*GOOD_AGENT_SIGNALS, *BAD_AGENT_SIGNALS)),
        "satisfaction": None,
        "derail": None,
        "language": reading.language or None,
    }


def _spans(reading: Reading) -> list[list[int]]:
    """Return the places of all words that show something, in order, those that touch put together."""
    found: list[list[int]] = []
    for start, end in sorted(span for one in (*reading.signals, *reading.agent_signals) for span in one.spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([start, end])
    return found
