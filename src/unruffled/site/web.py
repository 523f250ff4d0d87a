"""`unruffled web`: answers on the socket that the supervisor opened."""

import socket

import uvicorn

from unruffled.site import warm

GOODBYE_SECONDS = 3
"""How long open pages may finish when we stop; live streams are cut, and connect again to the next process."""


def main(argv: list[str]) -> int:
    """Serve until told to stop; `argv` is the number of the listening socket."""
    config = uvicorn.Config(
        "unruffled.site.asgi:app",
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
        timeout_keep_alive=30,
    )
    warm.soon()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(argv[0]))])
    return 0
