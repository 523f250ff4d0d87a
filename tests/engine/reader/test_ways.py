"""Half of the network for what is calm, or where no move of ours is in sight; all else reads as with all of it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import fusion, model, probable, read, version
from unruffled.engine.reader.model import halves, ways
from unruffled.engine.vocabulary import Context, Turn

CALM = (
    "Hello, could you tell me when you open on Saturday?",
    "Could I order two more of the same?",
    "Yes please, the blue one.",
)
NOT_CALM = (
    "I have asked you four times and nobody answers. This is a disgrace.",
    "You are a useless idiot and I know where you work.",
    "Some days I do not see why I should go on living.",
    "There is smoke coming out of the heater and it smells of burning.",
)
OURS_AND_PLAIN = ("The office is open from nine to five.", "Your order number is 4471.", "It is blue.")
OURS_WITH_A_MOVE = (
    "That was our mistake, and I take care of it myself.",
    "You should have read the terms before you ordered.",
    "If you go on calling me names I will end this chat.",
)
FAST = fusion.way(fast=True)
OURS = fusion.way(ours=True)


@pytest.fixture
def second_halves(monkeypatch):
    """How often the second half of the network was asked."""
    asked = []
    through = model.loaded()._through
    second = through._second

    class Counted:
        def run(self, *given):
            asked.append(1)
            return second.run(*given)

    monkeypatch.setattr(through, "_second", Counted())
    return asked


@pytest.fixture(scope="module")
def uncut():
    """The network as it was built, before it was cut in two."""
    return halves._session(Path(str(model.WEIGHTS)) / "reader.onnx")


@pytest.mark.parametrize("text", [*CALM, *NOT_CALM, *OURS_WITH_A_MOVE, " ".join(NOT_CALM * 9)])
def test_the_two_halves_say_to_the_last_bit_what_the_uncut_network_says(text, uncut):
    network = model.loaded()
    for window in network._windows(text):
        ids = np.array([window.ids])
        logits, words = uncut.run(["logits", "words"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        scores, of_words = network._through(ids, model.WHOLE)
        assert (scores == network._through._slopes * logits[0] + network._through._shifts).all()
        assert (of_words == words[0]).all()


@pytest.mark.parametrize("text", NOT_CALM)
def test_what_is_not_calm_reads_to_the_last_bit_as_with_the_whole_network(text, second_halves):
    assert model.loaded().read(text, FAST) == model.loaded().read(text)
    assert len(second_halves) == 2


@pytest.mark.parametrize("text", CALM)
def test_a_calm_message_costs_half_of_the_network(text, second_halves):
    fast = model.loaded().read(text, FAST).probability
    assert not second_halves
    assert fast["heat>=1"] < 0.3
    assert fast["heat>=2"] == pytest.approx(model.loaded().read(text).probability["heat>=2"], abs=0.2)


@pytest.mark.parametrize("text", OURS_AND_PLAIN)
def test_a_turn_of_ours_in_which_no_move_is_in_sight_costs_half_of_the_network(text, second_halves):
    model.loaded().read(text, OURS)
    assert not second_halves


@pytest.mark.parametrize("text", OURS_WITH_A_MOVE)
def test_a_move_of_ours_is_shown_by_the_whole_network_alone(text, second_halves):
    assert model.loaded().read(text, OURS) == model.loaded().read(text)
    assert len(second_halves) == 2


def test_the_limit_for_ours_lies_below_where_any_move_shows():
    shown = fusion.table().show
    assert min(shown.get(move.removeprefix("a:"), shown["usual"]) for move, _ in OURS.limits) > ways.IN_SIGHT


def test_a_turn_of_ours_is_read_alike_in_conversations_and_in_archives(monkeypatch):
    asked = []
    one = model.opinion
    monkeypatch.setattr(model, "opinion", lambda text, *, way: (asked.append(way), one(text, way=way))[1])
    turn = Turn(1, "agent", 0.0, OURS_WITH_A_MOVE[0], "chat")
    told = [probable.of(read(turn, (), Context(), fast=fast), fast=fast) for fast in (False, True)]
    assert told[0] == told[1]
    assert set(asked) == {OURS}


def test_customers_are_read_in_whole_where_people_look():
    said = model.opinion(CALM[0], way=model.WHOLE)
    assert fusion.opinion(CALM[0]) is said
    assert fusion.opinion(CALM[0], fast=True) != said


def test_each_window_of_a_long_text_goes_its_own_way(second_halves):
    text = "I would like to order two more of them, thank you. " * 20 + NOT_CALM[0]
    found = model.loaded().read(text, FAST)
    assert 0 < len(second_halves) < len(list(model.loaded()._windows(text)))
    assert found.probability["heat>=2"] >= 0.6 * model.loaded().read(NOT_CALM[0]).probability["heat>=2"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from([FAST, OURS]))
def test_any_text_is_read_the_same_whatever_was_read_before(text, way):
    network = model.loaded()
    first = network.read(text, way)
    network.read(NOT_CALM[0] * 5, way)
    network.read(CALM[0], way)
    assert network.read(text, way) == first


def test_a_reading_says_which_way_it_was_made():
    turn = Turn(1, "customer", 0.0, CALM[0], "chat")
    assert read(turn, (), Context(), fast=True).reader == version(fast=True) == f"{version()}-fast"


@pytest.fixture
def told_to_take_care(monkeypatch):
    """The network as a processor without exact sums has to run it."""
    monkeypatch.setattr(halves, "_adds_exactly", lambda: False)
    return halves.Halves(Path(str(model.WEIGHTS)), tuple(model.heads().values()))


@pytest.mark.parametrize("text", [*CALM, *NOT_CALM])
def test_every_processor_reads_alike_to_the_last_bit(text, told_to_take_care):
    network = model.loaded()
    for window in network._windows(text):
        ids = np.array([window.ids])
        for here, elsewhere in zip(
            network._through(ids, model.WHOLE), told_to_take_care(ids, model.WHOLE), strict=True
        ):
            assert (here == elsewhere).all()
