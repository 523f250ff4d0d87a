"""The golden conversations: gates that may never fail, and stages and moves judged apart from the reader."""

import pytest
from tests.conversations import golden, scoring

from unruffled.engine.follow import follow

ALL = golden.conversations()


@pytest.fixture(scope="module")
def with_oracle():
    return scoring.score(ALL, oracle=True)


def test_there_are_ten_and_none_carries_its_answers_into_the_story():
    assert len(ALL) == 10
    assert all(not hasattr(turn, "expect") for c in ALL for turn in c.story.turns)


@pytest.fixture(scope="module")
def from_text():
    return scoring.score(ALL)


def test_from_the_text_alone_every_gate_holds(from_text):
    assert from_text.gates_hold, [miss for miss in from_text.misses if "GATE" in miss]


def test_from_the_text_alone_moves_and_stages_are_as_asked(from_text):
    assert from_text.moves.value >= 0.93, from_text.misses
    assert from_text.moves_top.value >= 0.80, from_text.misses
    assert from_text.hard.value >= 0.80, from_text.misses
    assert from_text.stage.value >= 0.75, from_text.misses


def test_from_the_text_alone_nine_in_ten_signals_are_heard_and_hardly_a_forbidden_one(from_text):
    assert from_text.recall.value >= 0.90, from_text.misses
    assert from_text.false_signals.value <= 0.02, from_text.misses


def test_with_a_perfect_reader_every_gate_holds(with_oracle):
    assert with_oracle.gates_hold, with_oracle.misses


def test_with_a_perfect_reader_the_moves_are_right(with_oracle):
    assert with_oracle.moves.value >= 0.96, with_oracle.misses
    assert with_oracle.moves_top.value >= 0.90, with_oracle.misses
    assert with_oracle.hard.value >= 0.90, with_oracle.misses


def test_with_a_perfect_reader_the_stages_are_right(with_oracle):
    assert with_oracle.stage.value >= 0.90, with_oracle.misses
    assert with_oracle.stage.value > with_oracle.majority_stage[1] + 0.3


def test_with_a_perfect_reader_flags_and_the_case_are_right(with_oracle):
    assert with_oracle.flags.value >= 0.95, with_oracle.misses
    assert with_oracle.after_moves.value == 1.0, with_oracle.misses
    assert with_oracle.root_cause.value >= 0.8, with_oracle.misses
    assert with_oracle.outcome.value >= 0.8, with_oracle.misses


@pytest.mark.parametrize("conversation", ALL, ids=lambda c: c.id)
def test_the_engine_follows_every_one_from_its_text_alone(conversation):
    steps = follow(conversation.story)
    assert [s.reading.turn.n for s in steps] == [t.n for t in conversation.story.turns]


def test_the_table_names_every_figure(with_oracle):
    table = scoring.table(with_oracle, title="ten")
    for figure in (
        "Gate: safety",
        "Signals: recall",
        "Heat: in band",
        "Moves: top-1",
        "Stage",
        "Promises",
        "Agent signals",
    ):
        assert figure in table
