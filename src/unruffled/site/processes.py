"""Processes: ended tidily, tied to the life of the one that started them, and given a plain environment."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

STOP_SECONDS = 30


def die_with_parent(number: int) -> None:
    """Ask the kernel to send this signal when the parent dies, however it dies (Linux; elsewhere nothing happens)."""
    if sys.platform.startswith("linux"):
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number, 0, 0, 0)


def end(living: Callable[[], list[int]]) -> None:
    """Stop processes: at once but tidily (SIGINT); if that takes too long, without the tidying (SIGQUIT), then hard."""
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        for pid in living():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not living():
                return
            time.sleep(0.02)


def plain_environment() -> dict[str, str]:
    """Return an environment without PG* variables, which would bend what the server and its tools do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def last_line(text: str) -> str:
    """Return the last line of what a tool said."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
