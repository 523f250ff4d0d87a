"""How long `unruffled up` takes, and how much memory it holds when nothing happens."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Figure

IDLE_SECONDS = 15


def measure() -> Iterator[Figure]:
    """Start on an empty data folder, wait until it is idle, weigh it, stop it; then start it again."""
    with tempfile.TemporaryDirectory(prefix="unruffled-bench-") as folder:
        with _up(folder) as (process, seconds):
            yield Figure("first start", f"{seconds:.1f} s", "<= 60 s", "empty data folder, packages installed")
            time.sleep(IDLE_SECONDS)
            yield Figure("idle memory", f"{_megabytes(process.pid):.0f} MiB", "<= 250 MiB", "PSS of all but PostgreSQL")
        with _up(folder) as (_, seconds):
            yield Figure("start again", f"{seconds:.1f} s", "<= 5 s", "what is there is kept")


@contextmanager
def _up(folder: str) -> Iterator[tuple["subprocess.Popen[str]", float]]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = {**os.environ, "UNRUFFLED_HOME": f"{folder}/home", "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    command = [sys.executable, "-m", "unruffled.site.command", "up"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout or ():
            if line.startswith("Unruffled is ready"):
                break
        else:
            raise RuntimeError("it did not become ready")
        yield process, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _megabytes(supervisor: int) -> float:
    """Return the memory of the supervisor and its Python children: shared pages count once, divided among sharers."""
    family = [supervisor, *_children(supervisor)]
    return sum(_proportional_kilobytes(pid) for pid in family) / 1024


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")
        except OSError:
            continue
        if int(fields[2].split()[1]) == parent and "postgres" not in fields[0]:
            found.append(int(status.parent.name))
    return found


def _proportional_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
