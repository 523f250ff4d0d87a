"""`unruffled backup FILE`: database, files and secret key in one tar file, taken while everything goes on running."""

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from unruffled import __version__
from unruffled.site import binaries, home, organisation

FORMAT = "unruffled-backup/1"
DUMP, MANIFEST, KEY, FILES = "database.dump", "manifest.json", "secret.key", "files"

LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class NoTool(Exception):
    """pg_dump or pg_restore is not on this machine; the text says what to install."""


def main(argv: list[str]) -> int:
    """Write the backup; exit status 2 and a sentence where that cannot be."""
    target = _parser().parse_args(argv).file
    if target.exists():
        print(f"unruffled backup: {target} is there already, and backups are never written over.", file=sys.stderr)
        return 2
    with organisation.reachable() as url:
        try:
            counts = write(url, target)
        except (NoTool, OSError, psycopg.Error, subprocess.CalledProcessError) as problem:
            print(f"unruffled backup: {said_by(problem)}", file=sys.stderr)
            return 2
    size = target.stat().st_size / 1_000_000
    print(f"Wrote {target}: {len(counts)} tables, {sum(counts.values()):,} rows, {size:.1f} MB.")
    print("It holds the secret key and everything people wrote: keep it as safe as the organisation itself.")
    return 0


def write(url: str, target: Path) -> dict[str, int]:
    """Write the backup whole or not at all; return how many rows of each table it holds.

    Counts and dump see the same snapshot, so a restore can be held against them.
    """
    draft = target.with_name(f".{target.name}.part")
    with tempfile.TemporaryDirectory(prefix="unruffled-backup-") as folder, psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = _one(connection, sql.SQL("SELECT pg_export_snapshot()"))
        counts = count_rows(connection)
        dump = Path(folder) / DUMP
        run_tool(url, "pg_dump", f"--snapshot={snapshot}", "--format=custom", f"--file={dump}")
        try:
            _pack(draft, dump, counts)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return counts


def _pack(draft: Path, dump: Path, counts: dict[str, int]) -> None:
    data_home = home.folder()
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": counts,
    }
    draft.unlink(missing_ok=True)  # and then it is new and ours: not a link, nor a file that somebody else put there
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
        text = json.dumps(manifest, indent=2).encode()
        header = tarfile.TarInfo(MANIFEST)
        header.size = len(text)
        archive.addfile(header, io.BytesIO(text))
        archive.add(dump, DUMP)
        if (data_home / KEY).exists():
            archive.add(data_home / KEY, KEY)
        if (data_home / FILES).exists():
            archive.add(data_home / FILES, FILES)


def count_rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """Return how many rows each table has."""
    tables = [name for (name,) in connection.execute(TABLES)]
    counted = sql.SQL("SELECT count(*) FROM {}")
    return {name: int(_one(connection, counted.format(sql.Identifier(name)))) for name in tables}


def run_tool(url: str, tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools on this database; the password goes by the environment, where `ps` does not look.

    :raises NoTool: if there is none that is new enough for the server
    :raises subprocess.CalledProcessError: if it fails; `stderr` says why
    """
    given = conninfo_to_dict(url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {LIBPQ.get(key, f"PG{key.upper()}"): str(value) for key, value in given.items()}
    subprocess.run([_tool(url, tool), *arguments], env=environment, check=True, capture_output=True, text=True)


def _tool(url: str, name: str) -> Path:
    """Return the tool of a PostgreSQL that is as new as the server, or newer."""
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10000
    for found in sorted(binaries.known(), key=lambda known: known.major):
        if found.major >= major and (found.folder / name).exists():
            return found.folder / name
    raise NoTool(f"{name} of PostgreSQL {major} or newer is not on this machine: install postgresql-client-{major}.")


def said_by(problem: Exception) -> str:
    """Return what went wrong, in a line."""
    if isinstance(problem, subprocess.CalledProcessError):
        lines = (problem.stderr or "").strip().splitlines()
        return f"{Path(str(problem.cmd[0])).name} failed: {lines[-1] if lines else 'it did not say why'}"
    return str(problem).strip().splitlines()[-1] if str(problem).strip() else type(problem).__name__


def _one(connection: "psycopg.Connection[Any]", query: sql.SQL | sql.Composed) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="unruffled backup", description="Write database and files into one tar file.")
    parser.add_argument("file", type=Path, metavar="FILE", help="where to, say unruffled.tar; must not exist yet")
    return parser
