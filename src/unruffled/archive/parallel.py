"""Much work in order on all cores: the first of it right here, the rest in chunks on processes."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ALONE: Final = 400
"""Units of cost that are worked off before processes are worth their start."""
CHUNK: Final = 200
"""Units of cost that one process gets at a time; a little more is always waiting for it, never everything."""


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item | None],
    *,
    workers: int,
    cost: Callable[[Item], int],
    alone: int = ALONE,
    chunk: int = CHUNK,
) -> Iterator[Result]:
    """Yield work(item) for each item in their order. `work` must be a function that another process can import.

    Items are taken from their source as they are needed, so that a source larger than memory is fine. None among them
    says that the next may be long in coming: everything before it is given out first. Processes start once `alone`
    units have come without such a pause. Closing the iterator ends them.
    """
    items = iter(items)
    spent = 0
    for item in items:
        if item is None:
            spent = 0
            continue
        yield work(item)
        spent += cost(item)
        if workers > 1 and spent >= alone:
            break
    first = next((item for item in items if item is not None), None)
    if first is not None:
        yield from _crowd(work, _chunks(chain([first], items), cost, chunk), workers)


def _crowd(work: Callable[[Item], Result], chunks: Iterator[list[Item]], workers: int) -> Iterator[Result]:
    waiting: deque[Future[list[Result]]] = deque()
    gc.collect()
    gc.freeze()  # what is there is shared with the processes, not copied, and never looked through again
    with ProcessPoolExecutor(workers, mp_context=_start(), initializer=_begin) as pool:
        try:
            for chunk in chunks:
                if chunk:
                    waiting.append(pool.submit(_worked, work, chunk))
                while waiting and (not chunk or len(waiting) > 2 * workers):
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _chunks(items: Iterable[Item | None], cost: Callable[[Item], int], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of about this cost; an empty one where the source pauses."""
    chunk: list[Item] = []
    spent = 0
    for item in items:
        if chunk and (item is None or spent >= size):
            yield chunk
            chunk, spent = [], 0
        if item is None:
            yield []
        else:
            chunk.append(item)
            spent += cost(item)
    if chunk:
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
