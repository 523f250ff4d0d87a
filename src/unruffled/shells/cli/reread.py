"""`unruffled reread`: reads the whole history anew with today's reader; Ctrl-C stops it, and it goes on next time."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from unruffled.desk.flows import reread


def main(argv: list[str]) -> int:
    """Read anew until all is done, and say how far it is; exit status 130 where it was stopped.

    Django is set up and the database answers: the `unruffled` command sees to that.
    """
    argparse.ArgumentParser(prog="unruffled reread", description=__doc__).parse_args(argv)
    far = reread.begin(now=timezone.now())
    if far.finished_at or not far.total:
        print("Everything has been read by today's reader.")
        return 0
    try:
        _all()
    except KeyboardInterrupt:
        print("\nStopped. What is done is kept; the next `unruffled reread` goes on from here.", file=sys.stderr)
        return 130
    print("Everything has been read by today's reader.")
    return 0


def _all() -> None:
    after = 0
    while True:
        after, far = reread.go_on(after=after, now=timezone.now())
        print(f"\r{far.done:,} of {far.total:,} conversations", end="", file=sys.stderr, flush=True)
        if not after:
            print(file=sys.stderr)
            return
