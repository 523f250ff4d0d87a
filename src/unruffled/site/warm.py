"""What takes a second the first time (phrases, cards, habits) is done before somebody waits for it."""

import gc
import threading
from typing import Final

AFTER_SECONDS: Final = 1.5
"""The first page goes first."""


def soon() -> None:
    """Get the engine ready beside what this process does, once it has had time to answer its first page."""
    timer = threading.Timer(AFTER_SECONDS, _read_once)
    timer.daemon = True
    timer.start()


def _read_once() -> None:
    """Follow the shortest of conversations and look at a draft: everything that is loaded lazily is loaded by it.

    What was loaded stays for as long as the process: it is put out of the garbage collector's sight, which would
    otherwise look through half a million phrases in the middle of a reading.
    """
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
    gc.collect()
    gc.freeze()
