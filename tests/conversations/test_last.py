"""Ten more conversations that nobody had seen, scored once: what is asked of unseen ones is met there, and stays."""

import pytest
from tests.conversations import golden, scoring

LAST = golden.conversations(golden.HERE.parent / "last")


@pytest.fixture(scope="module")
def from_text():
    return scoring.score(LAST)


def test_every_gate_holds_on_conversations_that_nobody_had_seen(from_text):
    assert from_text.gates_hold, [miss for miss in from_text.misses if "GATE" in miss]


def test_signals_and_heat_are_heard_there(from_text):
    assert from_text.recall.value >= 0.85, from_text.misses
    assert from_text.false_signals.value <= 0.04, from_text.misses
    assert from_text.heat_in_band.value >= 0.85, from_text.misses


def test_the_next_move_fits_there(from_text):
    assert from_text.moves_top.value >= 0.78, from_text.misses
    assert from_text.hard.value >= 0.85, from_text.misses
    assert from_text.stage.value >= 0.85, from_text.misses
