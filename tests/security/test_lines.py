"""Callers who open a line and never say what they want do not keep it (RELIABILITY hole 17)."""

import asyncio
import socket
import threading

import pytest
import uvicorn

from unruffled.site import web

HALF = b"GET / HTTP/1.1\r\nHost: localh"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def server(monkeypatch):
    """A web server that loses patience quickly, with a page that takes much longer than that."""
    monkeypatch.setattr(web, "ASKING_SECONDS", 0.1)

    async def slow(scope, receive, send):
        await asyncio.sleep(0.5)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(slow, http=web.Line, lifespan="off", ws="none", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join()


def said_to(address, *words):
    """Everything that the server says until it hangs up."""
    with socket.create_connection(address, timeout=20) as line:
        for word in words:
            line.sendall(word)
        return b"".join(iter(lambda: line.recv(4096), b""))


@pytest.mark.parametrize("words", [[], [HALF]], ids=["nothing", "half a request"])
def test_who_does_not_ask_is_hung_up_on(server, words):
    assert said_to(server, *words) == b""


def test_who_has_asked_gets_the_answer_however_long_it_takes_and_is_then_hung_up_on(server):
    assert said_to(server, WHOLE).endswith(b"done")


def test_half_a_second_request_keeps_no_line_either(server):
    assert said_to(server, WHOLE + HALF).count(b"HTTP/1.1 200") == 1


def test_two_requests_at_once_are_both_answered(server):
    assert said_to(server, WHOLE + WHOLE).count(b"done") == 2
