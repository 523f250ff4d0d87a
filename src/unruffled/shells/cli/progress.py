"""How far long work has come, on standard error, so that output stays clean."""

from __future__ import annotations

import time
from typing import IO, Final

QUIET: Final = 2.0
"""Seconds before anything is said on a screen: short work needs no progress."""
ON_A_SCREEN: Final = 0.5
IN_A_LOG: Final = 30.0


class Progress:
    """Counts what is done and says so now and then: in place on a screen, as lines in a log."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.count = 0
        self.is_screen = stream.isatty()
        self.started = time.monotonic()
        self.due = self.started + (QUIET if self.is_screen else IN_A_LOG)
        self.said = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.said and self.is_screen:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def one_more(self) -> None:
        """Count one, and say how many if it is time."""
        self.count += 1
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + (ON_A_SCREEN if self.is_screen else IN_A_LOG)
        self.said = True
        rate = self.count / max(now - self.started, 0.001)
        line = f"{self.count:,} conversations read, {rate:,.0f} a second"
        self.stream.write(f"\r\x1b[K{line}" if self.is_screen else f"{line}\n")
        self.stream.flush()
