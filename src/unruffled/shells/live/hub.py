"""One connection that listens to the database, and the pages that it tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

CHANNEL = "unruffled"
QUIET_SECONDS = 15
"""How often a page that hears nothing gets a sign of life, so that proxies keep the line open."""

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Page:
    """An open page: who looks, what he may see, and the names that changed since he was last told."""

    user: int
    teams: frozenset[int]
    sees_all: bool
    news: dict[str, None] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False

    def may_hear(self, team: int) -> bool:
        """Whether a change in this team may be named to the page."""
        return self.sees_all or team in self.teams

    def tell(self, name: str) -> None:
        """Remember a name; the same name twice before the page asks is told once."""
        self.news[name] = None
        self.woken.set()

    def leave(self) -> None:
        """End the stream; the page connects again and is asked anew who it is."""
        self.gone = True
        self.woken.set()

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
        return names


@dataclass
class Hub:
    """All open pages of this process, and the task that listens for them while there are any."""

    connection_parameters: dict[str, Any]
    pages: set[Page] = field(default_factory=set)
    listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def open(self, page: Page) -> AsyncIterator[Page]:
        """Keep the page in the round for as long as it is open."""
        self.pages.add(page)
        if self.listening is None or self.listening.done():
            self.listening = asyncio.create_task(self.listen())
        try:
            yield page
        finally:
            self.pages.discard(page)

    async def listen(self) -> None:
        """Listen until the process ends; after a lost connection every page is told to fetch once."""
        pause = 0.2
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(**self.connection_parameters, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.tell_all("everything")
                    pause = 0.2
                    async for notice in connection.notifies():
                        self.pass_on(notice.payload)
            except psycopg.Error as error:
                logger.warning("live: the database does not answer (%s), trying again in %.1f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def pass_on(self, payload: str) -> None:
        """Tell a change to the pages that may hear it. Payloads are `conversation/17 team/3` and `person/5`."""
        name, _, scope = payload.partition(" ")
        if name.startswith("person/"):
            self.close_pages_of(int(name.removeprefix("person/")))
        elif scope.startswith("team/"):
            team = int(scope.removeprefix("team/"))
            tell(name, (page for page in self.pages if page.may_hear(team)))

    def tell_all(self, name: str) -> None:
        """Tell every page, whoever looks."""
        tell(name, self.pages)

    def close_pages_of(self, user: int) -> None:
        """End the streams of a person whose rights changed, at once."""
        for page in self.pages:
            if page.user == user:
                page.leave()


def tell(name: str, pages: Iterable[Page]) -> None:
    """Tell one name to these pages."""
    for page in pages:
        page.tell(name)
