"""`unruffled read --jsonl`: one JSON object a line in, one reading a line out, in order, as they come.

Whoever asks and waits is answered at once, here; where many lines are waiting, processes share them. What a line is
answered hangs on this line alone.
"""

from __future__ import annotations

import io
import json
import select
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, Any, Final

from unruffled.archive.parallel import in_order
from unruffled.archive.records import story
from unruffled.engine import reader
from unruffled.engine.reader import probable
from unruffled.engine.vocabulary import (
    BAD_AGENT_SIGNALS,
    BEYOND_RUDE,
    GOOD_AGENT_SIGNALS,
    SIGNALS,
    Reading,
    Story,
)
from unruffled.shells.cli.faults import PROGRAM_FAULTS
from unruffled.shells.cli.screen import as_json

LINE_LIMIT: Final = 1_000_000
"""Bytes of one line; what is beyond is passed over and the line answered with an error."""

_STATUS: Final = {"bad_input": 2, "unread": 1}
_EXPECTED: Final = (
    'expected {"text": "…", "by": "customer" or "agent", "context": "…" or null} or {"turns": [{"by", "text"}, …]}'
)

QUESTION: Final = {
    "text": "the message; up to 1,000,000 bytes a line",
    "by": "customer (also without the key), agent, supervisor, system",
    "context": "the words of the turn before it, or null",
    "turns": "instead of the three: a conversation, [{by, text}, …]; its last turn is the one that is answered",
}
ANSWER: Final = {
    "heat": "0 to 4, with parts; null for our own words and what was not read",
    "conduct": "how people are treated (signals.md, Conduct); null as heat",
    "kind": "which kinds of abuse show, the gravest first: threat, sexual, discriminatory, insult; empty below an"
    " insult; null as heat",
    "negative": "probability that it is negative at all",
    "emotions": "probability of anger, anxiety, sadness, joy, gratitude",
    "signals": "probability of each customer signal (signals.md), whether it shows or not",
    "abuse": "probability that it abuses somebody",
    "directed": "probability that it abuses whoever reads it",
    "spans": "where the words of all that shows stand, in order, touching ones put together",
    "words": "the same by what they show: a signal, a move of ours; under `abuse` what hurts, where conduct is beyond"
    " rude or `abuse` at least .5. What does not show has no key",
    "agent_signals": "probability of each good and bad move in our own words (signals.md); null for a customer's",
    "satisfaction": "null: there is no such reading (docs/decisions/0023)",
    "derail": "null: there is no such reading (docs/decisions/0023)",
    "language": "the BCP 47 code of a text that was not read, as it is not English (`und`: not known which); else null",
    "reader": "which rules and which weights answered; `-fast`: the way for archives",
}
"""What each field says, for docs/reference; every probability is null where it was not measured, or not read."""


def stream(source: io.BufferedIOBase, target: IO[str], *, fast: bool = True, workers: int = 1) -> int:
    """Answer every line with one; a bad one with an error that names it. `fast` is the reader for archives.

    Exit status 2 if a line was bad, 1 if one was good and we failed on it.
    """
    status = 0
    for answer, state in in_order(partial(_answered, fast=fast), _numbered(source), workers=workers, cost=_cost):
        status = max(status, state)
        target.write(answer)
        target.flush()
    return status


Line = tuple[int, bytes]


def _numbered(source: io.BufferedIOBase) -> Iterator[Line | None]:
    """Yield the lines with their numbers; None where the next one is not there yet."""
    number = 0
    for line in _lines(source):
        number += line is not None
        yield None if line is None else (number, line)


def _lines(source: io.BufferedIOBase) -> Iterator[bytes | None]:
    """Yield each line, of a longer one LINE_LIMIT + 1 bytes; None where the next one is not there yet."""
    line = bytearray()
    while True:
        if not _more_is_there(source):
            yield None
        read = source.read1()
        if not read:
            break
        *ended, rest = read.split(b"\n")
        for piece in ended:
            line += piece[: LINE_LIMIT + 1 - len(line)]
            yield bytes(line)
            line.clear()
        line += rest[: LINE_LIMIT + 1 - len(line)]
    if line:
        yield bytes(line)


