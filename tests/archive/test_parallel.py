"""Much work on many processes: in order, no more taken than needed, and ended when nobody listens any more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest

from unruffled.archive.parallel import in_order


def square(n: int) -> int:
    return n * n


def place(n: int) -> tuple[int, int]:
    return n, os.getpid()


def stumble(n: int) -> int:
    return 1 // (n - 700)


one = partial(min, 1)


def test_results_come_in_the_order_of_the_items():
    assert list(in_order(square, range(3_000), workers=2, cost=one)) == [n * n for n in range(3_000)]


def test_little_work_starts_no_processes_and_much_work_does():
    assert {pid for _, pid in in_order(place, range(300), workers=2, cost=one)} == {os.getpid()}
    assert len({pid for _, pid in in_order(place, range(3_000), workers=2, cost=one)}) > 1


def test_everything_before_a_pause_is_given_out_before_the_next_is_asked_for():
    asked = []

    def source():
        for n in range(1_200):
            asked.append(n)
            yield n
            if n % 100 == 99 and n > 700:
                yield None
                assert given == [past * past for past in range(n + 1)]

    given: list[int] = []
    for result in in_order(square, source(), workers=2, cost=one):
        given += [result]
    assert len(given) == len(asked) == 1_200


def test_whoever_asks_one_by_one_is_never_answered_by_another_process():
    slowly = (item for n in range(1_000) for item in (n, None))
    assert {pid for _, pid in in_order(place, slowly, workers=2, cost=one)} == {os.getpid()}


def test_one_core_works_alone():
    assert {pid for _, pid in in_order(place, range(3_000), workers=1, cost=one)} == {os.getpid()}


def test_an_endless_source_is_taken_from_as_it_is_needed():
    taken = 0

    def source():
        nonlocal taken
        for n in count():
            taken += 1
            yield n

    assert len(list(islice(in_order(square, source(), workers=2, cost=one), 1_000))) == 1_000
    assert taken < 4_000


def test_nobody_listening_ends_the_processes():
    results = in_order(place, count(), workers=2, cost=one)
    pids = {pid for _, pid in islice(results, 1_500)} - {os.getpid()}
    results.close()
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, 0)


def test_a_killed_parent_leaves_no_process_behind(tmp_path):
    code = (
        "from itertools import count; from math import isqrt; from unruffled.archive.parallel import in_order\n"
        "for n in in_order(isqrt, count(), workers=2, cost=isqrt, alone=1): print(n, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        for _ in range(2_000):
            parent.stdout.readline()
        children = [int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]
        parent.kill()
    assert len(children) == 2
    wait_until(lambda: not any(map(lives, children)))


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be buried has no command line."""
    line = Path(f"/proc/{pid}/cmdline")
    return line.exists() and bool(line.read_bytes())


def wait_until(holds, tries: int = 1_000) -> None:
    while not holds():
        tries -= 1
        assert tries, "it never came true"
        time.sleep(0.02)


def test_a_fault_on_a_process_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(in_order(stumble, range(3_000), workers=2, cost=one))


@pytest.mark.parametrize("items", [0, 1, 399, 400, 401, 600, 601])
def test_none_is_lost_where_chunks_meet(items):
    assert list(in_order(square, range(items), workers=2, cost=one)) == [n * n for n in range(items)]
