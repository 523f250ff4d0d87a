"""The measures of a conversation: its heat of late weighs the last turns most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.follow.measures import of_late

HEATS = st.lists(st.floats(0, 4), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("heats", "late"), [([], 0.0), ([3.0], 3.0), ([0.0, 3.0], 2.0), ([3.0, 0.0], 1.0), ([4.0, 2.0, 0.0], 8 / 7)]
)
def test_each_turn_counts_half_of_the_one_after_it(heats, late):
    assert of_late(heats) == pytest.approx(late)


@given(HEATS)
def test_it_lies_between_the_coolest_and_the_hottest_turn(heats):
    assert min(heats) - 1e-9 <= of_late(heats) <= max(heats) + 1e-9


@given(HEATS, st.floats(0, 4), st.floats(0, 4))
def test_of_two_turns_the_hotter_weighs_more_where_it_comes_later(heats, one, other):
    cool, hot = sorted((one, other))
    assert of_late([*heats, cool, hot]) >= of_late([*heats, hot, cool]) - 1e-9


@given(HEATS, st.floats(0, 4))
def test_old_turns_beyond_the_last_five_hardly_matter(heats, old):
    last = [*heats, 1.0, 2.0, 3.0, 2.0, 1.0][-5:]
    assert abs(of_late([old, *last]) - of_late(last)) < 4 / 32
