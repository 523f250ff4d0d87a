"""Working days, hours and quiet times, as follow-ups, feedback, appeals and breathers count them."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.policies.houses import a_house

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import default, parse_house
from unruffled.engine.rules import BadRule

THURSDAY = date(2026, 11, 19)
FRIDAY, SATURDAY, MONDAY = (THURSDAY + timedelta(days=n) for n in (1, 2, 4))
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("start", "days", "found"),
    [
        (THURSDAY, 0, THURSDAY),
        (THURSDAY, 1, FRIDAY),
        (THURSDAY, 2, MONDAY),
        (SATURDAY, 0, MONDAY),
        (SATURDAY, 1, MONDAY),
        (FRIDAY, 10, FRIDAY + timedelta(days=14)),
    ],
)
def test_weekends_do_not_count(start, days, found):
    assert workdays.after(start, days) == found


def test_a_holiday_does_not_count():
    house = a_house(calendar={"holidays": [FRIDAY, MONDAY]})
    assert workdays.after(THURSDAY, 1, house=house) == MONDAY + timedelta(days=1)
    assert not workdays.is_working(FRIDAY, house=house)


def test_a_year_of_holidays_ends_the_search_and_not_the_programme():
    house = a_house(calendar={"holidays": [THURSDAY + timedelta(days=n) for n in range(400)]})
    assert workdays.after(THURSDAY, 0, house=house) == THURSDAY


@given(DAYS, st.integers(1, 40))
def test_counting_forward_and_counting_between_agree(day, days):
    found = workdays.after(day, days)
    assert workdays.between(day, found) == days
    assert workdays.is_working(found)


@given(DAYS, DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(one, other):
    assert (workdays.between(one, other) == 0) or one < other


def at(day, hour, minute=0, zone=UTC):
    return datetime.combine(day, datetime.min.time(), tzinfo=zone).replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        (at(THURSDAY, 9), at(THURSDAY, 9, 45), 45),
        (at(THURSDAY, 17, 30), at(FRIDAY, 8, 15), 45),
        (at(FRIDAY, 17, 30), at(MONDAY, 8, 15), 45),
        (at(SATURDAY, 9), at(SATURDAY, 17), 0),
        (at(THURSDAY, 3), at(THURSDAY, 22), 600),
        (at(THURSDAY, 9, 45), at(THURSDAY, 9), 0),
    ],
)
def test_only_open_hours_are_working_time(start, end, worked):
    assert workdays.minutes(start, end) == worked


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(one, two, three):
    start, middle, end = sorted((one, two, three))
    total = workdays.minutes(start, middle) + workdays.minutes(middle, end)
    assert total == pytest.approx(workdays.minutes(start, end))


def test_the_zone_of_the_start_decides_which_hour_it_is():
    tokyo = timezone(timedelta(hours=9))
    assert workdays.minutes(at(FRIDAY, 8, zone=tokyo), at(FRIDAY, 0)) == 60


@pytest.mark.parametrize(("hour", "quiet"), [(19, False), (20, True), (23, True), (0, True), (7, True), (8, False)])
def test_nobody_is_written_to_at_night(hour, quiet):
    assert workdays.is_quiet(at(THURSDAY, hour)) is quiet


def test_a_quiet_time_within_one_day_is_understood_too():
    house = a_house(calendar={"quiet_from": at(THURSDAY, 12).time(), "quiet_until": at(THURSDAY, 14).time()})
    assert [workdays.is_quiet(at(THURSDAY, hour), house=house) for hour in (11, 12, 13, 14)] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('"mon", ', '"munday", '), ["calendar", "munday", "mon"]),
        (("closes       = 18:00:00", "closes = 07:00:00"), ["calendar.closes", "later"]),
        (("opens        = 08:00:00", "opens = 8"), ["calendar.opens", "time of day", "8"]),
        (("holidays     = []", 'holidays = ["Easter"]'), ["calendar.holidays", "Easter", "2026-12-25"]),
        (("quiet_until", "quiet_til"), ["quiet_til", "Did you mean 'quiet_until'"]),
        (('["mon", "tue", "wed", "thu", "fri"]', "[]"), ["working_days", "at least one"]),
    ],
)
def test_a_bad_calendar_names_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)


def test_a_house_that_leaves_the_calendar_out_has_the_one_that_comes_with_the_product(shipped):
    start, end = shipped.index("[calendar]"), shipped.index("quiet_until")
    without = shipped[:start] + shipped[shipped.index("\n", end) :]
    assert "calendar" not in tomllib.loads(without)
    assert parse_house(without, file="ours.toml").calendar == default().calendar
