"""Other weights, the same thresholds in effect: as many texts show a signal as before."""

import pytest

np = pytest.importorskip("numpy")

from training.rates import LOWEST, like  # noqa: E402

SAID = np.linspace(0.0, 1.0, 101)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.85])
def test_from_weights_to_themselves_nothing_moves(threshold: float) -> None:
    assert like(threshold, SAID, SAID) == threshold


def test_of_a_reader_that_says_less_as_many_texts_reach_the_new_threshold() -> None:
    less = SAID * 0.8
    assert (less >= like(0.5, SAID, less)).sum() == pytest.approx((SAID >= 0.5).sum(), abs=1)


def test_where_few_texts_show_it_the_threshold_goes_half_of_the_way() -> None:
    assert like(0.97, SAID, SAID - 0.2) == pytest.approx(0.87)
    assert like(0.88, SAID[:92], SAID[:92] - 0.2) == pytest.approx(0.78)


def test_what_nothing_showed_keeps_its_threshold() -> None:
    assert like(0.7, SAID * 0.5, SAID) == 0.7


def test_what_everything_showed_is_shown_by_everything_within_the_bounds() -> None:
    assert like(0.2, SAID + 0.3, SAID * 0.1) == LOWEST
