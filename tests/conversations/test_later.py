"""Ten more conversations that nobody had seen, spent since their first score: their gates and their lessons hold."""

import pytest
from tests.conversations import golden, scoring

LATER = golden.conversations(golden.HERE.parent / "later")


@pytest.fixture(scope="module")
def from_text():
    return scoring.score(LATER)


def test_there_are_ten():
    assert len(LATER) == 10


def test_from_the_text_alone_every_gate_holds(from_text):
    assert from_text.gates_hold, [miss for miss in from_text.misses if "GATE" in miss]


def test_from_the_text_alone_moves_stages_and_promises_are_as_asked(from_text):
    assert from_text.moves_top.value >= 0.70, from_text.misses
    assert from_text.stage.value >= 0.72, from_text.misses  # one conversation is taken for a hazard too early
    assert from_text.promises_found.value >= 0.80, from_text.misses
    assert from_text.bad_false.value <= 0.03, from_text.misses
