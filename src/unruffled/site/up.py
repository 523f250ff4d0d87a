"""`unruffled up`: starts database, web and worker, keeps them running, and stops everything it started.

Web and worker are forks of this process, which has loaded what both need: it is in memory once (docs/decisions/0015).
"""

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from unruffled.site import home, organisation, postgres, processes, warm
from unruffled.site.children import FORKS, Child, stop_all
from unruffled.site.requeue import Requeue
from unruffled.site.web import serve
from unruffled.site.worker import work

READY_SECONDS = 90
LOOK_SECONDS = 0.25
MOST_DEATHS = 3
"""A process that dies this often before everything is ready will not get better by trying."""


class Refused(Exception):
    """It cannot start; the text is one clear sentence for the person at the terminal."""


class Stopped(BaseException):
    """Ctrl-C, a closed terminal or a stop signal: end in order."""


def main(argv: list[str]) -> int:
    """Run until stopped. Exit status 0 after a stop, 2 where it could not start, 1 where it did not get ready."""
    if argv:
        print("unruffled up takes no arguments; PORT, HOST, UNRUFFLED_HOME, DATABASE_URL say how.", file=sys.stderr)
        return 0 if argv[0] in ("-h", "--help") else 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    processes.keep_one_heap()
    try:
        with ExitStack() as everything:
            _run(everything)
    except Stopped:
        print("Unruffled has stopped.", flush=True)
        return 0
    except (Refused, organisation.AlreadyRunning, organisation.Unreachable, postgres.CannotStart) as refusal:
        print(f"unruffled up: {refusal}", file=sys.stderr, flush=True)
        return 2 if not isinstance(refusal, NotReady) else 1
    return 0


class NotReady(Refused):
    """Everything was started, but the web did not become healthy in time."""


def _run(everything: ExitStack) -> None:
    """Start things in the order in which they need each other; the stack stops them the other way round."""
    data_home = home.prepare()
    everything.enter_context(organisation.alone(data_home))
    door = everything.enter_context(_door(os.environ.get("HOST", "127.0.0.1"), _port()))
    database = everything.enter_context(_database(data_home))

    address = _address(door)
    how_to_sign_in = _load(address)
    requeue = Requeue(data_home, database.url)
    requeue.bury()  # what a worker was doing when everything was killed

    web = Child("web", partial(serve, door))
    worker = Child("worker", partial(work, data_home / "worker.id"), at_end=requeue.bury)
    everything.callback(stop_all, [web, worker])
    for child in (worker, web):
        child.start()
    _wait_until_ready(address, [database, web, worker])
    print(f"Unruffled is ready at {address}", flush=True)
    if how_to_sign_in:
        print(how_to_sign_in, flush=True)
    _keep_running([database, web, worker], requeue)


def _keep_running(children: "list[Child | Database]", requeue: Requeue) -> None:
    while True:
        for child in children:
            child.look_after()
        requeue.look_after()
        time.sleep(LOOK_SECONDS)


def _stop(number: int, frame: FrameType | None) -> None:
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)  # stopping takes a moment; a second Ctrl-C must not tear it apart
    raise Stopped


# The pieces ----------------------------------------------------------------------------------------------------------


class Database:
    """The database as the supervisor sees it: embedded, or somewhere else and not ours to look after."""

    def __init__(self, url: str, cluster: postgres.Cluster | None) -> None:
        self.url = url
        self.cluster = cluster

    def look_after(self) -> None:
        """Start the embedded server again if it died; what was committed is there."""
        if self.cluster is not None and not self.cluster.is_running():
            print("unruffled: the database ended unexpectedly; starting it again.", file=sys.stderr, flush=True)
            self.cluster.start()


@contextmanager
def _database(data_home: Path) -> Iterator[Database]:
    if not home.named_database():
        print("Starting the database …", flush=True)
    with organisation.database(data_home) as (url, cluster):
        yield Database(url, cluster)


def _port() -> int:
    given = os.environ.get("PORT", "").strip() or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Refused(f"PORT is {given!r}; it must be a number from 1 to 65535.")
    return int(given)


@contextmanager
def _door(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything else starts, and keep it while the web process comes and goes."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Refused(f"HOST is {host!r}, which is no address of this machine: {error.strerror or error}.") from error
    with door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(place)
            door.listen(1024)
        except PermissionError as error:
            raise Refused(f"Port {port} is not allowed for this user; choose one above 1023 with PORT.") from error
        except OSError as error:
            raise Refused(
                f"Port {port} of {host} cannot be taken: {error.strerror}. Choose another with PORT."
            ) from error
        yield door


def _load(address: str) -> str:
    """Load all that web and worker share, while another process brings the tables up to date; return how to sign in."""
    print("Bringing tables and pages up to date …", flush=True)
    with processes.errand("prepare", address) as preparing:
        if FORKS:
            warm.engine()
        said, _ = preparing.communicate()
    if preparing.returncode != 0:
        raise Refused("the tables could not be brought up to date; the lines above say why.")
    if FORKS:
        warm.pages_and_jobs()
        warm.keep()
    return said.strip()


def _address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _wait_until_ready(address: str, children: "list[Child | Database]") -> None:
    until = time.monotonic() + READY_SECONDS
    said = "it does not answer."
    while time.monotonic() < until:
        for child in children:
            child.look_after()
            if isinstance(child, Child) and child.deaths >= MOST_DEATHS:
                raise NotReady(f"the {child.name} process does not start; the lines above say why.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  (our own http address)
                return
        except urllib.error.HTTPError as answer:
            said = _detail(answer)
        except OSError:
            pass
        time.sleep(0.05)
    raise NotReady(f"not healthy after {READY_SECONDS} s: {said}")


def _detail(answer: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(answer).get("detail", answer.reason))
    except ValueError:
        return f"{answer.code} {answer.reason}"
