"""How far long work has come: said on a screen in place, in a log as lines, and never for short work."""

from __future__ import annotations

import io

import pytest

from unruffled.shells.cli import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_short_work_says_nothing(clock):
    screen = Screen()
    with progress.Progress(screen) as told:
        for _ in range(10_000):
            told.one_more()
    assert screen.getvalue() == ""


def test_long_work_is_told_in_one_place_and_wiped_at_the_end(clock):
    screen = Screen()
    with progress.Progress(screen) as told:
        for _ in range(10):
            clock[0] += 1
            told.one_more()
    assert "10 conversations read, 1 a second" in screen.getvalue()
    assert "\n" not in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_line_now_and_then(clock):
    log = io.StringIO()
    with progress.Progress(log) as told:
        for _ in range(100):
            clock[0] += 1
            told.one_more()
    assert log.getvalue().count("\n") == 3
    assert "\x1b" not in log.getvalue()
