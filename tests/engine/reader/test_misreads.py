"""Words that once were taken for something else: each stays what it is."""

import pytest
from tests.engine.reader.saying import hear


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("One star because I cannot give none", "gratitude"),
        ("What a masterclass from the bin crew 🙃", "gratitude"),
        ("You cut me off twice", "vulnerability_financial"),
        ("I can't type 3000 words on a phone", "vulnerability_capability"),
        ("You'll have to bear with me", "vulnerability_capability"),
        ("The tap is still going drip, drip, drip", "vulnerability_health"),
        ("Dear Happy Guest Team, where is my bag?", "supervisor_demand"),
        ("Your supervisor also signed the paper.", "supervisor_demand"),
        ("You do not say whether it is final", "supervisor_demand"),
        ("Tell your colleague I'm sorry I yelled", "staff_conduct_complaint"),
    ],
)
def test_this_does_not_show(text, signal):
    assert not hear(text).has(signal)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("WHERE IS MY ORDER", "shouting"),
        ("HELLO???", "shouting"),
        ("thanks a bunch", "sarcasm"),
        ("They are cutting off our electricity", "vulnerability_financial"),
        ("I can't read the letter", "vulnerability_capability"),
        ("I want to speak to your supervisor", "supervisor_demand"),
    ],
)
def test_this_shows(text, signal):
    assert hear(text).has(signal)


def test_a_hello_and_an_order_in_plain_writing_are_not_shouted():
    assert not hear("Hello? Where is my order").has("shouting")
