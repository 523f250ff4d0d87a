"""`unruffled restore FILE`: brings a backup back into an organisation in which nobody lives yet."""

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from unruffled.site import backup, home, organisation, postgres


class Refused(Exception):
    """The backup is not brought back; the text says why, and nothing was changed."""


def main(argv: list[str]) -> int:
    """Restore; exit status 2 and a sentence where that cannot be."""
    source = _parser().parse_args(argv).file
    problems = (
        Refused,
        backup.NoTool,
        organisation.AlreadyRunning,
        organisation.Unreachable,
        postgres.CannotStart,
        OSError,
        psycopg.Error,
        subprocess.CalledProcessError,
    )
    try:
        rows = restore(source)
    except problems as problem:
        print(f"unruffled restore: {backup.said_by(problem)}", file=sys.stderr)
        return 2
    print(f"Restored {rows:,} rows from {source}; every table has as many as when the backup was written.")
    print("Start it with ./run up.")
    return 0


def restore(source: Path) -> int:
    """Bring the backup back, and return how many rows it had.

    :raises Refused: if this is no backup, or somebody lives in the organisation
    """
    data_home = home.prepare()
    with tempfile.TemporaryDirectory(prefix="unruffled-restore-") as folder, organisation.alone(data_home):
        manifest = _unpacked(source, Path(folder))
        with organisation.database(data_home) as (url, _):
            _make_room(url)
            arguments = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=")
            backup.run_tool(url, "pg_restore", *arguments, str(Path(folder) / backup.DUMP))
            _check(url, manifest["rows"])
        _bring_files(Path(folder), data_home)
    return sum(manifest["rows"].values())


def _unpacked(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack the tar file, which may hold nothing but plain files below this folder; return its manifest."""
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _unpack(archive, member, folder)
        manifest = json.loads((folder / backup.MANIFEST).read_text())
    except FileNotFoundError as missing:
        raise Refused(f"{missing.filename or source} is not there.") from missing
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise Refused(f"{source} is no backup of Unruffled.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != backup.FORMAT:
        raise Refused(f"{source} is no backup of Unruffled that this version can read.")
    return manifest


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one plain file of the archive below the folder. (Python 3.11.2, Debian's, has no `filter="data"` yet.)"""
    if member.isdir():
        return
    if not member.isfile() or Path(member.name).is_absolute() or ".." in Path(member.name).parts:
        raise tarfile.TarError(f"{member.name} does not belong into a backup")
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    if content is not None:
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)


def _make_room(url: str) -> None:
    """Clear empty tables away.

    :raises Refused: if somebody lives in the organisation
    """
    with psycopg.connect(url) as connection:
        counts = backup.count_rows(connection)
        if counts.get("people_user") or (counts and "people_user" not in counts):
            raise Refused(
                "people live in this organisation (or the database belongs to something else), and a restore never "
                "writes over them. Give the restored one an empty UNRUFFLED_HOME or an empty database."
            )
        if counts:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


def _check(url: str, wanted: dict[str, int]) -> None:
    with psycopg.connect(url) as connection:
        there = backup.count_rows(connection)
    short = sorted(name for name in wanted if there.get(name) != wanted[name])
    if short:
        raise Refused(f"these tables do not have the rows that they should: {', '.join(short)}. Do not use the result.")


def _bring_files(folder: Path, data_home: Path) -> None:
    if (folder / backup.KEY).exists():
        home.write_private(data_home / backup.KEY, (folder / backup.KEY).read_text().strip())
    if (folder / backup.FILES).exists():
        shutil.copytree(folder / backup.FILES, data_home / backup.FILES, dirs_exist_ok=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="unruffled restore", description="Bring a backup back.")
    parser.add_argument("file", type=Path, metavar="FILE", help="what unruffled backup wrote")
    return parser
