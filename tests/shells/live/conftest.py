"""People, their sessions, and a browser that listens to /live without a server between."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from unruffled.desk.people import actions
from unruffled.shells.live import stream


class Listening:
    """One open stream: its status, the names it was told, and whether it has ended."""

    def __init__(self):
        self.status = None
        self.names = []
        self.body = b""
        self.ended = asyncio.Event()
        self.begun = asyncio.Event()
        self.heard = asyncio.Event()
        self.leaving = asyncio.Event()

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        body = message.get("body", b"")
        self.body += body
        self.names += [line.removeprefix("data: ") for line in body.decode().split("\n") if line.startswith("data: ")]
        self.begun.set()
        self.heard.set()
        if not message.get("more_body"):
            self.ended.set()

    async def receive(self):
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def until(self, wanted):
        """Wait until the stream was told all of these names."""
        async with asyncio.timeout(10):
            while not set(wanted) <= set(self.names):
                self.heard.clear()
                await self.heard.wait()

    async def until_ended(self):
        async with asyncio.timeout(10):
            await self.ended.wait()


@asynccontextmanager
async def listening(session, path="/live", method="GET", query=b"", **headers):
    """Open /live as the browser of this session does."""
    stream_of = Listening()
    given = {"host": "localhost", "cookie": f"{settings.SESSION_COOKIE_NAME}={session}", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }
    task = asyncio.create_task(stream.app(scope, stream_of.receive, stream_of.send))
    try:
        async with asyncio.timeout(10):
            await asyncio.wait({task, asyncio.create_task(stream_of.begun.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield stream_of
    finally:
        stream_of.leaving.set()
        async with asyncio.timeout(10):
            await task


@pytest.fixture
def house(transactional_db):
    """Two teams: Deliveries with Mia and Sam, Elsewhere with Omar; Maya manages."""
    stream.hub.cache_clear()
    deliveries, elsewhere = actions.add_team("Deliveries"), actions.add_team("Elsewhere")

    def person(name, role, *teams):
        return actions.add_person(username=name, email=f"{name}@example.org", name=name.title(), role=role, teams=teams)

    class House:
        teams = {"deliveries": deliveries, "elsewhere": elsewhere}
        mia = person("mia", "agent", deliveries)
        sam = person("sam", "supervisor", deliveries)
        maya = person("maya", "manager")
        omar = person("omar", "agent", elsewhere)

    yield House
    stream.hub.cache_clear()


@pytest.fixture
def sign_in():
    """Make a session of this person and return its key."""

    def signed_in(user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return session.session_key

    return signed_in


@pytest.fixture
def notify():
    """Say that something changed, as flows do when they commit."""

    def say(*payloads):
        with connection.cursor() as cursor:
            for payload in payloads:
                cursor.execute("SELECT pg_notify('unruffled', %s)", [payload])

    return say
