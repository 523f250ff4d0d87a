"""How the customer treats people: never anger, never leverage; insults with a target, and the graver kinds."""

import pytest
from tests.engine.reader.saying import exchange, hear, ids


@pytest.mark.parametrize(
    ("text", "conduct"),
    [
        ("I am furious. This is a disgrace and I want my money back today.", "ok"),
        ("You will hear from my solicitor, the ombudsman and the local paper.", "ok"),
        ("this fucking printer ate my paper again", "profanity_situational"),
        ("whatever. just press the button", "rude"),
        ("you stupid woman, read the order", "insult"),
        ("Are you thick or what?", "insult"),
        ("Morons.", "insult"),
        ("Your driver is a lazy idiot", "insult"),
        ("I hope you get cancer and die", "abuse"),
        ("go back to your own country", "discriminatory"),
        ("what are you wearing, gorgeous voice you have", "sexual"),
        ("I know where you park. I'll be waiting for you outside.", "threat"),
    ],
)
def test_conduct_is_read_from_how_people_are_treated(text, conduct):
    assert hear(text).conduct == conduct


def test_the_second_insult_of_a_conversation_is_abuse():
    first, _, second = exchange(
        "you useless muppet where is my bike",
        "A: I'm on it. Please leave the names out of it.",
        "make me, you thick cow",
    )
    assert (first.conduct, second.conduct) == ("insult", "abuse")
    assert second.has("abuse_sustained")
    assert not first.has("abuse_sustained")


def test_conduct_is_read_from_this_turn_alone_and_resets():
    *_, last = exchange(
        "you stupid idiot", "A: Please stop the insults. It's being sent now.", "fine. when does it arrive?"
    )
    assert last.conduct == "ok"


@pytest.mark.parametrize("hidden", ["you id1ot", "you i d i o t", "you IDIOOOT", "you 1d1ot", "you stu\u200bpid idiot"])
def test_an_insult_is_seen_through_its_disguise(hidden):
    assert hear(hidden).has("insult_agent")


@pytest.mark.parametrize("swearing", ["f***ing useless app", "this is sh*t", "wtf is going on", "what a load of cr@p"])
def test_hidden_swearing_is_swearing_and_no_insult(swearing):
    reading = hear(swearing)
    assert reading.has("profanity")
    assert not ids(reading) & {"insult_agent", "abuse_sustained"}


def test_the_words_that_insult_are_pointed_at():
    reading = hear("Listen carefully, you brainless clown, I want my deposit.")
    assert "you brainless clown" in reading.words("insult_agent")
