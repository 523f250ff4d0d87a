"""A process that the supervisor forks: it is forked again when it dies, and dies when the supervisor does."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from unruffled.site import processes

STOP_SECONDS = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60
"""A process that lived this long did not die of its start: the next pause is short again."""

FORKS = processes.LINUX
"""Elsewhere, libraries of the system may not go on in a fork; there each process loads for itself."""

OURS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that the supervisor takes for a wish to stop."""


@dataclass(slots=True)
class Child:
    """A fork of this process, with all that is loaded here; `live` is what it does, until it returns an exit status.

    `at_end` is called each time that it has ended.
    """

    name: str
    live: Callable[[], int]
    at_end: Callable[[], None] = lambda: None
    process: BaseProcess | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = None
    deaths: int = 0

    def start(self) -> None:
        """Start the process."""
        way = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
        self.process = way.Process(target=_live, args=(self.name, self.live, os.getpid()))
        with _held_back():
            self.process.start()
        self.started = time.monotonic()
        self.again_at = None

    def look_after(self) -> None:
        """Start the process again if it died: at once the first time, then with growing pauses."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
        elif self.process is not None and self.process.exitcode is not None:
            self._mourn(now, self.process.exitcode)

    def ask_to_stop(self) -> None:
        """Ask the process to end, without waiting."""
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask the process to end, wait, and insist after a while."""
        self.ask_to_stop()
        process, self.process, self.again_at = self.process, None, None
        if process is None:
            return
        process.join(STOP_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
        self.at_end()

    def _mourn(self, now: float, status: int) -> None:
        if now - self.started > STEADY_SECONDS:
            self.pause = FIRST_PAUSE
        print(
            f"unruffled: {self.name} ended unexpectedly ({_spoken(status)}); starting it again in {self.pause:g} s.",
            file=sys.stderr,
            flush=True,
        )
        self.deaths += 1
        self.again_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.at_end()


def stop_all(children: list[Child]) -> None:
    """Stop several processes at once: all are asked first, then each is waited for."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


@contextmanager
def _held_back() -> Iterator[None]:
    """Let no wish to stop come in between: a new process would take it for its own, with the supervisor's handlers."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OURS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _live(name: str, live: Callable[[], int], parent: int) -> None:
    """What a new process does: leave the terminal and the supervisor's ways behind, tie its life to his, and begin."""
    os.setsid()  # Ctrl-C in the terminal is for the supervisor, who stops things in order
    for number in OURS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, OURS)
    processes.live_only_with(parent)
    processes.be_called(f"unruffled {name}")
    sys.exit(live())


def _spoken(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by signal {-status}"
