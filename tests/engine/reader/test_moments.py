"""When a time that was named is over, said on a Tuesday at two."""

from datetime import datetime

import pytest

from unruffled.engine.reader import moments, promises

TUESDAY_2PM = datetime(2026, 6, 2, 14, 0)


def test_a_length_counts_from_the_turn_and_a_date_waits_for_a_calendar():
    within, dated = promises.find("I'll write within two hours. I'll ring on Friday.")
    assert (within.due_minutes, dated.due_minutes) == (120, None)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("at 4:15 today", (2, 16, 15)),
        ("Friday 8-10", (5, 10, 0)),
        ("by Wednesday", (3, 18, 0)),
        ("by the 9th", (9, 18, 0)),
        ("before six tonight", (2, 18, 0)),
        ("by end of day", (2, 18, 0)),
        ("within the hour", (2, 15, 0)),
        ("in half an hour", (2, 14, 30)),
        ("in two working days", (4, 18, 0)),
        ("in five working days", (9, 18, 0)),
        ("tomorrow between 10 and 12", (3, 12, 0)),
        ("by noon tomorrow", (3, 12, 0)),
        ("first thing tomorrow", (3, 10, 0)),
        ("in the morning", (3, 12, 0)),
        ("at quarter to four", (2, 15, 45)),
        ("by 17.30", (2, 17, 30)),
        ("on Thursday between 9 and 1", (4, 13, 0)),
        ("next Monday", (8, 18, 0)),
        ("by the end of next week", (12, 18, 0)),
        ("on day six", (8, 18, 0)),
        ("the day after tomorrow", (4, 18, 0)),
        ("on Monday 8 June at 9am", (8, 9, 0)),
        ("at 9", (2, 21, 0)),
        ("tmrw at noon", (3, 12, 0)),
        ("in the next half hour", (2, 14, 30)),
        ("the second week of June", (14, 18, 0)),
        ("on his evening round", (2, 21, 0)),
        ("by morning", (3, 12, 0)),
        ("around 4", (2, 16, 0)),
        ("in the next few days", (5, 18, 0)),
        ("in June", (30, 18, 0)),
        ("every evening until the tank is full", (2, 21, 0)),
        ("overnight", (3, 10, 0)),
        ("by the morning", (3, 12, 0)),
        ("no later than 6", (2, 18, 0)),
    ],
)
def test_words_become_the_moment_they_allow_at_the_latest(words, due):
    day, hour, minute = due
    assert moments.resolve(words, TUESDAY_2PM) == datetime(2026, 6, day, hour, minute)


def test_a_day_of_the_month_that_is_over_means_the_next_one():
    assert moments.resolve("by the 1st", TUESDAY_2PM) == datetime(2026, 7, 1, 18, 0)
    assert moments.resolve("on the 31st", TUESDAY_2PM) == datetime(2026, 7, 31, 18, 0)
    assert moments.resolve("by 4 May", TUESDAY_2PM) == datetime(2027, 5, 4, 18, 0)


def test_a_month_without_its_day_lasts_to_its_end_and_means_the_next_one():
    assert moments.resolve("in July or August", TUESDAY_2PM) == datetime(2026, 8, 31, 18, 0)
    assert moments.resolve("by the end of February", TUESDAY_2PM) == datetime(2027, 2, 28, 18, 0)


@pytest.mark.parametrize("words", ["30 February", "soon", "as soon as I hear", ""])
def test_words_that_are_no_date_resolve_to_nothing(words):
    assert moments.resolve(words, TUESDAY_2PM) is None


def test_every_other_hour_is_the_same_however_it_is_spaced():
    first = {moments.resolve(words, TUESDAY_2PM) for words in ("every other hour", "every other\nhour")}
    assert first == {datetime(2026, 6, 2, 15, 0)}
