"""What turns on a condition or on the customer promises nothing yet; what only stands beside one does."""

import pytest

from unruffled.engine.reader import promises
from unruffled.engine.reader.clauses import clauses
from unruffled.engine.reader.conditions import conditional
from unruffled.engine.reader.normalise import normalise


@pytest.mark.parametrize(
    "text",
    [
        "If the gauge stays low, we'll send a plumber free of charge.",
        "We'll send a plumber if the gauge stays low.",
        "Should the gauge drop, our plumber will call round.",
        "In the event of a leak we'll replace it the same day.",
        "As long as you kept the box, we'll swap it.",
        "Just let me know which colour and I'll get it wrapped.",
        "Please fill in the card and then we'll post the stamp.",
        "One more word like that and I'll end this chat.",
        "Mr Hall, another message of that kind and we will close the line.",
    ],
)
def test_what_may_never_happen_and_what_waits_for_the_customer_is_no_promise(text):
    assert promises.find(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I'll ring you on Friday even if there is nothing new.",
        "I'll ask the plumber if he has one.",
        "I'll ring you by six to say if it's mended.",
        "If I may, I'll post you a sample.",
        "If the gauge drops call the plumber, but I'll ring you at six anyway.",
        "Give me until six and I'll ring you.",
        "I've asked another colleague to look at it and I'll ring you on Friday.",
        "I've looked at it once more and we will send the part on Monday.",
    ],
)
def test_a_promise_beside_an_if_that_binds_nothing_stays_one(text):
    assert len(promises.find(text)) == 1


def test_half_a_sentence_may_hang_on_an_if():
    assert [p.what for p in promises.find("I'll look at the roof tomorrow and replace the tile if it's broken.")] == [
        "look at the roof tomorrow"
    ]


def test_in_a_sentence_of_a_hundred_ifs_each_looks_at_its_own_neighbours():
    words = normalise("if it rains a roofer will come tomorrow and " * 100)
    said = clauses(words, words.sentences[0])

    assert conditional(words, words.sentences[0], said) == [(0, words.sentences[0].last)]
