"""What takes a second the first time (phrases, cards, the trained reader, pages) is loaded before somebody waits."""

import gc
import os
import sys
import threading
from typing import Final

from unruffled.site import processes

AFTER_SECONDS: Final = 1.5
"""The first page goes first."""


def soon() -> None:
    """Get the engine ready beside what this process does, once it has had time to answer its first page."""
    timer = threading.Timer(AFTER_SECONDS, _beside)
    timer.daemon = True
    timer.start()


def _beside() -> None:
    engine()
    keep()


def engine() -> None:
    """Load what reads, and have it read; what fails here is said, and fails again where somebody asks for it.

    Messages arrive whether they can be read or not (they are read again later), so nothing is kept from starting.
    """
    try:
        _read_once()
    except Exception as fault:  # noqa: BLE001  (weights that are damaged, a library that this machine cannot run, …)
        print(f"unruffled: nothing can be read: {fault}", file=sys.stderr, flush=True)


def _read_once() -> None:
    """Follow the shortest of conversations and look at a draft: everything that is loaded lazily is loaded by it."""
    from unruffled.engine import coach
    from unruffled.engine.follow import follow
    from unruffled.engine.vocabulary import Context, Story, Turn

    turns = (Turn(1, "customer", 0, "Where is it?", "chat"), Turn(2, "agent", 1, "It comes today.", "chat"))
    steps = follow(Story("chat", turns))
    coach.review(
        "It comes today.",
        situation=steps[0].situation,
        before=[step.reading for step in steps[:1]],
        context=Context(),
    )


def pages_and_jobs() -> None:
    """Load what web and worker are made of, once the tables and static files are up to date.

    No connection to the database is opened and no thread is started: neither can be shared with a fork.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    from django.urls import get_resolver

    from unruffled.site import asgi, worker  # noqa: F401  (asgi sets Django up)

    get_resolver().url_patterns  # noqa: B018  (every view is imported by it)
    worker.jobs()


def keep() -> None:
    """Let what is loaded stay for as long as this process and its forks.

    It is put out of the garbage collector's sight, which would otherwise look through half a million phrases in the
    middle of a reading, and by its marks make a copy of every page of memory that a fork shares with us.
    """
    gc.collect()
    processes.give_memory_back()
    gc.freeze()
