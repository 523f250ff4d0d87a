"""What is filled into the words to say: whole clauses of the customer's, or an open place."""

from dataclasses import replace

import pytest
from tests.engine.talk import customer

from unruffled.engine.follow import words
from unruffled.engine.vocabulary import Context, Signal, Story


def record(text, at, signal="issue_stated", *, confidence=0.9, more=()):
    """What the slots are filled with when this signal shows in the words `at` of the text."""
    start = text.index(at)
    shown = Signal(signal, confidence, ((start, start + len(at)),))
    reading = customer(text=text)
    reading = replace(reading, signals=(shown, *more))

    class NoSituation:
        stage, signals = "acknowledge", frozenset()

    story = Story(channel="chat", turns=(reading.turn,), context=Context(customer={"name": "Ana"}))
    return words.slots_of(story, NoSituation(), [reading])


@pytest.mark.parametrize(
    ("text", "at", "issue"),
    [
        ("The lamp flickers, and it buzzes all night.", "buzzes", "it buzzes all night"),
        ("I took the day off, and nobody came.", "nobody came", "I took the day off, and nobody came"),
        ("The oven you fitted in May has died. Help!", "has died", "The oven you fitted in May has died"),
        ("Sorry. That was out of order, I was tired.", "was out of order", "That was out of order"),
        ("I filled it in, and that's twelve days ago.", "twelve days ago", "that's twelve days ago"),
        ("There's half a loaf in, and my lad is seven.", "half a loaf", "There's half a loaf in"),
        ("Now you know what it is for.", "what it is for", "Now you know what it is for"),
        (
            "I paid for both rooms in March with my card and the hotel says that it has no booking for us.",
            "no booking",
            "the hotel says that it has no booking for us",
        ),
    ],
)
def test_a_whole_clause_is_said_back(text, at, issue):
    assert record(text, at)["issue"] == f"“{issue}”"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Broken again.", "Broken"),
        ("So what happens now?", "what happens"),
        ("[shouting] Broken again!", "Broken"),
        ('It is gone two and your app says "delivered".', "gone two"),
        ("He needed the number off my card for the... the checking.", "needed the number"),
        ("On Saturday your driver informed me, before the whole street, that I was late.", "driver informed me"),
        ("The people before you, where the bakery is now, gave me two.", "where the bakery"),
        ("I filled in the long form here on the tenth and got a robot promising an answer in a week.", "a robot"),
        ("The case, which did not arrive with the flight, is brown.", "did not arrive"),
        ("If this check has in fact, failed, tell me.", "has in fact"),
        ("I am told it is still showing as “pending” in the list.", "still showing as"),
        ("Write to me at ana@example.com as you were asked to.", "were asked"),
    ],
)
def test_what_would_not_read_well_stays_open(text, at):
    assert record(text, at)["issue"] == ""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("I will write this to you every day until you quit.", "every day"),
        ("I'm going to stand in your shop until it is mended.", "until it is mended"),
    ],
)
def test_what_somebody_announces_is_no_fault_of_ours_to_say_back(text, at):
    assert record(text, at)["issue"] == ""


def test_nobody_is_quoted_on_a_guess_or_on_an_insult():
    text = "The parcel never came, you useless idiot."
    insult = Signal("insult_agent", 0.9, ((23, len(text) - 1),))

    assert record(text, "never came", confidence=0.5)["issue"] == ""
    assert record(text, "useless", more=(insult,))["issue"] == ""
    assert record(text, "never came", more=(insult,))["issue"] == "“The parcel never came”"


@pytest.mark.parametrize(
    ("text", "at", "want"),
    [
        ("I want my money back, today.", "my money back", "“my money back”"),
        ("We'd like somebody to look at the roof.", "somebody", "“somebody to look at the roof”"),
        ("Change it.", "Change it", ""),
        ("I want it back on today.", "back on today", ""),
        ("I need you to help me get the refund.", "get the refund", ""),
        ("Where is it?", "Where is it", ""),
    ],
)
def test_a_wish_is_said_without_i_want(text, at, want):
    assert record(text, at, "want_stated")["want"] == want
