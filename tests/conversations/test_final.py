"""The last ten conversations that nobody had seen: what was good at their first score must not get worse.

They were scored once, with rules and model together, and nothing has been changed for them since. Hinted dangers and
grave conduct are missed there, and FIRST_SCORE.md says so: these floors are no claim that the figures are met.
"""

import pytest
from tests.conversations import golden, scoring

FINAL = golden.conversations(golden.HERE.parent / "final")


@pytest.fixture(scope="module")
def from_text():
    return scoring.score(FINAL)


def test_nobody_is_policed_and_no_alarm_is_raised_that_is_forbidden(from_text):
    gates = (from_text.gate_no_boundary, from_text.gate_no_alarm)
    assert [gate.value for gate in gates] == [1.0, 1.0], [miss for miss in from_text.misses if "GATE" in miss]


def test_signals_are_heard_out_of_sight_with_few_false_ones(from_text):
    assert from_text.recall.value >= 0.74, from_text.misses
    assert from_text.false_signals.value <= 0.02, from_text.misses
