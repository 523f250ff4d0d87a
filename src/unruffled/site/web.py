"""`unruffled web`: answers on the socket that the supervisor opened."""

import asyncio
import resource
import socket
from contextlib import suppress

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from unruffled.site import processes, warm

GOODBYE_SECONDS = 3
"""How long open pages may finish when we stop; live streams are cut, and connect again to the next process."""

ASKING_SECONDS = 30
"""How long a caller may take to say what he wants, headers and all; whoever says nothing holds a line of ours."""


def main(argv: list[str]) -> int:
    """Serve alone until told to stop; `argv` is the number of the listening socket."""
    processes.keep_one_heap()
    warm.soon()
    return serve(socket.socket(fileno=int(argv[0])))


def serve(door: socket.socket) -> int:
    """Serve until told to stop."""
    config = uvicorn.Config(
        "unruffled.site.asgi:app",
        http=Line,
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
        timeout_keep_alive=30,
    )
    _take_every_line()
    uvicorn.Server(config).run(sockets=[door])
    return 0


def _take_every_line() -> None:
    """Let this process hold as many lines as the system allows it; each open page is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # "without limit" is more than some systems give
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Line(H11Protocol):
    """A line to a caller, hung up when no whole request comes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.loop.call_later(ASKING_SECONDS, self.hang_up_unless_asked, None)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self.loop.call_later(ASKING_SECONDS, self.hang_up_unless_asked, self.cycle)

    def hang_up_unless_asked(self, answered: RequestResponseCycle | None) -> None:
        """Hang up if nothing was asked since this answer, and nothing is being answered."""
        idle = answered is None or answered.response_complete
        if idle and self.cycle is answered:
            self.transport.close()
