"""Finds the organisation of this data folder: the running one, else its database alone for as long as needed."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

import psycopg

from unruffled.site import binaries, home, postgres


class AlreadyRunning(Exception):
    """Somebody else holds this data folder; the text names the process."""


class Unreachable(Exception):
    """The database cannot be reached; the text says what to look at."""


@contextmanager
def reachable() -> Iterator[str]:
    """Make the database answer while the block lasts; problems end the program in a sentence."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(_opened())
        except (AlreadyRunning, Unreachable, postgres.CannotStart) as problem:
            print(f"unruffled: {problem}", file=sys.stderr)
            sys.exit(2)


@contextmanager
def _opened() -> Iterator[str]:
    """A server elsewhere is there or not; an embedded one is used if it runs, and started if nobody runs it."""
    data_home = home.prepare()
    try:
        with nullcontext() if home.named_database() else alone(data_home), database(data_home) as (url, _):
            yield url
    except AlreadyRunning:
        running = home.database_url()
        if running is None:
            raise
        yield running


@contextmanager
def alone(data_home: Path) -> Iterator[None]:
    """Hold the data folder for this process; the lock goes with the process, however it ends.

    :raises AlreadyRunning: if another process holds it
    """
    with (data_home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise AlreadyRunning(
                f"Unruffled is already running for {data_home} (process {holder}). "
                "Stop that one first, or give this one a data folder of its own with UNRUFFLED_HOME."
            ) from None
        os.register_at_fork(after_in_child=lock.close)  # a fork that outlives us must not hold the folder
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def database(data_home: Path) -> Iterator[tuple[str, postgres.Cluster | None]]:
    """Make the database answer while the block lasts; give its address, and the cluster where it is ours to start.

    :raises postgres.CannotStart: with the reason and the remedy
    :raises Unreachable: where `DATABASE_URL` names one that does not answer or is too old
    """
    if named := home.named_database():
        _require_usable(named)
        yield named, None
        return
    cluster = postgres.cluster_of(data_home)
    try:
        url = cluster.start()
        home.write_private(data_home / "database.url", url)
        yield url, cluster
    finally:
        (data_home / "database.url").unlink(missing_ok=True)
        cluster.stop()


def _require_usable(url: str) -> None:
    """Check that a PostgreSQL that is new enough answers there.

    :raises Unreachable: in a sentence without the password
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        said = str(error).strip().splitlines() or ["no reason given"]
        raise Unreachable(f"The database of DATABASE_URL does not answer: {said[-1]}") from error
    if version < binaries.OLDEST:
        raise Unreachable(
            f"The database of DATABASE_URL is PostgreSQL {version}; Unruffled needs {binaries.OLDEST} or newer."
        )
