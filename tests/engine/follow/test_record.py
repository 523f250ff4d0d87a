"""The record fills itself from what happened: whose words, what we did, and what the heat was before and after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.follow import follow
from unruffled.engine.follow.record import LONGEST, record_of, sentence_around
from unruffled.engine.vocabulary import Context, Story, Turn


def a_story(*said, facts=()):
    turns = tuple(Turn(n, by, float(n), text, "chat") for n, (by, text) in enumerate(said, start=1))
    return Story(channel="chat", turns=turns, context=Context(customer={"name": "Rob"}, facts=facts))


def the_record(*said, facts=()):
    story = a_story(*said, facts=facts)
    return record_of(follow(story), story.context)


ROB = (
    ("customer", "Your engineer did not come AGAIN. Second time I stayed home! I want a new date and I want it TODAY."),
    ("agent", "You stayed home twice for a visit that we missed. That was our failure, and I am sorry, Rob."),
    ("customer", "Right. Thanks for saying so. So when does somebody come?"),
    ("agent", "I have two ways: Thursday between 8 and 10, or Saturday between 9 and 11. Which suits you better?"),
    ("customer", "Thursday is fine, thank you."),
)


def test_the_need_is_in_the_contacts_own_words_with_the_turn():
    record = the_record(*ROB)

    assert any("I want a new date" in told.words and told.turn == 1 for told in record.need)


def test_what_was_tried_says_the_heat_before_and_after_as_facts():
    first, *_ = the_record(*ROB).tried

    assert first.turn == 2
    assert "apologise_ownership" in first.moves
    assert first.before > first.after
    assert first in the_record(*ROB).helped


def test_what_made_it_hotter_did_not_help():
    record = the_record(
        ("customer", "Where is my parcel? It was due on Monday."),
        ("agent", "I understand. Could you calm down and send me the number?"),
        ("customer", "CALM DOWN?! I have sent it TWICE! This is outrageous, you are useless!!!"),
    )

    assert record.helped == ()


def test_options_are_our_own_words():
    (told,) = the_record(*ROB).options

    assert told.turn == 4
    assert "Thursday" in told.words


def test_an_insult_is_no_need():
    record = the_record(("customer", "You stupid idiot I want my money back. I want a refund of 20 by Friday."))

    assert all("idiot" not in told.words for told in record.need)


def test_nothing_said_gives_an_empty_record():
    record = record_of((), Context())

    assert (record.need, record.tried, record.outcome, record.cause.cause) == ((), (), None, "unknown")


def test_a_first_message_that_shows_nothing_is_still_a_need():
    assert [told.words for told in the_record(("customer", "Hello from the harbour")).need] == [
        "Hello from the harbour"
    ]


def test_two_views_are_those_that_the_record_speaks_about():
    record = the_record(
        ("customer", "You promised me a call on Thursday by two and nobody rang."),
        facts=("Thursday: call promised by 14:00, no call logged",),
    )

    assert all(view.record for view in record.views)


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_the_sentence_around_any_place_is_one_line_of_the_text(text, a, b):
    words = sentence_around(text, (min(a, b), max(a, b)))

    assert len(words) <= LONGEST + 2
    assert "\n" not in words


@pytest.mark.parametrize("by", ["agent", "supervisor"])
def test_a_turn_of_ours_without_a_move_is_not_listed(by):
    assert the_record(("customer", "Where is it?"), (by, "ok")).tried == ()
