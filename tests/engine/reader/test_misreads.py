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


def test_i_shall_tell_everyone_is_praise_when_it_is_said_with_thanks():
    heard = hear("Thank you, it works. I shall tell everyone about you. Bye!", "A: It is fixed, please try it.")
    assert heard.has("advocacy")
    assert not heard.has("review_threat")
    assert hear("You lost my bag and I will tell everyone about you!").has("review_threat")


def test_a_second_asking_elsewhere_is_no_circle_here():
    assert not hear("Second time of asking. Where is it?", "A: Hello, what is it about?").has("loop")
    said = "We cannot refund it, the policy is fourteen days."
    assert hear("Second time of asking. I want my refund.", "I want my refund.", "A: " + said, "A: " + said).has("loop")
