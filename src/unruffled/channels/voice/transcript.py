"""What a transcript holds, whichever file it came in, and what is wrong with one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Unreadable(ValueError):
    """The transcript is broken at `line`; `expected` says what should stand there."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(f"line {line}: expected {expected}")
        self.line = line
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said: `at` is minutes since the recording began; `speaker` is the label as written or ""."""

    at: float
    speaker: str
    text: str
    role: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as it was recorded, in the order in which it was said."""

    utterances: tuple[Utterance, ...]
    id: str = ""
    subject: str = ""
    started: datetime | None = None
    channel: str = "phone"
    warnings: tuple[str, ...] = ()
