"""Processes: called by a name, ended tidily, tied to the life of the one that started them, with one heap each."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

STOP_SECONDS = 30
ERRAND_SECONDS = 12

LINUX: Final = sys.platform.startswith("linux")


def die_with_parent(number: int) -> None:
    """Ask the kernel to send this signal when the parent dies, however it dies (Linux; elsewhere nothing happens)."""
    if LINUX:
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number, 0, 0, 0)


def live_only_with(parent: int) -> None:
    """Tie the life of this new process to its parent's, even if that is killed with -9, or was so just now."""
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def be_called(name: str) -> None:
    """Let lists of processes show this name (Linux): a fork would go by the command line of its parent."""
    if not LINUX:
        return
    pr_set_name = 15
    ctypes.CDLL(None).prctl(pr_set_name, name.encode()[:15], 0, 0, 0)
    with suppress(OSError, IndexError):
        numbers = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        first, last = int(numbers[45]), int(numbers[46])  # where the kernel finds the command line (proc(5): 48, 49)
        if last - first > len(name.encode()):
            ctypes.memmove(first, name.encode().ljust(last - first, b"\0"), last - first)


@contextmanager
def errand(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Let an `unruffled` sub-command run beside us; what it says is ours to read, and it ends with the block or us."""
    command = [sys.executable, "-m", "unruffled.site.command", *words]
    parent = os.getpid()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: live_only_with(parent),
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ERRAND_SECONDS)
            process.kill()


def keep_one_heap() -> None:
    """Let threads that take turns share one heap, and give freed memory back (glibc: 13 MiB a process at rest).

    What an operator set in the environment holds.
    """
    m_trim_threshold, m_arena_max = -1, -8
    with suppress(AttributeError):  # other C libraries have other ways
        if "MALLOC_ARENA_MAX" not in os.environ:
            ctypes.CDLL(None).mallopt(m_arena_max, 1)
        if "MALLOC_TRIM_THRESHOLD_" not in os.environ:
            ctypes.CDLL(None).mallopt(m_trim_threshold, 65536)


def give_memory_back() -> None:
    """Give back what is free between what is in use (glibc), and what only loading needed of program files (Linux).

    Nothing is lost: such a page is mapped again from its file where somebody needs it after all.
    """
    madv_dontneed = 4
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    for first, last in _untouched_files() if LINUX else ():
        ctypes.CDLL(None).madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), madv_dontneed)


_MAPPING: Final = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-.p \S+ \S+ \d+ +/")


def _untouched_files() -> Iterator[tuple[int, int]]:
    """Where files lie in memory that can only be read, and of which no page was ever written."""
    place: re.Match[str] | None = None
    with suppress(OSError):
        for line in Path("/proc/self/smaps").read_text().splitlines():
            if "-" in line.partition(" ")[0]:
                place = _MAPPING.match(line)
            elif place and line.startswith("Anonymous:") and int(line.split()[1]) == 0:
                yield int(place[1], 16), int(place[2], 16)


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
