"""A house that is open, and people with real browsers in it: Debian's Chromium against our own server and database."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import axe_playwright_python
import pytest

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIETLY = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PICTURES = os.environ.get("UNRUFFLED_PICTURES")
"""A folder for pictures of the journeys; without it none are kept."""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.alone)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium here"))


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread beside the test's queries
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def answering(monkeypatch):
    """The requests that threads of the server work on: one that outlives its test would stand in the next one's way."""
    from unruffled.site import asgi

    now, answer = set(), asgi.wsgi_pages.app

    def counted(environ, start_response):
        mine = object()
        now.add(mine)
        try:
            return answer(environ, start_response)
        finally:
            now.discard(mine)

    monkeypatch.setattr(asgi.wsgi_pages, "app", counted)
    return now


@pytest.fixture
def house(chromium, transactional_db, answering):
    """Our own server, pages and live streams, on a free port; it answers as long as the test runs."""
    import uvicorn

    from unruffled.shells.live import stream
    from unruffled.site.asgi import app

    stream.hub.cache_clear()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, "the server to start")
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(timeout=10)
    until(lambda: not answering, "the last pages to be answered")
    stream.hub.cache_clear()


@pytest.fixture
def browser_of(chromium, house):
    """Give a person a window of their own, signed in already; whatever breaks in it fails the test."""
    windows, broken = [], []

    def opened(user, viewport=DESK, theme="light", **more):
        context = chromium.new_context(
            base_url=house, viewport=viewport, color_scheme=theme, reduced_motion="reduce", locale="en-GB", **more
        )
        windows.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if _policy_broken(message.text) else None)
        context.add_cookies([{"name": "unruffled", "value": _session_of(user), "url": house}])
        page.goto("/inbox")
        return page

    yield opened
    for context in windows:
        context.close()
    assert broken == []


@pytest.fixture
def picture():
    """Keep a picture of a page where a folder for pictures was named."""

    def taken(page, name):
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}.png")

    return taken


@pytest.fixture(scope="session")
def faults():
    """Tell what axe finds on a page: the rule and the elements."""
    axe = AXE.read_text()

    def found_on(page):
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then((found) => JSON.stringify(found.violations))"
        )
        violations = json.loads(found)
        return [f"{v['id']}: {', '.join(n['html'][:160] for n in v['nodes'][:3])}" for v in violations]

    return found_on


def _session_of(user):
    """Sign somebody in beside the page; the front door itself has a test of its own among the looks."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["unruffled"].value


def _policy_broken(text):
    return "Content Security Policy" in text or "Refused to" in text


def until(holds, what, seconds=10):
    """Wait until this holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds} s for {what}")
        time.sleep(0.02)
