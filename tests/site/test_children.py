"""Forked processes: they go on with what is loaded, are started again when they die, and leave nothing behind."""

import fcntl
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from tests.site.processes import runs, until

from unruffled.site import organisation, processes
from unruffled.site.children import Child, stop_all

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks at processes as Linux shows them"),
]


def note(file, text):
    """Write a note, whole or not at all, and end well."""
    file.with_suffix(".draft").write_text(text)
    file.with_suffix(".draft").rename(file)
    return 0


def wait(file):
    """Say which process this is, and live until told to stop."""
    note(file, str(os.getpid()))
    while True:
        signal.pause()


def read(file):
    assert until(file.exists)
    return file.read_text()


@pytest.fixture
def living(tmp_path):
    """A child that runs, and the note in which it says its number."""
    child = Child("web", partial(wait, tmp_path / "pid"))
    child.start()
    yield child, int(read(tmp_path / "pid"))
    child.stop()


READS_IN_FORKS = """
import os, sys
from functools import partial
from pathlib import Path
from unruffled.engine.reader import model
from unruffled.site import warm
from unruffled.site.children import Child

def say(file):
    said = sorted(model.opinion("I have asked you four times and nobody answers.").probability.items())
    Path(file).write_text(f"{model._once.cache_info().misses} {said}")
    return 0

warm.engine()
warm.pages_and_jobs()
warm.keep()
children = [Child(name, partial(say, f"{sys.argv[1]}/{name}")) for name in ("web", "worker")]
for child in children:
    child.start()
for child in children:
    child.process.join()
say(f"{sys.argv[1]}/up")

from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
print(len(os.listdir("/proc/self/task")), connections["default"].connection, DatabaseWrapper._connection_pools)
"""


def test_both_children_read_as_the_parent_does_with_what_it_loaded_once(tmp_path):
    """And the parent has neither threads nor connections, which a fork could not go on with."""
    command = [sys.executable, "-c", READS_IN_FORKS, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    up, web, worker = ((tmp_path / name).read_text() for name in ("up", "web", "worker"))
    assert up.startswith("1 [")
    assert web == worker == up
    assert said.split() == ["1", "None", "{}"]


GIVES_BACK = """
import re
from pathlib import Path
from unruffled.engine.reader import model
from unruffled.site import warm

def resident():
    maps = re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text())
    code = [one for one in maps if "onnxruntime" in one and " r-xp " in one.splitlines()[0]]
    return sum(int(re.search(r"Rss: +([0-9]+)", one)[1]) for one in code)

warm.engine()
before, said = resident(), model.opinion("Where is my parcel?")
warm.keep()
print(before > 0, resident(), model.loaded().read("Where is my parcel?") == said)
"""


def test_program_files_that_only_loading_needed_are_given_back_and_come_again_when_they_are_needed():
    said = subprocess.run([sys.executable, "-c", GIVES_BACK], capture_output=True, text=True, check=True).stdout

    assert said.split() == ["True", "0", "True"]


def test_a_child_goes_by_its_own_name(living):
    _, pid = living

    assert until(lambda: Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0") == b"unruffled web")
    assert Path(f"/proc/{pid}/comm").read_text() == "unruffled web\n"


def test_a_child_has_left_the_terminal_and_the_stop_signals_of_its_parent(living):
    child, pid = living

    assert os.getsid(pid) == pid
    os.kill(pid, signal.SIGTERM)
    child.process.join(20)
    assert child.process.exitcode == -signal.SIGTERM


def test_a_child_that_died_is_mourned_and_started_again(living, tmp_path, capfd):
    child, pid = living
    ended = []
    child.at_end = lambda: ended.append(pid)
    (tmp_path / "pid").unlink()
    os.kill(pid, signal.SIGKILL)
    child.process.join(20)

    child.look_after()
    assert (ended, child.deaths) == ([pid], 1)
    assert "web ended unexpectedly (killed by signal 9)" in capfd.readouterr().err
    assert until(lambda: child.look_after() or (tmp_path / "pid").exists())
    assert int(read(tmp_path / "pid")) not in (pid, os.getpid())


@pytest.mark.parametrize(("does", "status"), [(lambda: 3, 3), (lambda: 0, 0), (lambda: 1 / 0, 1)])
def test_a_child_ends_with_what_it_returns_and_never_goes_on_as_its_parent(does, status, capfd):
    child = Child("worker", does)
    child.start()
    child.process.join(20)

    assert child.process.exitcode == status
    child.stop()


def test_children_are_stopped_together(tmp_path):
    children = [Child(name, partial(wait, tmp_path / name)) for name in ("web", "worker")]
    for child in children:
        child.start()
    pids = [int(read(tmp_path / name)) for name in ("web", "worker")]

    stop_all(children)

    assert not any(runs(pid) for pid in pids)


def test_a_child_lets_go_of_the_data_folder(tmp_path):
    """What holds it is a lock that a fork would keep for as long as it lives."""
    with organisation.alone(tmp_path):
        child = Child("web", partial(wait, tmp_path / "pid"))
        child.start()
        read(tmp_path / "pid")
    try:
        with (tmp_path / "up.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        child.stop()


DIES = """
import os, signal, sys
from functools import partial
from tests.site.test_children import Child, Path, note, wait

child = Child("web", partial(wait, Path(sys.argv[1])))
child.start()
signal.pause()
"""


def test_a_child_does_not_outlive_its_parent_however_that_ends(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", DIES, str(tmp_path / "pid")], env={**os.environ, "PYTHONPATH": "."}
    )
    pid = int(read(tmp_path / "pid"))
    parent.kill()
    parent.wait()

    assert until(lambda: not runs(pid))


def test_an_errand_says_what_it_found_and_ends_with_the_block():
    with processes.errand("version") as running:
        said, _ = running.communicate()
    assert said.startswith("unruffled ")

    with processes.errand("read", "-") as running:
        pass
    assert running.returncode is not None
