"""`unruffled reread`: reads the whole history anew with today's reader; Ctrl-C stops it, and it goes on next time."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from django.utils import timezone

from unruffled.desk.flows import reread

ALL: Final = "Everything has been read by today's reader."


def main(argv: list[str]) -> int:
    """Read anew until all is done, and say how far it is; exit status 130 where it was stopped,
    1 where some could not be.

    Django is set up and the database answers: the `unruffled` command sees to that.
    """
    argparse.ArgumentParser(prog="unruffled reread", description=__doc__).parse_args(argv)
    if reread.begin(now=timezone.now()).finished_at:
        print(ALL)
        return 0
    try:
        read = _all()
    except KeyboardInterrupt:
        reread.rest(now=timezone.now())
        read = False
    if not read:
        print("\nStopped. What is done is kept; the next `unruffled reread` goes on from here.", file=sys.stderr)
        return 130
    failed = reread.how_far(now=timezone.now()).failed
    print(f"{failed:,} could not be read again; the log says why." if failed else ALL)
    return 1 if failed else 0


def _all() -> bool:
    """Read anew until all is done; False where somebody stopped it in the settings."""
    while far := reread.go_on(now=timezone.now()):
        print(f"\r{far.done:,} of {far.total:,} conversations", end="", file=sys.stderr, flush=True)
        if far.finished_at:
            print(file=sys.stderr)
            return True
    return not reread.how_far(now=timezone.now()).stopped
