"""`unruffled mail`: whether each inbox can fetch and send; `--connect INBOX` sets one up."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date

from django.utils import timezone

from unruffled.desk.conversations.queries import inboxes_for
from unruffled.desk.flows import mail
from unruffled.desk.mail import queries
from unruffled.desk.people.queries import by_username
from unruffled.shells.cli.screen import harmless

PORTS = {"tls": (993, 465), "starttls": (143, 587), "plain": (143, 25)}


def main(argv: list[str]) -> int:
    """Check every connected inbox, or connect one and check it; exit status 1 if one does not work, 2 for a wrong call.

    Django is set up and the database answers: the `unruffled` command sees to that.
    """
    asked = _parser().parse_args(argv)
    try:
        if asked.connect:
            _connect(asked)
    except (_Wrong, mail.NotAllowed, mail.WrongSettings) as wrong:
        print(f"unruffled mail: {wrong}", file=sys.stderr)
        return 2
    return _check(only=asked.connect)


class _Wrong(Exception):
    """A call that names nothing that is here."""


def _check(*, only: str | None) -> int:
    doors = [door for door in queries.all_doors() if only in (None, door.inbox.name)]
    if not doors:
        print("No inbox is connected to a mail server. Connect one: unruffled mail --connect INBOX --by NAME …")
        return 0
    working = True
    for door in doors:
        found = mail.check_door(door)
        working = working and found.ok
        print(f"{harmless(door.inbox.name)}: {'all well' if found.ok else 'something is wrong'}")
        print(f"  fetching  {harmless(found.fetching)}")
        print(f"  sending   {harmless(found.sending)}")
    return 0 if working else 1


def _connect(asked: argparse.Namespace) -> None:
    person = by_username(asked.by or "")
    if person is None:
        raise _Wrong(f"nobody here is called {asked.by!r}. Say with --by who connects the inbox.")
    inbox = next((one for one in inboxes_for(person) if one.name == asked.connect), None)
    if inbox is None:
        names = ", ".join(one.name for one in inboxes_for(person) if one.channel == "email")
        raise _Wrong(f"{person.username} has no inbox {asked.connect!r}. There are: {names or 'none for mail'}.")
    password = _password()
    fetching, sending = (
        _line(server, asked, port, password)
        for server, port in zip((asked.imap, asked.smtp), PORTS[asked.security], strict=True)
    )
    mail.connect(
        by=person,
        inbox=inbox,
        fetching=fetching,
        sending=sending,
        address=asked.address or "",
        folder=asked.folder,
        moved_to=asked.move_to,
        first_day=asked.since,
        now=timezone.now(),
    )
    print(f"{harmless(inbox.name)} is connected. The worker looks into it every few seconds.")


def _line(server: str | None, asked: argparse.Namespace, port: int, password: str) -> mail.Line | None:
    if not server:
        return None
    host, _, given = server.partition(":")
    try:
        number = int(given or port)
    except ValueError:
        raise _Wrong(
            f"{server!r} is no server. Expected a name such as mail.example.com or mail.example.com:993."
        ) from None
    return mail.Line(host, number, asked.security, asked.user or asked.address or "", password)


def _password() -> str:
    """Ask for the password where it cannot be seen, or read it as one line from a pipe: never from the command line."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="unruffled mail",
        description="Check every inbox that is connected to a mail server, or connect one. "
        "The password is asked for, or read from standard input.",
    )
    parser.add_argument("--connect", metavar="INBOX", help="connect this inbox, by its name, and check it")
    parser.add_argument("--by", metavar="NAME", help="who connects it: a supervisor of its team, or a manager")
    parser.add_argument("--address", metavar="ADDRESS", help="what people write to, say help@example.com")
    parser.add_argument("--imap", metavar="HOST[:PORT]", help="where mail is fetched")
    parser.add_argument("--smtp", metavar="HOST[:PORT]", help="where mail is sent")
    parser.add_argument("--user", metavar="NAME", help="who signs in there; the address if not given")
    parser.add_argument("--security", choices=list(PORTS), default="tls", help="how the line is kept private")
    parser.add_argument("--folder", default="INBOX", help="the folder that is fetched")
    parser.add_argument("--move-to", default="", metavar="FOLDER", help="where fetched mail goes; else it stays there")
    parser.add_argument("--since", type=_day, metavar="DAY", help="from which day mail is fetched, say 2026-11-03")
    return parser


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{harmless(written)!r} is no day. Good ones look like 2026-11-03.") from None
