"""Jobs of dead workers are done after all: our own dead worker's at once, another machine's when it has been silent."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from procrastinate import App, SyncPsycopgConnector
from tests.site.processes import until

from unruffled.site import postgres
from unruffled.site.requeue import Requeue

pytestmark = [pytest.mark.alone, pytest.mark.database]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server of its own with all tables."""
    with postgres.throwaway() as address:
        environment = {**os.environ, "DATABASE_URL": address, "UNRUFFLED_HOME": str(tmp_path_factory.mktemp("home"))}
        command = [sys.executable, "-m", "unruffled.site.command", "manage", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
        yield address


@pytest.fixture
def connection(url):
    with psycopg.connect(url, autocommit=True) as connected:
        connected.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        yield connected


@pytest.fixture
def requeue(url, tmp_path):
    return Requeue(tmp_path, url)


def a_worker(connection, *, silent_for=0):
    row = connection.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        [silent_for],
    )
    return row.fetchone()[0]


def a_job_done_by(connection, worker):
    row = connection.execute(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, status, worker_id) "
        "VALUES ('sweep', 'default', 'doing', %s) RETURNING id",
        [worker],
    )
    return row.fetchone()[0]


def status_of(connection, job):
    row = connection.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job]).fetchone()
    return row[0] if row else "done"


def look(requeue):
    requeue.looked = time.monotonic() - 60
    requeue.look_after()


def test_what_our_dead_worker_was_doing_goes_back_at_once(connection, requeue):
    worker = a_worker(connection)
    job = a_job_done_by(connection, worker)
    requeue.note.write_text(str(worker))

    requeue.bury()

    assert status_of(connection, job) == "todo"
    assert not requeue.note.exists()


def test_what_a_living_worker_elsewhere_is_doing_stays_his(connection, requeue):
    job = a_job_done_by(connection, a_worker(connection, silent_for=20))

    look(requeue)

    assert status_of(connection, job) == "doing"


def test_what_a_silent_worker_elsewhere_was_doing_goes_back(connection, requeue):
    job = a_job_done_by(connection, a_worker(connection, silent_for=40))

    look(requeue)

    assert status_of(connection, job) == "todo"


def test_our_own_worker_is_left_in_peace_after_the_machine_slept(connection, requeue):
    worker = a_worker(connection, silent_for=4000)
    job = a_job_done_by(connection, worker)
    requeue.note.write_text(str(worker))

    look(requeue)

    assert status_of(connection, job) == "doing"


def test_a_database_that_does_not_answer_is_asked_again_later(tmp_path):
    requeue = Requeue(tmp_path, "postgresql://app@/unruffled?host=/nonexistent")
    requeue.note.write_text("7")

    requeue.bury()

    assert requeue.note.read_text() == "7"


@pytest.mark.parametrize("content", ["", "seven", "7 8"])
def test_a_note_that_says_nothing_is_no_obstacle(tmp_path, content):
    requeue = Requeue(tmp_path, "postgresql://app@/unruffled?host=/nonexistent")
    requeue.note.write_text(content)

    requeue.bury()


def test_a_job_in_the_hands_of_a_worker_that_is_killed_is_done_by_the_next(connection, requeue, url):
    """With real workers: the first is killed with -9 in the middle of its job, which waits for a table."""
    with psycopg.connect(url) as in_the_way:
        in_the_way.execute("LOCK TABLE journal_remembered IN ACCESS EXCLUSIVE MODE")
        app = App(connector=SyncPsycopgConnector(conninfo=url))
        with app.open():
            job = app.configure_task("forget").defer(timestamp=0)
        first = a_real_worker(url, requeue.note)
        assert until(lambda: status_of(connection, job) == "doing" and noted(requeue))
        first.send_signal(signal.SIGKILL)
        first.wait()
        requeue.bury()
        assert status_of(connection, job) == "todo"

    second = a_real_worker(url, requeue.note)
    try:
        assert until(lambda: status_of(connection, job) == "done")
    finally:
        second.terminate()
        assert second.wait(20) == 0
    assert not requeue.note.exists()


def noted(requeue):
    """Whether the worker has written down its number, which it does a moment after it has begun."""
    return requeue.note.exists() and requeue.note.read_text()


def a_real_worker(url, note):
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-m", "unruffled.site.command", "worker", str(note)], env=environment)
