"""A loop that costs the same everywhere: how fast, and how undisturbed, the processor was beside a measurement."""

import hashlib
import time

from bench.figure import Figure


def calibration() -> Figure:
    """Return the figure of 200,000 hashes, made right now: processor time in ms."""
    began = time.process_time()
    for _ in range(200_000):
        hashlib.sha256(b"x" * 64).digest()
    took = 1000 * (time.process_time() - began)
    return Figure("calibration loop", f"{took:.1f} ms", "", "200,000 SHA-256 of 64 bytes; the same everywhere")
