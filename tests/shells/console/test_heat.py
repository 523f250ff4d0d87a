import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.vocabulary import heat_band
from unruffled.shells.console.screens import heat

heats = st.floats(0, 4)


@pytest.mark.parametrize(
    ("score", "words"),
    [(0, "Calm"), (0.49, "Calm"), (0.5, "Uneasy"), (1.9, "Upset"), (3.3, "Intense"), (3.5, "Extreme"), (4, "Extreme")],
)
def test_heat_has_a_word(score, words):
    assert heat.word(score) == words


def test_a_change_is_said_in_the_word():
    assert heat.word(1.9, "easing") == "Upset, easing"


def test_doubt_is_said_before_the_word():
    assert heat.word(1.9, "easing", sure=False) == "Could be upset, easing"


def test_the_point_stands_where_the_next_row_takes_the_line_up():
    point, after = heat.point(3.3, 1.2), heat.hold(3.3)

    assert 'cx="74.7%"' in point
    assert 'x1="74.7%"' in after


def test_the_bend_starts_where_the_line_was():
    assert "M34.8 0" in heat.point(3.3, 1.2)


def test_the_first_point_has_no_bend():
    assert "bend" not in heat.point(1.2, None)


def test_nothing_is_drawn_before_the_customer_has_spoken():
    assert heat.hold(None) == ""


def test_an_unsure_reading_has_a_hollow_point_and_a_humans_a_hand():
    assert "unsure" in heat.point(2.0, None, sure=False)
    assert "by-hand" in heat.point(2.0, None, by_hand=True)


@given(heats, st.none() | heats)
def test_every_drawing_fits_a_strict_content_policy(score, before):
    drawing = heat.point(score, before)

    assert "style=" not in drawing
    assert not re.search(r"\bon\w+=", drawing)


@given(st.lists(heats, max_size=9))
def test_a_trace_stays_in_its_box(scores):
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", heat.trace(tuple(scores)).partition('d="')[2].partition('"')[0]):
        assert 0 <= float(x) <= 76
        assert 0 <= float(y) <= 28


def test_every_gradient_that_a_row_uses_is_on_the_page():
    used = {name for a in range(5) for b in range(5) for name in re.findall(r"url\(#(\w+)\)", heat.point(a, b))}

    assert used <= set(re.findall(r'id="(\w+)"', heat.GRADIENTS))


@given(heats)
def test_a_number_never_belongs_to_another_band_than_its_word(score):
    assert heat_band(heat.shown(score)) == heat_band(score)
