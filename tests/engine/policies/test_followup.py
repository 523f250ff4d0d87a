"""Follow-ups: once per difficult case, and once more where we gave or somebody with authority decided."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.policies.houses import a_house

from unruffled.engine.policies import workdays
from unruffled.engine.policies.followup import Matter, due

THURSDAY = date(2026, 11, 19)
MONDAY = date(2026, 11, 23)
MATTERS = st.builds(
    Matter,
    fixed_date=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    peak_heat=st.integers(0, 4),
    goodwill=st.booleans(),
    escalated=st.booleans(),
    promised=st.booleans(),
    difficult=st.booleans(),
    opted_out=st.booleans(),
    held=st.booleans(),
)


def facts(found):
    return [reason.fact for reason in found.reasons]


@pytest.mark.parametrize("ground", [{"peak_heat": 2}, {"promised": True}, {"difficult": True}])
def test_ana_is_asked_two_working_days_after_the_fix(ground):
    found = due(matter=Matter(fixed_date=THURSDAY, **ground))
    assert (found.dates, facts(found)) == ((MONDAY,), list(ground))


@pytest.mark.parametrize("ground", ["goodwill", "escalated"])
def test_after_goodwill_or_an_escalation_she_is_asked_once_more(ground):
    found = due(matter=Matter(fixed_date=THURSDAY, **{ground: True}))
    assert found.dates == (MONDAY, THURSDAY + timedelta(days=14))


def test_a_calm_question_is_not_followed_up_and_says_what_was_looked_at():
    found = due(matter=Matter(fixed_date=THURSDAY, peak_heat=1))
    assert (found.dates, any(reason.holds for reason in found.reasons)) == ((), False)


@pytest.mark.parametrize("against", ["held", "opted_out"])
def test_a_hold_or_a_no_wins_over_every_ground(against):
    found = due(matter=Matter(fixed_date=THURSDAY, difficult=True, goodwill=True, **{against: True}))
    assert (found.dates, facts(found)) == ((), [against])


@given(MATTERS)
def test_every_follow_up_is_a_working_day_and_there_are_at_most_two(matter):
    found = due(matter=matter)
    assert len(found.dates) <= 2
    assert list(found.dates) == sorted(set(found.dates))
    assert all(workdays.is_working(day) and day > matter.fixed_date for day in found.dates)


@given(MATTERS)
def test_there_is_always_a_reason(matter):
    assert due(matter=matter).reasons


def test_a_house_may_wait_longer():
    found = due(matter=Matter(fixed_date=THURSDAY, goodwill=True), house=a_house(followup={"working_days": 10}))
    assert found.dates == (date(2026, 12, 3),)
