"""Waiting for other processes, and looking whether they run: for tests of the launcher and what it looks after."""

import time
from pathlib import Path


def until(holds, seconds=30):
    """Wait for something that another process does."""
    for _ in range(seconds * 50):
        if holds():
            return True
        time.sleep(0.02)
    return False


def runs(pid):
    """Whether a process lives; one that is dead and not yet taken note of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