def _more_is_there(source: io.BufferedIOBase) -> bool:
    """Whether reading on needs no waiting for somebody else; False where nobody can tell."""
    try:
        return bool(select.select([source.fileno()], [], [], 0)[0])
    except io.UnsupportedOperation:  # bytes in memory
        return True
    except (OSError, ValueError):
        return False


def _cost(line: Line) -> int:
    return 1 + len(line[1]) // 2000


def _answered(line: Line, *, fast: bool) -> tuple[str, int]:
    """Return the answer to a line, as a line, and what the exit status is to be for it."""
    number, written = line
    whole = len(written) <= LINE_LIMIT
    answer = _answer(number, written, fast) if whole else _wrong(number, f"more than {LINE_LIMIT:,} bytes in one line")
    return as_json(answer) + "\n", _STATUS.get(answer.get("error", ""), 0)


def _answer(number: int, line: bytes, fast: bool) -> dict[str, Any]:
    try:
        told = _story(line)
    except ValueError as error:
        return _wrong(number, str(error))
    try:
        return _reading(told, fast)
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


def _reading(told: Story, fast: bool) -> dict[str, Any]:
    """Return how the last turn reads; a number from 0 to 1 is null where it was not measured to be a probability."""
    readings: list[Reading] = []
    for turn in told.turns:
        readings.append(reader.read(turn, readings, told.context, fast=fast))
    reading = readings[-1]
    sure = {id: round(one, 4) for id, one in probable.of(reading, fast=fast).items() if id in probable.calibrated()}
    return {
        "heat": None if reading.heat_score is None else round(reading.heat_score, 3),
        "conduct": reading.conduct,
        "kind": _kind(reading),
        "negative": sure.get("negative"),
        "emotions": {name: sure.get(f"emotion:{name}") for name in probable.EMOTIONS},
        "signals": {id: sure.get(id) for id in SIGNALS},
        "abuse": sure.get("abuse"),
        "directed": sure.get("directed"),
        "spans": _spans(reading),
        "words": _words(reading, fast),
        "agent_signals": {id: sure.get(id) for id in (*GOOD_AGENT_SIGNALS, *BAD_AGENT_SIGNALS)},
        "satisfaction": None,
        "derail": None,
        "language": reading.language or None,
        "reader": reading.reader,
    }


_KINDS: Final = {
    "threat_violence": "threat",
    "discriminatory_abuse": "discriminatory",
    "sexual_remark": "sexual",
    "insult_agent": "insult",
}


def _kind(reading: Reading) -> list[str] | None:
    """Return which kinds of abuse show, the gravest first; none below BEYOND_RUDE, null where conduct is not read."""
    if reading.conduct is None:
        return None
    if reading.conduct not in BEYOND_RUDE:
        return []
    gravest = "insult" if reading.conduct == "abuse" else reading.conduct
    return list(dict.fromkeys([gravest, *(kind for id, kind in _KINDS.items() if reading.has(id))]))


def _words(reading: Reading, fast: bool) -> dict[str, list[list[int]]]:
    """Return the places of the words by what they show: signals, moves, and under `abuse` what hurts."""
    shown = {one.id: one.spans for one in (*reading.signals, *reading.agent_signals)}
    if hurting := probable.hurting(reading, fast=fast):
        shown["abuse"] = hurting
    return {id: [list(span) for span in spans] for id, spans in shown.items()}


def _spans(reading: Reading) -> list[list[int]]:
    """Return the places of all words that show something, in order, those that touch put together."""
    found: list[list[int]] = []
    for start, end in sorted(span for one in (*reading.signals, *reading.agent_signals) for span in one.spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([start, end])
    return found
