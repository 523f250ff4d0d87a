"""One connection that listens to the database, and the pages that it tells.

No event is lost: a page opens after the hub listens, and hears at once what changed in the half minute before, while it
was on its way. Nobody hears more than he may: a person's streams end when the person's rights change, and all streams
end when the line to the database was lost, because nobody knows what changed meanwhile. Pages connect again by
themselves and are then asked anew who they are.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from unruffled.desk.journal.actions import CHANNEL

EVERYTHING: Final = "everything"
"""The name that says: ask once for all that you show."""

QUIET_SECONDS: Final = 15
"""How often a page that hears nothing gets a sign of life, so that proxies keep the line open."""

REMEMBERED_SECONDS: Final = 30
"""What changed so long ago is still told to a page that opens: it may have been fetched before the change."""

AT_ONCE = 12
"""Open pages of one person that hear of changes in a crowd; one more, and the oldest rests until it is looked at."""

CROWD = 256
"""So many open pages are no burden, whosoever they are; from here on nobody has more than `AT_ONCE`."""

CHECK_SECONDS: Final = 30
"""How often a silent line to the database is tried."""

_CHANGE: Final = re.compile(r"([a-z_]+/\d{1,19}) team/(\d{1,19})")
_RIGHTS: Final = re.compile(r"person/(\d{1,19})|session/([0-9a-f]{32})")

logger = logging.getLogger(__name__)


class NotListening(Exception):
    """The database does not answer, so nothing could be told."""


@dataclass(eq=False)
class Page:
    """An open page: who looks, by which session, what he may see, and the names that it has not been told yet."""

    user: int
    session: str
    teams: frozenset[int]
    sees_all: bool
    news: dict[str, None] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False
    resting: bool = False

    def may_hear(self, team: int) -> bool:
        """Whether a change in this team may be named to the page."""
        return self.sees_all or team in self.teams

    def tell(self, name: str) -> None:
        """Remember a name; the same name twice before the page asks is told once, and everything is all of them."""
        if name == EVERYTHING:
            self.news.clear()
        if EVERYTHING not in self.news:
            self.news[name] = None
        self.woken.set()

    def leave(self) -> None:
        """End the stream; the page connects again and is asked anew who it is."""
        self.gone = True
        self.woken.set()

    def rest(self) -> None:
        """End the stream with a word, so that the page does not connect again by itself."""
        self.resting = True
        self.leave()

    async def next_names(self) -> list[str]:
        """Wait for news and return the names; an empty list is a sign of life."""
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                await self.woken.wait()
        except TimeoutError:
            return []
        self.woken.clear()
        names = list(self.news)
        self.news.clear()
        return [] if self.gone else names


@dataclass(eq=False)
class Hub:
    """All open pages of this process, and the task that listens for them from the first one on."""

    connection_parameters: dict[str, Any]
    pages: dict[Page, None] = field(default_factory=dict)
    heard: dict[str, tuple[float, int]] = field(default_factory=dict)
    ears: asyncio.Event = field(default_factory=asyncio.Event)
    since: float = 0.0
    rights_changed: int = 0
    listening: asyncio.Task[None] | None = None

    async def ready(self, *, seconds: float = 5) -> None:
        """Return when the hub listens.

        :raises NotListening: if it does not within so many seconds
        """
        if self.listening is None or self.listening.done():
            self.listening = asyncio.create_task(self.listen())
        try:
            async with asyncio.timeout(seconds):
                await self.ears.wait()
        except TimeoutError as error:
            raise NotListening("The database does not answer.") from error

    @asynccontextmanager
    async def open(self, page: Page, *, again: bool = False) -> AsyncIterator[Page]:
        """Keep the page in the round for as long as it is open; `again` says that it had lost its line."""
        self.pages[page] = None
        self.make_room(page.user)
        self.catch_up(page, again=again)
        try:
            yield page
        finally:
            self.pages.pop(page, None)

    def make_room(self, user: int) -> None:
        """In a crowd, let the oldest pages of a person rest: nobody fills the house by opening tabs."""
        if len(self.pages) <= CROWD:
            return
        theirs = [page for page in self.pages if page.user == user and not page.gone]
        for page in theirs[:-AT_ONCE]:
            page.rest()

    def catch_up(self, page: Page, *, again: bool) -> None:
        """Tell a page what changed while it was on its way; everything, where that is not known."""
        now = asyncio.get_running_loop().time()
        if again or now - self.since < REMEMBERED_SECONDS:
            page.tell(EVERYTHING)
            return
        for name, (at, team) in self.heard.items():
            if now - at <= REMEMBERED_SECONDS and page.may_hear(team):
                page.tell(name)

    async def listen(self) -> None:
        """Listen until the process ends, and again after a lost connection."""
        pause = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self.connection_parameters, autocommit=True) as line:
                    await line.execute(f"LISTEN {CHANNEL}")
                    self.start_anew()
                    pause = 0.2
                    await self.hear(line)
            except (psycopg.Error, OSError) as error:
                logger.warning("live: the database does not answer (%s), again in %.1f s", type(error).__name__, pause)
            self.ears.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def start_anew(self) -> None:
        """Begin with nothing known: whoever was told by an earlier line connects again."""
        self.since = asyncio.get_running_loop().time()
        self.heard.clear()
        self.rights_changed += 1
        for page in self.pages:
            page.leave()
        self.ears.set()

    async def hear(self, line: psycopg.AsyncConnection[Any]) -> None:
        """Pass on what the line brings; where it is silent, find out whether it still holds."""
        while True:
            async for notice in line.notifies(timeout=CHECK_SECONDS):
                self.pass_on(notice.payload)
            await line.execute("SELECT 1")
            self.forget()

    def pass_on(self, payload: str) -> None:
        """Tell a change to the pages that may hear it, or end the streams of whose rights changed.

        Payloads are `conversation/17 team/3`, `person/5` and `session/…` (the MD5 of its key); others are left alone.
        """
        if change := _CHANGE.fullmatch(payload):
            name, team = change[1], int(change[2])
            self.heard[name] = (asyncio.get_running_loop().time(), team)
            for page in self.pages:
                if page.may_hear(team):
                    page.tell(name)
        elif rights := _RIGHTS.fullmatch(payload):
            self.rights_changed += 1
            for page in self.pages:
                if (rights[1] and page.user == int(rights[1])) or page.session == rights[2]:
                    page.leave()

    def forget(self) -> None:
        """Forget what is too long ago to be told to a page that opens."""
        oldest = asyncio.get_running_loop().time() - REMEMBERED_SECONDS
        self.heard = {name: (at, team) for name, (at, team) in self.heard.items() if at > oldest}
