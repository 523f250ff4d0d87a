"""Bodies that never end, or are far too large, keep no thread waiting and fill no disk (RELIABILITY hole 17)."""

import asyncio

import pytest

from unruffled.site import asgi, bodies

LIMIT = 5 * 1024 * 1024


class Line:
    """A line to a caller: what he sends, what he is told, and what the application saw of it."""

    def __init__(self, *parts, ends=True, path="/sign-in", **headers):
        told = {"content-length": str(sum(map(len, parts))), **{k.replace("_", "-"): v for k, v in headers.items()}}
        raw = [(name.encode(), value.encode()) for name, value in told.items()]
        self.scope = {"type": "http", "path": path, "headers": raw}
        self.coming = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        self.coming += [{"type": "http.request", "body": b"", "more_body": False}] if ends else []
        self.status, self.seen = None, None

    async def receive(self):
        if not self.coming:
            await asyncio.sleep(3600)
        return self.coming.pop(0)

    async def send(self, message):
        self.status = message.get("status", self.status)

    async def application(self, scope, receive, send):
        self.seen = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def answered(self):
        await bodies.Bodies(self.application)(self.scope, self.receive, self.send)
        return self.status


def test_a_body_in_pieces_arrives_as_one():
    line = Line(b"username=", b"mia")

    assert asyncio.run(line.answered()) == 200
    assert line.seen == {"type": "http.request", "body": b"username=mia", "more_body": False}


def test_a_body_that_never_ends_is_given_up_and_no_thread_sees_it(monkeypatch):
    monkeypatch.setattr(bodies, "SECONDS", 0.01)
    line = Line(b"username=", ends=False)

    assert asyncio.run(line.answered()) == 408
    assert line.seen is None


def test_large_bodies_that_never_end_do_not_hold_up_small_ones(monkeypatch):
    monkeypatch.setattr(bodies, "SECONDS", 0.2)
    large = [Line(b"x" * (bodies.SMALL + 1), ends=False) for _ in range(3 * bodies.LARGE_AT_ONCE)]
    small = Line(b"username=mia")
    door = bodies.Bodies(lambda scope, receive, send: scope["line"].application(scope, receive, send))

    async def all_at_once():
        waiting = [asyncio.ensure_future(door(line.scope, line.receive, line.send)) for line in large]
        await asyncio.sleep(0.05)
        await door({**small.scope, "line": small}, small.receive, small.send)
        assert small.status == 200
        assert not any(task.done() for task in waiting)
        await asyncio.gather(*waiting)

    asyncio.run(all_at_once())
    assert {line.status for line in large} == {408}


def test_a_caller_who_leaves_is_forgotten():
    line = Line(b"user", ends=False)
    line.coming.append({"type": "http.disconnect"})

    assert asyncio.run(line.answered()) is None
    assert line.seen is None


def test_a_body_that_is_too_large_is_refused_unread():
    line = Line(b"x", content_length=str(LIMIT + 1))

    assert asyncio.run(line.answered()) == 413
    assert len(line.coming) == 2


def test_the_api_refuses_what_is_too_large_in_its_own_words_and_unread():
    line = Line(b"x", path="/api/v1/inbound", content_length=str(10**12))

    assert asyncio.run(line.answered()) == 200
    assert line.seen["body"] == b""
    assert len(line.coming) == 2


@pytest.mark.parametrize("length", ["", "-1", "1e9", "\u0661", "abc"])
def test_a_length_that_is_no_number_is_none(length):
    line = Line(b"x", content_length=length)

    assert asyncio.run(line.answered()) == 200
    assert line.seen["body"] == b""


def test_a_header_cannot_pass_for_another_one_by_its_underscores(monkeypatch):
    seen = []

    async def pages(scope, receive, send):
        seen.extend(scope["headers"])

    monkeypatch.setattr(asgi, "pages", pages)
    headers = [(b"host", b"x"), (b"x_forwarded_proto", b"https"), (b"x_forwarded_for", b"1.2.3.4")]
    asyncio.run(asgi.app({"type": "http", "path": "/", "headers": headers}, None, None))

    assert seen == [(b"host", b"x")]
