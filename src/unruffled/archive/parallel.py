"""Much work in order on all cores: the first of it right here, the rest in chunks on processes."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ALONE: Final = 400
"""Units of cost that are worked off before processes are worth their start."""
CHUNK: Final = 200
"""Units of cost that one process gets at a time; a little more is always waiting for it, never everything."""


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    cost: Callable[[Item], int],
    alone: int = ALONE,
    chunk: int = CHUNK,
) -> Iterator[Result]:
    """Yield work(item) for each item in their order. `work` must be a function that another process can import.

    Items are taken from their source as they are needed, so that a source larger than memory is fine. Closing the
    iterator ends the processes.
    """
    items = iter(items)
    spent = 0
    for item in items:
        yield work(item)
        spent += cost(item)
        if workers > 1 and spent >= alone:
            break
    first = list(islice(items, 1))
    if first:
        yield from _crowd(work, _chunks(first, items, cost, chunk), workers)


def _crowd(work: Callable[[Item], Result], chunks: Iterator[list[Item]], workers: int) -> Iterator[Result]:
    waiting: deque[Future[list[Result]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=_start(), initializer=_begin) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_worked, work, chunk))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _chunks(first: list[Item], items: Iterator[Item], cost: Callable[[Item], int], size: int) -> Iterator[list[Item]]:
    chunk = first
    spent = sum(map(cost, first))
    for item in items:
        if spent >= size:
            yield chunk
            chunk, spent = [], 0
        chunk.append(item)
        spent += cost(item)
    yield chunk


def _worked(work: Callable[[Item], Result], chunk: list[Item]) -> list[Result]:
    return [work(item) for item in chunk]


def _start() -> multiprocessing.context.BaseContext:
    """Return how processes start: a fork needs no second import, and nothing here runs threads."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end when it ends: killed, it cannot tell us, and we would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
