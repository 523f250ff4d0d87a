"""Frustration that nobody put in a word: effort, denial, blame and marks against courtesy."""

import pytest
from tests.engine.reader.saying import hear

from unruffled.engine.reader import strain
from unruffled.engine.reader.seen import look
from unruffled.engine.vocabulary import Context, Turn


def how_strained(text):
    return strain.measure(look(Turn(1, "customer", 0.0, text, "chat"), (), Context()), {})[0]


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("The lamp flickers.", "Tried a new bulb. Tried another socket. The lamp still flickers."),
        ("The lamp flickers.", "The lamp flickers!!"),
        ("Please could you look at it? I tried a new bulb.", "I tried a new bulb."),
        ("I drove there.", "I drove there and nobody was in, not even a note."),
    ],
)
def test_effort_denial_and_marks_strain_and_courtesy_eases(less, more):
    assert how_strained(more) > how_strained(less)


def test_a_strained_report_is_frustration_and_a_polite_one_is_not():
    tried = "Tried the new code, tried the old code, drove to the shop and back. It does not open. Nobody there."
    assert hear(tried).has("frustration")
    assert not hear("Hello, please could you help me with the new code? Thank you.").has("frustration")
