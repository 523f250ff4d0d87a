"""Plain text transcripts (.txt): lines "Customer: …" and "Agent: …", times where somebody wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from unruffled.archive.sides import Person, Us, sides
from unruffled.archive.sources import BadInput, bytes_of, cut, text_of
from unruffled.channels.labels import Stamp, speaker_line, speakers
from unruffled.engine.vocabulary import Story, Turn

_DAY: Final = 1440.0
_CHANNELS: Final = frozenset({"email", "chat", "phone", "social", "review", "sms", "dm"})


@dataclass(slots=True)
class _Said:
    label: str
    lines: list[str]
    stamp: Stamp | None
    at: float = field(default=0.0)


def load(path: Path, ours: Us) -> Iterator[Story]:
    """Yield the one conversation in a .txt file.

    :raises BadInput: if no line says who speaks
    """
    text, warnings = text_of(path, bytes_of(path))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    channel = _channel(lines)
    said, before = _said(lines, ours)
    if not said:
        raise BadInput(str(path), 1, 'lines such as "Customer: …" and "Agent: …"')
    if before:
        warnings.append(f"{before} line(s) before the first speaker were left out")
    started = _place(said)
    found = sides((Person(one.label) for one in said), ours)
    turns = tuple(
        Turn(n, found.by[Person(one.label)], one.at, cut("\n".join(one.lines).strip(), n, warnings), channel)
        for n, one in enumerate(said, start=1)
    )
    yield Story(
        channel=channel,
        turns=turns,
        id=path.stem,
        source=str(path),
        started=started,
        warnings=(*warnings, *found.warnings),
    )


def _channel(lines: list[str]) -> str:
    """Return the channel that a first line "Channel: phone" names; chat where none does, and take the line out."""
    found = speaker_line(lines[0])
    if found and found.label.lower() == "channel" and found.text.lower() in _CHANNELS:
        lines[0] = ""
        return found.text.lower()
    return "chat"


def _said(lines: list[str], ours: Us) -> tuple[list[_Said], int]:
    """Return who said what in order, and how many lines came before anybody spoke."""
    marked = [speaker_line(line) for line in lines]
    people = speakers((line for line in marked if line), known=ours.names)
    said: list[_Said] = []
    before = 0
    for line, found in zip(lines, marked, strict=True):
        if found and found.label in people:
            said.append(_Said(found.label, [found.text], found.stamp))
        elif said:
            said[-1].lines.append(line.rstrip())
        elif line.strip():
            before += 1
    return [one for one in said if "\n".join(one.lines).strip()], before


def _place(said: list[_Said]) -> datetime | None:
    """Give every turn its minute since the first; return when that was, if a day is written. Untimed turns wait."""
    elapsed = _counts_seconds(said)
    now = 0.0
    first: float | None = None
    day = 0.0
    first_day = next((one.stamp.day for one in said if one.stamp and one.stamp.day), None)
    for one in said:
        if one.stamp is not None:
            minute = one.stamp.minutes / 60 if elapsed and one.stamp.two_parts else one.stamp.minutes
            if one.stamp.day and first_day:
                day = (one.stamp.day - first_day).days * _DAY
            elif first is not None and day + minute < first + now - _DAY / 2:
                day += _DAY
            first = day + minute if first is None else first
            now = max(now, day + minute - first)
        one.at = now
    return _started(said)


def _counts_seconds(said: list[_Said]) -> bool:
    """Whether "00:00", "00:12" count minutes and seconds of a call, not hours and minutes of a day."""
    stamps = [one.stamp for one in said if one.stamp]
    return bool(stamps) and stamps[0].two_parts and stamps[0].minutes == 0 and not stamps[0].day


def _started(said: Iterable[_Said]) -> datetime | None:
    stamp = next((one.stamp for one in said if one.stamp), None)
    if stamp is None or stamp.day is None:
        return None
    return datetime(stamp.day.year, stamp.day.month, stamp.day.day, tzinfo=UTC) + timedelta(minutes=stamp.minutes)
