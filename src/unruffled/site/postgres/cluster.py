"""One cluster: made, started, stopped, and never started twice on the same data."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from unruffled.site import binaries, home
from unruffled.site.binaries import Binaries
from unruffled.site.postgres.owners import CannotStart, Owner
from unruffled.site.processes import die_with_parent, end, last_line, plain_environment

START_SECONDS = 60

LONGEST_SOCKET_FOLDER = 85  # bytes; the system cuts socket paths at 107, and PostgreSQL adds its own name

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # a number in the socket's name, nothing more
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # no DETAIL lines: they repeat rows, and rows hold what people wrote
    "log_min_error_statement": "panic",  # no statements either
    "log_parameter_max_length_on_error": "0",
}

UNSAFE_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for throwaway clusters only


@dataclass(slots=True)
class Cluster:
    """One embedded PostgreSQL: `base` holds `data`, `run` (the socket), passwords and the log.

    `data_home` is the organisation's data folder where the cluster lies outside it.
    """

    base: Path
    owner: Owner
    data_home: Path | None = None
    unsafe_fast: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    binaries: Binaries = field(init=False, repr=False, compare=False)

    @property
    def data(self) -> Path:
        """The folder that `initdb` makes."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """What the server said: names of errors, never rows or statements."""
        return self.base / "postgres.log"

    def start(self) -> str:
        """Start the server, making the cluster on first use; return the address of the application's database.

        A server that a killed supervisor left behind is stopped first, so that there is never one that nobody owns.

        :raises CannotStart: with the reason and the remedy in a sentence
        """
        self._take_over()
        try:
            self.binaries = self.owner.readable(self._chosen_binaries(), base=self.base)
        except binaries.NoPostgres as missing:
            raise CannotStart(str(missing)) from missing
        if not self.data.exists():
            self._initialise()
        self._stop_left_over()
        self._launch()
        self._make_database()
        return self.url(user="app", database="unruffled")

    def stop(self) -> None:
        """Stop the server, letting it write everything down; pages that are still connected are cut off."""
        if self.process is not None:
            process = self.process
            end(lambda: [process.pid] if process.poll() is None else [])
            self.process = None
        self._forget_socket_folder()

    def is_running(self) -> bool:
        """Whether the server that we started is still there."""
        return self.process is not None and self.process.poll() is None

    def url(self, *, user: str, database: str) -> str:
        """Return the address for the role "app" (owns its database) or "postgres" (the launcher's own)."""
        password = (self.base / f"{user}.password").read_text().strip()
        folder = quote(str(self._socket_folder()), safe="")
        return f"postgresql://{user}:{password}@/{database}?host={folder}&port=5432"

    def _take_over(self) -> None:
        """Make the folder. One that belongs to a data folder which is gone is kept aside, so that a new start is new.

        As root the cluster lies outside the data folder; both carry the same mark, made together.
        """
        self.owner.prepare(self.base)
        if self.data_home is None:
            return
        ours, theirs = self.base / "mark", self.data_home / "cluster.mark"
        if ours.exists() and (not theirs.exists() or ours.read_text() != theirs.read_text()):
            end(self._processes)
            self.base.rename(self.base.with_name(f"{self.base.name}.left-{secrets.token_hex(4)}"))
            self.owner.prepare(self.base)
        if not ours.exists():
            home.write_private(ours, secrets.token_hex(16))
            theirs.write_text(ours.read_text())

    def _chosen_binaries(self) -> Binaries:
        """An existing cluster says which major it is; a new one takes the best there is."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            return binaries.for_new_cluster()
        return binaries.for_major(int(version.read_text()), cluster=self.base)

    # Making ---------------------------------------------------------------------------------------------------------

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that a half-made one is never taken for whole."""
        draft = self.base / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        for user in ("postgres", "app"):
            home.write_private(self.base / f"{user}.password", secrets.token_urlsafe(24))
            self.owner.own(self.base / f"{user}.password")
        answers = [self._initdb(draft, locale) for locale in self._locales()]
        if not draft.joinpath("PG_VERSION").exists():
            raise CannotStart(f"PostgreSQL could not make its data folder in {self.base}: {answers[-1]}")
        draft.rename(self.data)

    def _locales(self) -> list[list[str]]:
        """Unicode case rules where they can be had without the system's help, plain C as a last resort."""
        if self.binaries.major >= 17:
            return [["--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8"], ["--no-locale"]]
        return [["--locale=C.UTF-8"], ["--no-locale"]]

    def _initdb(self, draft: Path, locale: list[str]) -> str:
        if draft.joinpath("PG_VERSION").exists():
            return ""
        shutil.rmtree(draft, ignore_errors=True)
        options = ["--username=postgres", "--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions", *locale]
        options += ["--no-sync"] if self.unsafe_fast else []
        done = self._run("initdb", "-D", draft, f"--pwfile={self.base / 'postgres.password'}", *options)
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
        return last_line(done.stderr)

    def _make_database(self) -> None:
        """Make the role and the database of the application; both are left alone if they exist."""
        with psycopg.connect(self.url(user="postgres", database="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'app'").fetchone():
                password = (self.base / "app.password").read_text().strip()
                connection.execute(
                    sql.SQL("CREATE ROLE app LOGIN {} PASSWORD {}").format(
                        sql.SQL("CREATEDB" if self.unsafe_fast else ""), sql.Literal(password)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'unruffled'").fetchone():
                connection.execute("CREATE DATABASE unruffled OWNER app")

    # Starting and stopping ------------------------------------------------------------------------------------------

    def _launch(self) -> None:
        """Start the server as a child; again if the processes of a killed one are still letting go of its memory."""
        until = time.monotonic() + START_SECONDS
        self._choose_socket_folder()
        while True:
            self.process = self._spawn()
            while self.process.poll() is None and not self._is_ready(self.process.pid):
                if time.monotonic() > until:
                    self.stop()
                    raise CannotStart(f"PostgreSQL did not become ready in {START_SECONDS} s. Its log: {self.log}")
                time.sleep(0.02)
            if self.process.poll() is None:
                return
            self.process = None
            why = self._why_it_ended()
            if "shared memory block" not in why or time.monotonic() > until:
                raise CannotStart(f"PostgreSQL did not start: {why} (its log: {self.log})")
            time.sleep(0.1)

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {**SETTINGS, **(UNSAFE_FAST if self.unsafe_fast else {})}
        settings["unix_socket_directories"] = str(self._socket_folder())
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._fresh_log() as log:
            return subprocess.Popen(
                [self.binaries.folder / "postgres", "-D", self.data, *options],
                cwd=self.base,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, who stops things in order
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
                env=plain_environment(),
                **self.owner.identity(),
            )

    def _fresh_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")

    def _why_it_ended(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").splitlines()
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or ["it said nothing"])[-1]

    def _is_ready(self, pid: int) -> bool:
        """The server itself writes "ready" into its pid file: as true as asking it, without a password."""
        lines = self._pid_file()
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _stop_left_over(self) -> None:
        """Stop whatever still runs on this data without us; then forget the lock files that nobody stands behind.

        PostgreSQL itself would trust the number in a lock file, which after a crash may be somebody else's process.
        """
        end(self._processes)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self._socket_folder().glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def _processes(self) -> list[int]:
        """Every living process of a server on this data, the oldest first: they all work inside the data folder."""
        place = str(self.data.resolve())
        found = [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, place)]
        return sorted(found)

    # The socket's folder --------------------------------------------------------------------------------------------

    def _choose_socket_folder(self) -> None:
        """Inside the cluster; where that path is too long for a socket, in a private folder with a short name."""
        folder = self._socket_folder()
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path(tempfile.mkdtemp(prefix="unruffled-"))
            (self.base / "run.path").write_text(str(folder))
        folder.mkdir(mode=0o700, exist_ok=True)
        self.owner.own(folder)

    def _socket_folder(self) -> Path:
        elsewhere = self.base / "run.path"
        return Path(elsewhere.read_text()) if elsewhere.exists() else self.base / "run"

    def _forget_socket_folder(self) -> None:
        elsewhere = self.base / "run.path"
        if elsewhere.exists():
            shutil.rmtree(elsewhere.read_text(), ignore_errors=True)
            elsewhere.unlink()

    def _run(self, tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries.folder / tool, *arguments],
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=plain_environment(),
            **self.owner.identity(),
        )


def _works_in(process: Path, place: str) -> bool:
    try:
        return str((process / "cwd").readlink()) == place
    except OSError:  # it is somebody else's, or has just ended
        return False
