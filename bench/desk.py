"""What a page, a search, an arriving message and a reply cost the server at 1,000, 10,000 and 100,000 conversations.

Cost is processor time: of this process (all of Django, the engine, the templates) and of the database's process that
served it. A calibration loop runs beside, so that figures of different machines can be held against each other.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench import _floor
from bench._loop import calibration
from bench.figure import Figure

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1000 10000 100000").split())
TIMES, WARM_UP = 40, 5

AIMS = {
    "inbox of 50": "<= 20 ms",
    "30 messages, guided": "<= 20 ms",
    "search": "<= 50 ms",
    "create, read, advise": "<= 15 ms",
    "reply": "<= 12 ms",
}


def measure() -> Iterator[Figure]:
    """Grow the floor from size to size and do everything at each."""
    yield calibration()
    small: dict[str, float] = {}
    with _floor.floor():
        have = 30
        for size in SIZES:
            began = time.monotonic()
            _floor.grow_to(size, have=have)
            yield Figure(f"seeding to {size:,}", f"{time.monotonic() - began:.0f} s", "", "copies in SQL, indexes kept")
            have = size
            for what, act in _acts().items():
                cost = _measured(act)
                small.setdefault(what, cost.late)
                yield Figure(f"{what} at {size:,}", f"{cost.middle:.1f} ms", AIMS[what], cost.how(small[what]))


@dataclass(slots=True)
class Cost:
    """Milliseconds of processor time of one act, done several times; `database` is the mean of the server process."""

    here: list[float] = field(default_factory=list)
    database: float = 0.0
    queries: int = 0

    @property
    def middle(self) -> float:
        return statistics.median(self.here) + self.database

    @property
    def late(self) -> float:
        return statistics.quantiles(self.here, n=20)[-1] + self.database

    def how(self, small: float) -> str:
        return (
            f"p95 {self.late:.1f} ms ({self.late / small:.2f} of the smallest floor); "
            f"database {self.database:.1f} ms; {self.queries} queries"
        )


def _measured(act: Callable[[], Any]) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        act()
    cost = Cost()
    with CaptureQueriesContext(connection) as captured:
        act()
    cost.queries = len(captured)
    server = connection.connection.info.backend_pid
    before = _seconds_of(server)
    for _ in range(TIMES):
        began = time.process_time()
        act()
        cost.here.append((time.process_time() - began) * 1000)
    cost.database = (_seconds_of(server) - before) * 1000 / TIMES
    return cost


def _seconds_of(pid: int) -> float:
    """Processor seconds that a process of this machine has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


NUMBERS = count(1)


def _acts() -> dict[str, Callable[[], Any]]:
    """What people and programs do, each as one request through the whole house."""
    from django.test import Client
    from django.utils import timezone

    from unruffled.desk.conversations.models import Conversation, Message
    from unruffled.desk.people import actions as people
    from unruffled.desk.people.models import User

    mia = User.objects.get(username="agent0")
    page = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    page.force_login(mia)
    key = {"Authorization": f"Bearer {people.issue_token(user=mia, now=timezone.now())}"}
    long = Conversation.objects.order_by("pk").values_list("pk", flat=True)[0]

    def get(address: str) -> None:
        assert page.get(address).status_code == 200, address

    def post(address: str, document: dict[str, Any]) -> dict[str, Any]:
        answer = page.post(address, document, content_type="application/json", headers=key)
        assert answer.status_code in (200, 201, 202), (address, answer.status_code, answer.content)
        found: dict[str, Any] = answer.json()
        return found

    def arrive() -> dict[str, Any]:
        number = f"{time.time_ns()}-{next(NUMBERS)}"
        sender = {"address": f"new-{number}", "name": "Somebody new"}
        text = f"{_floor.CUSTOMER[1]} Order {number}."  # a new text each time: nothing is read from memory
        return post("/api/v1/inbound", {"channel": "chat", "external_id": number, "from": sender, "text": text})

    def answer() -> None:
        # an own conversation each time: made before the clock starts, in `waiting`
        conversation, seen = waiting.pop()
        post(f"/api/v1/conversations/{conversation}/replies", {"text": _floor.AGENT[0], "seen": seen})

    waiting = []
    for _ in range(TIMES + WARM_UP + 1):
        arrived = arrive()
        waiting.append((arrived["conversation"], arrived["message"]))
    assert Message.objects.filter(conversation=long).count() >= 30
    return {
        "inbox of 50": lambda: get("/inbox?view=team"),
        "30 messages, guided": lambda: get(f"/conversations/{long}"),
        "search": lambda: get("/search?q=parcel+depot"),
        "create, read, advise": arrive,
        "reply": answer,
    }
