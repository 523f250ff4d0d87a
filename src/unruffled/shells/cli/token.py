"""`unruffled token --user NAME`: a new key to the API, alone on the last line, shown this once."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from unruffled.desk.flows import token
from unruffled.desk.people import queries
from unruffled.shells.cli.screen import harmless


def main(argv: list[str]) -> int:
    """Make a token, or revoke all of the person's; exit status 2 and a sentence if there is nobody of this name.

    Django is set up and the database answers: the `unruffled` command sees to that.
    """
    asked = _parser().parse_args(argv)
    person = queries.by_username(asked.user)
    if person is None:
        print(f"unruffled token: nobody here is called {asked.user!r}.", file=sys.stderr)
        return 2
    if asked.revoke:
        count = token.end_all(person=person, now=timezone.now())
        print(f"Revoked {count} of {person.username}.")
        return 0
    raw = token.issue(person=person, label=asked.label[:120], now=timezone.now())
    print(f"A token for {harmless(person.name)}. It is shown this once and opens the API with this person's rights.")
    print(raw)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="unruffled token", description="Make a token for the API.")
    parser.add_argument("--user", required=True, metavar="NAME", help="user name or e-mail address, say mia")
    parser.add_argument("--label", default="", metavar="TEXT", help="what it is for")
    parser.add_argument("--revoke", action="store_true", help="make all tokens of this person useless instead")
    return parser
