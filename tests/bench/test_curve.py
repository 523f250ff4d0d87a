"""The area under the curve is counted right, and a lead over a rival comes with an honest interval."""

import pytest
from bench._curve import ahead, area

TRUE = [True] * 40 + [False] * 60


def test_the_area_under_the_curve_counts_pairs_in_order_and_draws_by_half():
    assert area([(0.9, True), (0.8, True), (0.1, False)]) == 1.0
    assert area([(0.1, True), (0.9, False)]) == 0.0
    assert area([(0.5, True), (0.5, False), (0.5, False)]) == 0.5
    assert area([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]) == pytest.approx(3.5 / 4)


def test_a_score_is_never_ahead_of_itself():
    values = [float(place % 7) for place in range(100)]
    found = ahead(values, values, TRUE)
    assert (found.by, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_score_that_is_right_is_ahead_of_one_that_says_nothing():
    found = ahead([float(one) for one in TRUE], [0.0] * 100, TRUE)
    assert (found.by, found.low, found.high) == (0.5, 0.5, 0.5)


def test_the_interval_holds_the_lead_and_is_the_same_each_time():
    values = [float(one) + place % 5 for place, one in enumerate(TRUE)]
    length = [float(place % 3) for place in range(100)]
    found = ahead(values, length, TRUE)
    assert found.low < found.by < found.high
    assert found == ahead(values, length, TRUE)


def test_fewer_cases_make_a_wider_interval():
    values = [float(one) + place % 5 for place, one in enumerate(TRUE)]
    length = [float(place % 3) for place in range(100)]
    few, many = ahead(values, length, TRUE), ahead(values * 9, length * 9, TRUE * 9)
    assert many.high - many.low < (few.high - few.low) / 2


def test_a_draw_without_a_true_case_is_passed_over():
    found = ahead([3.0, 1.0, 2.0], [1.0, 2.0, 3.0], [True, False, False])
    assert found.by == 1.0
    assert found.low <= found.by <= found.high
