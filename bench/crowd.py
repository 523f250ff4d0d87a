"""Many people at once on one real web process: 32 who turn pages, and 200 whose open pages are told what changed.

The server runs as `unruffled web` does; the clients are threads of this process, so both share the machine's cores.
"""

import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from bench import _floor
from bench.figure import Figure

READERS, READ_SECONDS = 32, 10
OPEN_PAGES, CHANGES, CHANGE_EVERY = 200, 20, 1.0
ASK_AFTER = 0.03
"""Seconds an open page waits before it asks for its rows, as islands.js does."""


def measure() -> Iterator[Figure]:
    """Start the web on a floor of 1,000 conversations, send the crowd in, then open the pages and change rows."""
    with _floor.floor():
        _floor.grow_to(1000, have=30)
        from django.db import connection

        sessions = _sessions()
        connection.close()
        with _web() as port:
            yield from _read(port, sessions)
            yield from _listen(port, sessions)


def _read(port: int, sessions: list[str]) -> Iterator[Figure]:
    times: list[float] = []
    wrong: list[int] = []
    until = time.monotonic() + READ_SECONDS

    def turn_pages(cookie: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            began = time.monotonic()
            status, _ = _get(line, "/inbox?view=team", cookie)
            times.append(time.monotonic() - began)
            if status != 200:
                wrong.append(status)

    _together([threading.Thread(target=turn_pages, args=(sessions[n % len(sessions)],)) for n in range(READERS)])
    late = statistics.quantiles(times, n=20)[-1] * 1000
    rate = len(times) / READ_SECONDS
    told = f"{len(wrong)} errors in {len(times)} pages"
    yield Figure(f"{READERS} clients: inbox pages", f"{rate:.0f}/s", ">= 60/s", told)
    yield Figure(f"{READERS} clients: p95", f"{late:.0f} ms", "<= 500 ms", "until the whole page is there")


# Open pages ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """One open inbox: which team's, and when each conversation's news came and when its row was there."""

    cookie: str
    team: int
    told: dict[int, float] = field(default_factory=dict)
    there: dict[int, float] = field(default_factory=dict)


def _listen(port: int, sessions: list[str]) -> Iterator[Figure]:
    pages = [_Open(sessions[n % len(sessions)], n % _floor.TEAMS) for n in range(OPEN_PAGES)]
    stop, opened = threading.Event(), threading.Semaphore(0)
    threads = [threading.Thread(target=_page, args=(port, page, stop, opened), daemon=True) for page in pages]
    for thread in threads:
        thread.start()
    for _ in threads:
        opened.acquire()
    changed = _change_rows(port)
    time.sleep(3)
    stop.set()
    due = [(page, at, pk) for pk, (team, at) in changed.items() for page in pages if page.team == team]
    lost = sum(pk not in page.told for page, _, pk in due)
    waits = [(page.there[pk] - at) * 1000 for page, at, pk in due if pk in page.there]
    told = f"of {len(due)} due, {CHANGES} changes, {OPEN_PAGES // _floor.TEAMS} pages a team"
    yield Figure(f"{OPEN_PAGES} pages: events lost", str(lost), "0", told)
    late, middle = statistics.quantiles(waits, n=20)[-1], statistics.median(waits)
    told = f"message stored until the row is there; median {middle:.0f} ms"
    yield Figure(f"{OPEN_PAGES} pages: p95", f"{late:.0f} ms", "<= 250 ms", told)


def _page(port: int, page: _Open, stop: threading.Event, opened: threading.Semaphore) -> None:
    """Listen as a page does, and ask for the rows when a name comes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/live", headers={"Cookie": page.cookie, "Accept": "text/event-stream"})
    stream = line.getresponse()
    opened.release()
    asking = http.client.HTTPConnection("127.0.0.1", port)
    with suppress(OSError, http.client.HTTPException):
        while not stop.is_set():
            name = stream.readline().decode()
            if not name.startswith("data: conversation/"):
                continue
            pk = int(name.split("/")[1].split()[0])
            page.told.setdefault(pk, time.monotonic())
            time.sleep(ASK_AFTER)
            status, body = _get(asking, "/inbox?view=team", page.cookie, htmx=True)
            if status == 200 and f'id="row-{pk}"'.encode() in body:
                page.there.setdefault(pk, time.monotonic())


def _change_rows(port: int) -> dict[int, tuple[int, float]]:
    """Let messages come in, one team after another; return for each conversation the team and when it was stored."""
    from django.db import connection
    from django.utils import timezone

    from unruffled.channels.envelope import Inbound
    from unruffled.desk.conversations.models import Inbox
    from unruffled.desk.flows import receive

    inboxes = list(Inbox.objects.order_by("pk"))
    changed = {}
    for number in range(CHANGES):
        team = number % _floor.TEAMS
        inbound = Inbound("chat", f"crowd-{number}", f"crowd-{number}", _floor.CUSTOMER[0], from_name="Rising")
        arrived = receive.receive(inbound=inbound, now=timezone.now() - _LONG_AGO, inbox_id=inboxes[team].pk)
        changed[arrived.conversation.pk] = (team, time.monotonic())
        time.sleep(CHANGE_EVERY)
    connection.close()
    return changed


# The house -----------------------------------------------------------------------------------------------------------

_LONG_AGO = timedelta(days=400)
"""Messages that have waited this long stand at the head of every list, so that their rows are on the first page."""


def _sessions() -> list[str]:
    """A signed-in cookie for one agent of each team."""
    from django.conf import settings
    from django.test import Client

    from unruffled.desk.people.models import User

    cookies = []
    for n in range(_floor.TEAMS):
        client = Client()
        client.force_login(User.objects.get(username=f"agent{n}"))
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={quote(client.cookies[settings.SESSION_COOKIE_NAME].value)}")
    return cookies


@contextmanager
def _web() -> Iterator[int]:
    """`unruffled web` on a free port, as the supervisor starts it."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(512)
        port = door.getsockname()[1]
        command = [sys.executable, "-m", "unruffled.site.command", "web", str(door.fileno())]
        process = subprocess.Popen(command, pass_fds=[door.fileno()])
    try:
        for _ in range(100):
            with suppress(OSError, http.client.HTTPException):
                _get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/healthz", "")
                break  # whatever it says: 503, as there is no worker
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _get(line: http.client.HTTPConnection, address: str, cookie: str, *, htmx: bool = False) -> tuple[int, bytes]:
    headers = {"Cookie": cookie} | ({"HX-Request": "true"} if htmx else {})
    line.request("GET", address, headers=headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def _together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
