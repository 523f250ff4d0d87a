"""Backup and restore: what was there is there again, and nothing is ever written over."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from unruffled.site import postgres

pytestmark = [pytest.mark.alone, pytest.mark.database]


@pytest.fixture(scope="module")
def servers():
    """Two empty servers: one to back up, one to restore into."""
    with postgres.throwaway() as here, postgres.throwaway() as there:
        yield here, there


@pytest.fixture(scope="module")
def organisation(servers, tmp_path_factory):
    """An organisation with one person, one setting and one file, as its environment."""
    environment = for_database(servers[0], tmp_path_factory.mktemp("here"))
    unruffled("manage", "migrate", "--verbosity", "0", environment=environment)
    with psycopg.connect(servers[0]) as connection:
        connection.execute(
            "INSERT INTO people_user (username, email, name, alias, role, password, is_active, theme, keys_on) "
            "VALUES ('mia', 'mia@example.org', 'Mia', '', 'agent', '!', true, 'auto', true)"
        )
    files = Path(environment["UNRUFFLED_HOME"]) / "files/1"
    files.mkdir(parents=True)
    (files / "photo").write_bytes(b"pixels")
    return environment


@pytest.fixture(scope="module")
def a_backup(organisation, tmp_path_factory):
    target = tmp_path_factory.mktemp("backups") / "unruffled.tar"
    done = unruffled("backup", str(target), environment=organisation)
    assert done.returncode == 0, done.stderr
    return target


def for_database(url, data_home):
    return {**os.environ, "DATABASE_URL": url, "UNRUFFLED_HOME": str(data_home)}


def unruffled(*words, environment):
    command = [sys.executable, "-m", "unruffled.site.command", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_everything_is_there_again_after_a_restore(a_backup, organisation, servers, tmp_path):
    done = unruffled("restore", str(a_backup), environment=for_database(servers[1], tmp_path))

    assert done.returncode == 0, done.stderr
    with psycopg.connect(servers[1]) as connection:
        assert connection.execute("SELECT username FROM people_user").fetchall() == [("mia",)]
    assert (tmp_path / "files/1/photo").read_bytes() == b"pixels"
    key = Path(organisation["UNRUFFLED_HOME"]) / "secret.key"
    assert (tmp_path / "secret.key").read_text() == key.read_text()


def test_a_restored_journal_is_still_append_only(a_backup, servers, tmp_path):
    unruffled("restore", str(a_backup), environment=for_database(servers[1], tmp_path))

    with psycopg.connect(servers[1]) as connection:
        triggers = connection.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'journal_entry'::regclass")
        assert triggers.fetchone()[0] > 0


def test_a_restore_never_writes_over_people(a_backup, organisation):
    done = unruffled("restore", str(a_backup), environment=organisation)

    assert done.returncode == 2
    assert "people live in this organisation" in done.stderr


def test_a_backup_never_writes_over_a_file(a_backup, organisation):
    before = a_backup.read_bytes()

    done = unruffled("backup", str(a_backup), environment=organisation)

    assert done.returncode == 2
    assert "there already" in done.stderr
    assert a_backup.read_bytes() == before


def test_a_backup_is_for_its_owner_only(a_backup):
    assert a_backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"PK\x03\x04"])
def test_what_is_no_backup_is_refused_in_a_sentence(content, servers, tmp_path):
    (tmp_path / "wrong.tar").write_bytes(content)

    done = unruffled("restore", str(tmp_path / "wrong.tar"), environment=for_database(servers[0], tmp_path / "home"))

    assert done.returncode == 2
    assert "no backup" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_that_is_not_there_is_named(servers, tmp_path):
    done = unruffled("restore", str(tmp_path / "gone.tar"), environment=for_database(servers[0], tmp_path / "home"))

    assert done.returncode == 2
    assert "gone.tar is not there" in done.stderr


def test_a_tar_that_climbs_out_of_its_folder_is_refused(servers, tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        for name, content in (
            ("manifest.json", json.dumps({"format": "unruffled-backup/1", "rows": {}})),
            ("../../up", ""),
        ):
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content.encode()))

    done = unruffled("restore", str(tmp_path / "evil.tar"), environment=for_database(servers[0], tmp_path / "home"))

    assert done.returncode == 2
    assert "no backup" in done.stderr


def test_no_password_is_given_where_others_can_see_it(organisation, tmp_path, monkeypatch):
    from unruffled.site import backup

    seen = []
    monkeypatch.setattr(backup.subprocess, "run", lambda command, **given: seen.append((command, given["env"])))
    backup.run_tool(organisation["DATABASE_URL"], "pg_dump")

    command, environment = seen[0]
    assert environment["PGPASSWORD"] not in " ".join(map(str, command))
