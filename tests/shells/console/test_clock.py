from datetime import UTC, datetime, timedelta

import pytest

from unruffled.shells.console.screens.clock import clock, day, exact, span, waited

NOW = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "14:00"),
        (timedelta(hours=3), "11:00"),
        (timedelta(days=1), "Wed 14:00"),
        (timedelta(days=6), "Fri 14:00"),
        (timedelta(days=7), "12 Nov 14:00"),
        (timedelta(days=400), "15 Oct 2025 14:00"),
        (timedelta(days=-2), "Sat 14:00"),
    ],
)
def test_times_are_said_as_short_as_they_can_be_understood(ago, said):
    assert clock(NOW - ago, now=NOW) == said


@pytest.mark.parametrize(
    ("ago", "said"),
    [(0, "Today"), (1, "Yesterday"), (3, "Monday"), (10, "Monday 9 November"), (365, "Wednesday 19 November 2025")],
)
def test_days_have_names(ago, said):
    assert day(NOW - timedelta(days=ago), now=NOW) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "now"), (4, "4 min"), (89, "89 min"), (90, "2 h"), (600, "10 h"), (2160, "2 days"), (1440, "24 h")],
)
def test_waits_are_said_in_their_largest_fitting_unit(minutes, said):
    assert span(timedelta(minutes=minutes)) == said


def test_nobody_waits():
    assert waited(None, now=NOW) == ""


def test_what_happens_in_a_moment_is_said_to_the_second():
    assert exact(NOW + timedelta(seconds=8)) == "14:00:08"
