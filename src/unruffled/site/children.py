"""A process that the supervisor started: it is started again when it dies, and dies when the supervisor does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from unruffled.site.processes import die_with_parent

STOP_SECONDS = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
ONE_HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""What glibc is told: threads that take turns need no heap each, and freed memory goes back (13 MiB a process)."""

STEADY_SECONDS = 60
"""A process that lived this long did not die of its start: the next pause is short again."""


@dataclass(slots=True)
class Child:
    """One `unruffled` sub-command in a process of its own; `at_end` is called each time that it has ended."""

    name: str
    argv: list[str]
    pass_fds: list[int] = field(default_factory=list)
    at_end: Callable[[], None] = lambda: None
    process: "subprocess.Popen[str] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = None
    deaths: int = 0

    def start(self) -> None:
        """Start the process."""
        self.process = self._spawn()
        self.started = time.monotonic()
        self.again_at = None

    def look_after(self) -> None:
        """Start the process again if it died: at once the first time, then with growing pauses."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
        elif self.process is not None and self.process.poll() is not None:
            self._mourn(now)

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
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.at_end()

    def run_to_end(self) -> tuple[int, str]:
        """Run the process to its end; return its exit status and what it wrote to standard output."""
        self.process = self._spawn(stdout=subprocess.PIPE)
        try:
            said, _ = self.process.communicate()
            return self.process.returncode, said
        finally:
            self.stop()

    def _mourn(self, now: float) -> None:
        status = self.process.returncode if self.process else 0
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

    def _spawn(self, stdout: int | None = None) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "unruffled.site.command", *self.argv],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            text=True,
            env={**ONE_HEAP, **os.environ},
            pass_fds=self.pass_fds,
            start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, who stops things in order
            preexec_fn=_tied_to(os.getpid()),
        )


def stop_all(children: list[Child]) -> None:
    """Stop several processes at once: all are asked first, then each is waited for."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _tied_to(parent: int) -> Callable[[], None]:
    """Return what a new process does first: tie its life to the supervisor's, even if that is killed with -9."""

    def tie() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        die_with_parent(signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _spoken(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by signal {-status}"
