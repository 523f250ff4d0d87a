"""Other weights, the same thresholds in effect: as many texts show a signal as before."""

import pytest

np = pytest.importorskip("numpy")

from training.rates import HIGHEST, LOWEST, like  # noqa: E402

SAID = np.linspace(0.0, 1.0, 101)


def test_as_many_texts_reach_the_new_threshold() -> None:
    assert (like(0.5, 20, SAID) <= SAID).sum() == 20


def test_where_few_texts_show_it_the_threshold_goes_half_of_the_way() -> None:
    assert like(0.5, 5, SAID) == pytest.approx((0.5 + 0.955) / 2, abs=0.01)


def test_none_is_as_low_that_everything_shows_nor_so_high_that_nothing_can() -> None:
    assert like(0.2, 100, SAID) == LOWEST
    assert like(0.9, 6, SAID) == HIGHEST
