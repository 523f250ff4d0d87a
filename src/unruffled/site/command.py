"""The `unruffled` command: the word after it names the room that answers; nothing is imported before it is needed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from unruffled import __version__


@dataclass(frozen=True, slots=True)
class Command:
    """A word of the command line: the module whose `main(argv) -> exit status` answers, and what it is for.

    `at_the_desk`: it needs Django and a database that answers, both of which it finds ready.
    """

    module: str
    purpose: str
    hidden: bool = False
    at_the_desk: bool = False


COMMANDS = {
    "up": Command("unruffled.site.up", "start everything and keep it running, until Ctrl-C"),
    "read": Command("unruffled.shells.cli.read", "read conversations from files: heat, stage, the next move, and why"),
    "check": Command("unruffled.shells.cli.check", "what the coach says of a reply before it is sent"),
    "report": Command("unruffled.shells.cli.report", "what an archive of conversations shows"),
    "demo": Command(
        "unruffled.site.harbour_lane", "make the demo organisation, and say how to sign in", at_the_desk=True
    ),
    "token": Command(
        "unruffled.shells.cli.token", "make an API token for somebody: token --user mia", at_the_desk=True
    ),
    "mail": Command(
        "unruffled.shells.cli.mail", "whether each inbox can fetch and send mail; connect one", at_the_desk=True
    ),
    "reread": Command(
        "unruffled.shells.cli.reread", "read the whole history anew with today's reader", at_the_desk=True
    ),
    "backup": Command("unruffled.site.backup", "write database and files into one file: backup FILE"),
    "restore": Command("unruffled.site.restore", "bring a backup back into an empty organisation: restore FILE"),
    "manage": Command("unruffled.site.manage", "Django's own commands: manage migrate, manage shell …"),
    "prepare": Command("unruffled.site.prepare", "bring tables, pages and the demo up to date", hidden=True),
    "web": Command("unruffled.site.web", "answer browsers and API callers", hidden=True),
    "worker": Command("unruffled.site.worker", "work off the jobs", hidden=True),
}


def main(argv: list[str] | None = None) -> int:
    """Run the named command; exit status 2 and a sentence where the call itself is wrong."""
    word, *rest = (sys.argv[1:] if argv is None else argv) or ["--help"]
    try:
        status = _answer(word, rest)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _answer(word: str, rest: list[str]) -> int:
    if word in ("-h", "--help", "help"):
        print(_help())
        return 0
    if word in ("-V", "--version", "version"):
        print(f"unruffled {__version__}")
        return 0
    if word not in COMMANDS or not _exists(COMMANDS[word].module):
        print(f"unruffled: there is no command {word!r}. There are: {', '.join(_offered())}.", file=sys.stderr)
        return 2
    return _run(word, rest)


def _run(word: str, rest: list[str]) -> int:
    try:
        with _the_desk() if COMMANDS[word].at_the_desk and not {"-h", "--help"} & set(rest) else nullcontext():
            status = import_module(COMMANDS[word].module).main(rest)
    except KeyboardInterrupt:
        return 130
    except PermissionError as refused:
        print(f"unruffled {word}: {refused.filename or 'a file'} belongs to somebody else: {refused}.", file=sys.stderr)
        return 2
    return int(status or 0)


@contextmanager
def _the_desk() -> Iterator[None]:
    """Find the running organisation, or start its database alone; set Django up, and make the tables of a new one."""
    from unruffled.site import organisation, prepare

    with organisation.reachable():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
        import django.db

        django.setup()
        prepare.migrate(only_new=True)
        try:
            yield
        finally:  # before the database ends, lest the pool complain
            django.db.connection.close_pool()  # type: ignore[attr-defined]


def _help() -> str:
    width = max(map(len, _offered()))
    lines = [f"  {word:{width}}  {COMMANDS[word].purpose}" for word in _offered()]
    return "\n".join(["unruffled COMMAND …", "", *lines, "", "unruffled COMMAND --help says more."])


def _offered() -> list[str]:
    return [word for word, command in COMMANDS.items() if not command.hidden and _exists(command.module)]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main())
