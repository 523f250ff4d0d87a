"""The way for archives: half of the network for calm messages, and what may not be calm reads as with all of it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import model, read, version
from unruffled.engine.reader.model import ways
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


@pytest.fixture
def second_halves(monkeypatch):
    """How often the second half of the network was asked."""
    asked = []
    through = model.loaded(fast=True)._through
    second = through._second

    class Counted:
        def run(self, *given):
            asked.append(1)
            return second.run(*given)

    monkeypatch.setattr(through, "_second", Counted())
    return asked


@pytest.mark.parametrize("text", NOT_CALM)
def test_what_is_not_calm_reads_to_the_last_bit_as_with_the_whole_network(text, second_halves):
    assert model.loaded(fast=True).read(text) == model.loaded().read(text)
    assert second_halves


@pytest.mark.parametrize("text", CALM)
def test_a_calm_message_costs_half_of_the_network(text, second_halves):
    fast, whole = model.loaded(fast=True).read(text).probability, model.loaded().read(text).probability
    assert not second_halves
    assert fast["heat>=1"] < 0.3
    assert fast["heat>=2"] == pytest.approx(whole["heat>=2"], abs=0.2)


def test_each_window_of_a_long_text_goes_its_own_way(second_halves):
    text = "The order number is 4471, thank you. " * 20 + NOT_CALM[0]
    windows = list(model.loaded(fast=True)._windows(text))
    found = model.loaded(fast=True).read(text)
    assert 0 < len(second_halves) < len(windows)
    assert found.probability["heat>=2"] >= 0.6 * model.loaded().read(NOT_CALM[0]).probability["heat>=2"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_the_same_whatever_was_read_before(text):
    network = model.loaded(fast=True)
    first = network.read(text)
    network.read(NOT_CALM[0] * 5)
    network.read(CALM[0])
    assert network.read(text) == first


def test_a_reading_says_which_way_it_was_made():
    turn = Turn(1, "customer", 0.0, CALM[0], "chat")
    assert read(turn, (), Context(), fast=True).reader == version(fast=True) == f"{version()}-fast"


@pytest.fixture
def told_to_take_care(monkeypatch):
    """The whole network as a processor without exact sums has to run it."""
    monkeypatch.setattr(ways, "_adds_exactly", lambda: False)
    return ways.Whole(Path(str(model.WEIGHTS)), tuple(model.heads().values()))


@pytest.mark.parametrize("text", [*CALM, *NOT_CALM])
def test_every_processor_reads_alike_to_the_last_bit(text, told_to_take_care):
    network = model.loaded()
    for window in network._windows(text):
        ids = np.array([window.ids])
        for here, elsewhere in zip(network._through(ids), told_to_take_care(ids), strict=True):
            assert (here == elsewhere).all()
