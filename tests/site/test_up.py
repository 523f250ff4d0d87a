"""`unruffled up` as a person meets it: it gets ready, is looked after, stops, and survives being killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.site.processes import runs, until

from unruffled.site import postgres

pytestmark = [pytest.mark.alone, pytest.mark.database]

COMMAND = [sys.executable, "-m", "unruffled.site.command", "up"]


class Up:
    """A running `unruffled up` with a data folder and a port of its own."""

    def __init__(self, data_home, *, port=None, **environment):
        self.data_home = data_home
        self.port = port or a_free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HOST")},
            "UNRUFFLED_HOME": str(data_home),
            "UNRUFFLED_DEMO": "0",
            "PORT": str(self.port),
            **environment,
        }
        self.process = subprocess.Popen(
            COMMAND, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def ready(self):
        """Wait for the line that says so; return what was said up to it."""
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Unruffled is ready"):
                return lines
        raise AssertionError("".join(lines))

    def health(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)
        except OSError:
            return 0, {}

    def is_healthy(self):
        return self.health()[0] == 200

    def children(self):
        """Return {name: process number} of what the supervisor runs."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                said = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            name = re.search(r"^unruffled (web|worker)|/(postgres)", said)
            if parent == self.process.pid and name:
                found[name[1] or name[2]] = int(stat.parent.name)
        return found

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def a_free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def places_of(library, process):
    """Return where the library lies in the memory of a process."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    return [line.split()[0] for line in lines if library in line]


def said_by(**environment):
    """Run `unruffled up` where it should refuse; return exit status and what it said."""
    merged = {**os.environ, **environment}
    done = subprocess.run(COMMAND, env=merged, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.fixture
def data_home(tmp_path):
    yield tmp_path / "home"
    cluster = postgres.cluster_of(tmp_path / "home")
    if cluster.base.parent == postgres.SYSTEM_FOLDER and cluster.base.exists():
        cluster._stop_left_over()
        subprocess.run(["rm", "-rf", str(cluster.base)], check=True)


@pytest.fixture
def up(data_home):
    running = Up(data_home)
    running.ready()
    yield running
    running.stop()


def test_it_says_where_it_is_ready_and_is(data_home):
    running = Up(data_home)
    try:
        assert running.ready()[-1] == f"Unruffled is ready at http://127.0.0.1:{running.port}\n"
        assert running.health()[1]["status"] == "ok"
    finally:
        running.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_everything_and_starting_again_works(data_home, number):
    running = Up(data_home)
    running.ready()
    started = running.children()

    status, said = running.stop(number)

    assert status == 0, said
    assert "Traceback" not in said
    assert set(started) == {"postgres", "web", "worker"}
    assert not any(runs(pid) for pid in started.values())
    assert not (data_home / "database.url").exists()


def test_it_can_be_started_again_on_what_is_there(data_home):
    for _ in range(2):
        running = Up(data_home)
        running.ready()
        status, said = running.stop()
        assert (status, said.strip().splitlines()[-1]) == (0, "Unruffled has stopped.")


def test_the_demo_is_made_where_nothing_was_ever_started(data_home):
    environment = os.environ | {"UNRUFFLED_HOME": str(data_home)}
    made = subprocess.run(
        [sys.executable, "-m", "unruffled.site.command", "demo"], env=environment, capture_output=True, text=True
    )

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("Sign in as mia")


def test_a_taken_port_is_one_clear_sentence(data_home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        status, said = said_by(PORT=str(port), UNRUFFLED_HOME=str(data_home))

    assert status == 2
    assert said.count("\n") == 0
    assert f"Port {port}" in said
    assert "PORT" in said


@pytest.mark.parametrize("port", ["eight", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_clear_sentence(data_home, port):
    status, said = said_by(PORT=port, UNRUFFLED_HOME=str(data_home))

    assert status == 2
    assert said == f"unruffled up: PORT is '{port}'; it must be a number from 1 to 65535."


def test_a_host_that_is_not_ours_is_one_clear_sentence(data_home):
    status, said = said_by(HOST="192.0.2.1", PORT=str(a_free_port()), UNRUFFLED_HOME=str(data_home))

    assert status == 2
    assert said.count("\n") == 0
    assert "192.0.2.1" in said


def test_a_second_one_on_the_same_folder_says_so(up):
    status, said = said_by(PORT=str(a_free_port()), UNRUFFLED_HOME=str(up.data_home))

    assert status == 2
    assert "already running" in said
    assert str(up.process.pid) in said
    assert up.is_healthy()


def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(data_home):
    url = f"postgresql://me:topsecret@127.0.0.1:{a_free_port()}/nothing"

    status, said = said_by(DATABASE_URL=url, PORT=str(a_free_port()), UNRUFFLED_HOME=str(data_home))

    assert status == 2
    assert "DATABASE_URL does not answer" in said
    assert "topsecret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_what_is_killed_comes_back(up, name):
    killed = up.children()[name]
    os.kill(killed, signal.SIGKILL)

    assert until(lambda: up.children().get(name) not in (None, killed))
    assert until(up.is_healthy)


def test_web_and_worker_read_with_what_up_has_loaded_for_both(up):
    """The libraries of the trained reader lie at the same random place: nobody has loaded them a second time."""
    children = up.children()
    loaded = places_of("onnxruntime", up.process.pid)

    assert loaded
    assert places_of("onnxruntime", children["web"]) == loaded
    assert places_of("onnxruntime", children["worker"]) == loaded


def test_what_comes_back_is_loaded_already(up):
    loaded, killed = places_of("onnxruntime", up.process.pid), up.children()["web"]
    os.kill(killed, signal.SIGKILL)

    assert until(lambda: up.children().get("web") not in (None, killed))
    assert places_of("onnxruntime", up.children()["web"]) == loaded


def test_after_kill_9_of_the_supervisor_nothing_is_left_and_it_starts_again(data_home):
    running = Up(data_home)
    running.ready()
    left = running.children()
    running.stop(signal.SIGKILL)

    again = Up(data_home, port=running.port)
    try:
        again.ready()

        assert again.is_healthy()
        assert not any(runs(pid) for pid in left.values())
    finally:
        again.stop()


def test_after_kill_9_of_everything_at_once_it_starts_again(data_home):
    running = Up(data_home)
    running.ready()
    for pid in (running.process.pid, *running.children().values()):
        os.kill(pid, signal.SIGKILL)
    running.process.communicate()

    again = Up(data_home, port=running.port)
    try:
        again.ready()
    finally:
        status, _ = again.stop()
    assert status == 0


def test_any_postgres_can_be_used_by_its_address(data_home):
    with postgres.throwaway() as url:
        running = Up(data_home, DATABASE_URL=url)
        try:
            running.ready()

            assert set(running.children()) == {"web", "worker"}
            assert running.is_healthy()
        finally:
            running.stop()


def test_secrets_are_for_their_owner_only(up):
    for name in ("secret.key", "database.url"):
        assert (up.data_home / name).stat().st_mode & 0o077 == 0
