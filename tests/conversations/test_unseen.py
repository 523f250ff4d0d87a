"""The thirty conversations that nobody had seen, spent since their first score: their gates and their lessons hold."""

import pytest
from tests.conversations import golden, scoring

UNSEEN = golden.conversations(golden.HERE.parent / "unseen")

AGAINST_OUR_RULES = {
    ("U01", "safety"),
    ("U12", "relationship_review"),
    ("U28", "relationship_review"),
}
"""Flags that the blind author did not expect and that our rules demand; why is in the folder's README."""


MISREAD = {("U27", "safety")}
"""Flags that the trained reader raises too much: hazards are asked about from a probability of 0.3 on, on purpose."""


@pytest.fixture(scope="module")
def from_text():
    return scoring.score(UNSEEN)


@pytest.fixture(scope="module")
def with_oracle():
    return scoring.score(UNSEEN, oracle=True)


def test_there_are_thirty():
    assert len(UNSEEN) == 30


def test_from_the_text_alone_every_gate_holds(from_text):
    assert from_text.gates_hold, [miss for miss in from_text.misses if "GATE" in miss]


def test_from_the_text_alone_signals_are_heard_with_few_forbidden_ones(from_text):
    assert from_text.recall.value >= 0.80, from_text.misses
    assert from_text.false_signals.value <= 0.02, from_text.misses


def test_with_a_perfect_reader_every_gate_holds(with_oracle):
    assert with_oracle.gates_hold, [miss for miss in with_oracle.misses if "GATE" in miss]


def test_safety_conduct_and_review_are_raised_for_nothing_only_where_our_rules_say_so(from_text):
    raised = [miss for miss in from_text.misses if "raised for nothing" in miss]
    known = AGAINST_OUR_RULES | MISREAD
    unknown = [m for m in raised if not any(m.startswith(f"{c} ") and f"'{f}'" in m for c, f in known)]
    assert unknown == []


def test_from_the_text_alone_moves_and_stages_are_as_asked(from_text):
    assert from_text.moves_top.value >= 0.75, from_text.misses
    assert from_text.hard.value >= 0.65, from_text.misses
    assert from_text.stage.value >= 0.80, from_text.misses
    assert from_text.flags.value >= 0.90, from_text.misses


def test_with_a_perfect_reader_stages_moves_and_flags_are_right(with_oracle):
    assert with_oracle.moves_top.value >= 0.83, with_oracle.misses
    assert with_oracle.hard.value >= 0.90, with_oracle.misses
    assert with_oracle.stage.value >= 0.90, with_oracle.misses
    assert with_oracle.flags.value >= 0.93, with_oracle.misses
    assert with_oracle.root_cause.value >= 0.70, with_oracle.misses


def test_from_the_text_alone_our_own_turns_are_judged_fairly(from_text):
    assert from_text.bad_seen.value >= 0.80, from_text.misses
    assert from_text.bad_false.value <= 0.03, from_text.misses
