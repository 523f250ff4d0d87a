"""Questions of customers, and whether a reply answers them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import questions


def asked(text):
    return [q.text for q in questions.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("When does the heating come back?", ["When does the heating come back?"]),
        ("when do i get my deposit", ["when do i get my deposit"]),
        ("I'd like to know when the fitter comes.", ["I'd like to know when the fitter comes"]),
        ("Tell me whether the card is blocked!", ["Tell me whether the card is blocked"]),
        ("Nobody can tell me where my parcel is", ["Nobody can tell me where my parcel is"]),
        ("You told me Friday, so who is coming?", ["so who is coming?"]),
        ("I still don't know why it was cancelled.", ["I still don't know why it was cancelled"]),
    ],
)
def test_questions_are_found_with_and_without_their_mark(text, found):
    assert asked(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Are you kidding me?",
        "Did you even read it?",
        "Really?",
        "How many times do I have to say it?",
        "It came. Thanks.",
        "",
    ],
)
def test_what_only_looks_like_a_question_is_none(text):
    assert asked(text) == []


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("When will it come?", "time"),
        ("How much is it?", "amount"),
        ("Why was it closed?", "reason"),
        ("Who is coming?", "person"),
        ("Where is my bag?", "place"),
        ("Can you send it to my sister?", "request"),
        ("Is it in stock?", "yes_no"),
        ("What are you going to do about it?", "what"),
    ],
)
def test_a_question_says_what_sort_of_answer_it_wants(question, sort):
    assert questions.kind(questions.find(question)[0]) == sort


@pytest.mark.parametrize(
    ("question", "reply", "answered"),
    [
        ("When will I get it?", "We are very sorry for the inconvenience.", False),
        ("When will I get it?", "With you by Thursday.", True),
        ("Why was it cancelled?", "Your booking was cancelled on Monday.", False),
        ("Why was it cancelled?", "It was cancelled because the card failed.", True),
        ("Why was it cancelled?", "I don't know yet why it was cancelled; I'll know at noon.", True),
        ("Can I keep the old one?", "The courier comes tomorrow 8-10.", False),
        ("Can I keep the old one?", "Yes, keep it.", True),
        ("Who is coming?", "An engineer comes Friday.", True),
        ("How much is the fee?", "The fee is 12 pounds.", True),
    ],
)
def test_a_reply_answers_with_the_sort_of_thing_that_was_asked(question, reply, answered):
    assert questions.answers(reply, questions.find(question)[0]) is answered


def test_only_what_is_left_open_is_named():
    both = questions.find("When will it come? And why was it cancelled?")
    assert [q.text for q in questions.unanswered(both, "It comes on Friday.")] == ["And why was it cancelled?"]


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_may_be_asked_or_answered(text, reply):
    for question in questions.find(text):
        assert 0 <= question.span[0] < question.span[1] <= len(text)
        questions.answers(reply, question)


@pytest.mark.parametrize("question", ["When will it come?", "Why was I charged twice?", "Can you send it again?"])
def test_putting_it_off_answers_nothing(question):
    (asked,) = questions.find(question)
    assert not questions.answers("We will look into it as soon as possible.", asked)
    assert not questions.answers("Someone will get back to you shortly about it.", asked)
