"""Times that people name: found where they stand, whatever word begins them; what only looks like one is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import times


@pytest.mark.parametrize(
    "said",
    [
        "within the next two hours", "in about half an hour", "give me five minutes", "twenty minutes", "3to5 hours",
        "on day three",
        "2026-06-05", "the 3rd of June", "June the 3rd", "3/6", "by the 5th", "the first week of June", "at 16:30",
        "from 9:00 to 17:00", "between 9 and 11", "half past four", "12 noon", "ten o'clock", "by close of business",
        "the day after tomorrow", "this evening", "next Friday", "late next week", "the weekend", "every other Friday",
        "on her morning round", "first thing in the morning", "before lunch", "until six",
    ],
)  # fmt: skip
def test_each_kind_of_time_is_found_whole(said):
    assert [when.text for when in times.find(f"We do it {said}, he said.")] == [said]


@pytest.mark.parametrize("text", ["the sun is out", "I sat there in March", "8-10 people", "at 5%", "21 High Street"])
def test_words_that_only_look_like_times_are_left_alone(text):
    assert times.find(text) == ()


def test_joined_words_are_one_time_and_two_hours_are_two():
    assert [when.text for when in times.find("Ring me by noon tomorrow, or at four on Friday.")] == [
        "by noon tomorrow",
        "at four on Friday",
    ]
    assert [when.text for when in times.find("We ring at ten, at eleven and at noon.")] == [
        "at ten",
        "at eleven",
        "at noon",
    ]


def test_a_price_is_no_hour():
    assert times.find("That is £12.40 or 9.30 €.") == ()


PIECES = st.sampled_from(
    """by at the in within on this next first half past 3 10 8-10 12.30 £5 June Friday two days noon o'clock , . ( : ²
    of same day end as every""".split()
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join)))
@settings(max_examples=150, deadline=None)
def test_every_time_stands_where_it_says_in_order(text):
    found = times.find(text)
    assert all(text[slice(*when.span)] == when.text for when in found)
    assert [when.span for when in found] == sorted(when.span for when in found)
