"""Spreadsheets of conversations (.csv): the columns conversation, by, at, text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Final

from unruffled.archive.sides import Person, Us, sides
from unruffled.archive.sources import BadInput, bytes_of, cut, text_of
from unruffled.channels.labels import moment_of, stamp_of
from unruffled.engine.vocabulary import Story, Turn

TABLE_LIMIT: Final = 128_000_000
"""Bytes; the rows of a conversation may stand anywhere, so a table is held in memory. A larger one: split it."""
FIELD_LIMIT: Final = 1_000_000
COLUMNS: Final = ("conversation", "by", "at", "text")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    by: str
    at: str
    text: str
    channel: str


def load(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the conversations of a table in the order in which they begin.

    :raises BadInput: naming the line whose columns or time are wrong; before anything of the file is read
    """
    text, warnings = text_of(path, bytes_of(path, limit=TABLE_LIMIT))
    conversations: dict[str, list[_Row]] = {}
    for name, row in _rows(path, text):
        conversations.setdefault(name, []).append(row)
    if not conversations:
        raise BadInput(str(path), 2, f"at least one row under {', '.join(COLUMNS)}")
    for rows in conversations.values():
        _times(path, rows)
    for name, rows in conversations.items():
        yield _story(path, name, rows, ours, warnings)


def _rows(path: Path, text: str) -> Iterator[tuple[str, _Row]]:
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(_lines(text), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise BadInput(str(path), 1, f"the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}")
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _row(path, reader.line_num, header, row)
    except csv.Error as error:
        raise BadInput(str(path), max(1, reader.line_num), f"a table of cells ({error})") from error


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> tuple[str, _Row]:
    if len(cells) != len(header):
        raise BadInput(str(path), line, f"{len(header)} cells as in the first line, not {len(cells)}")
    row = dict(zip(header, cells, strict=True))
    name = row["conversation"].strip()
    if not name:
        raise BadInput(str(path), line, 'a name or number in the column "conversation"')
    channel = row.get("channel", "").strip().lower() or "chat"
    return name, _Row(line, row["by"].strip(), row["at"].strip(), row["text"].strip(), channel)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; only a real line end ends one, whatever else a cell holds."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text[:2000] else text[:2000]
    return max(",;\t", key=first.count)


def _times(path: Path, rows: list[_Row]) -> tuple[list[float], datetime | None]:
    """Return the minutes of each row since the first, and when that was where dates are given."""
    moments = [moment_of(row.at) for row in rows if "-" in row.at[1:]]
    started = next((moment for moment in moments if moment), None)
    minutes = [_minutes(path, row, started) for row in rows]
    first = next((minute for minute in minutes if minute is not None), 0.0)
    times: list[float] = []
    for minute in minutes:
        latest = times[-1] if times else 0.0
        times.append(latest if minute is None else max(0.0, minute - first))
    return times, started


def _minutes(path: Path, row: _Row, started: datetime | None) -> float | None:
    if not row.at:
        return None
    try:
        minutes = float(row.at)
        if isfinite(minutes):
            return minutes
    except ValueError:
        pass
    moment = moment_of(row.at)
    if moment and started:
        return (moment - started).total_seconds() / 60
    stamp = stamp_of(row.at)
    if stamp:
        return stamp.minutes
    raise BadInput(str(path), row.line, f'minutes or an ISO time in the column "at", not {row.at[:40]!r}')


def _story(path: Path, name: str, rows: list[_Row], ours: Us, guessed: list[str]) -> Story:
    times, started = _times(path, rows)
    order = sorted(range(len(rows)), key=lambda n: times[n])
    found = sides((Person(row.by) for row in rows), ours)
    warnings = list(guessed)
    turns = tuple(
        Turn(n, found.by[Person(rows[k].by)], times[k], cut(rows[k].text, n, warnings), rows[k].channel)
        for n, k in enumerate(order, start=1)
    )
    return Story(
        channel=turns[0].channel,
        turns=turns,
        id=name,
        source=str(path),
        started=started,
        warnings=(*warnings, *found.warnings),
    )
