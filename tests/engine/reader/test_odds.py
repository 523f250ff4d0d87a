"""Probabilities as log-odds and back, and how sure anything may be at most."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.reader.odds import log_odds, probable


@given(st.floats(0.000001, 0.999999))
def test_log_odds_lead_back_to_the_probability(p):
    assert probable(log_odds(p)) == pytest.approx(p, rel=1e-9)


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 1e-9, 1e-6]))
def test_what_is_likelier_never_has_smaller_odds(one, other, certain):
    low, high = sorted((one, other))

    assert log_odds(low, certain=certain) <= log_odds(high, certain=certain)


@pytest.mark.parametrize("certain", [1e-9, 1e-6])
def test_nothing_is_surer_than_certain(certain):
    assert log_odds(1.0, certain=certain) == log_odds(1 - certain, certain=certain) < math.inf
    assert log_odds(0.0, certain=certain) == log_odds(certain, certain=certain) > -math.inf


def test_without_a_limit_nothing_and_everything_are_infinitely_far():
    assert (log_odds(0.0), log_odds(0.5), log_odds(1.0)) == (-math.inf, 0.0, math.inf)
