"""Whoever says goodbye waits for nothing more, as long as nothing is open."""

import pytest

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.conversations import queries

pytestmark = pytest.mark.django_db


def last_words(conversation, mia, text, ours="It is the oak oil, thin, twice."):
    answered(conversation, ours, by=mia, at=NOW + minutes(1))
    said(conversation, text, at=NOW + minutes(3))
    return fresh(conversation).need


@pytest.mark.parametrize(
    "text", ["Perfect, thank you Mia. That was all, bye!", "Great, thanks so much. Have a nice day", "Bye."]
)
def test_a_goodbye_can_be_closed(a_conversation, mia, text):
    assert last_words(a_conversation, mia, text) == "goodbye"


@pytest.mark.parametrize(
    "text",
    [
        "Thank you. And when does it come?",
        "Great, thank you, bye! Is that right?",
        "Thanks for nothing, goodbye.",
        "Thank you, the number is HL-4471, bye.",
        "Thanks, but I still need the invoice. Bye.",
        "It is still broken.",
    ],
)
def test_words_that_ask_or_tell_something_wait_for_us(a_conversation, mia, text):
    assert last_words(a_conversation, mia, text) != "goodbye"


def test_a_goodbye_after_words_that_nobody_answered_waits_for_us(a_conversation, mia):
    assert last_words(a_conversation, mia, "The lamp is cracked. I want another one.") != "goodbye"
    said(a_conversation, "Thanks, bye!", at=NOW + minutes(4))

    assert fresh(a_conversation).need != "goodbye"


def test_a_goodbye_nobody_answered_yet_is_still_a_first_answer(a_conversation):
    said(a_conversation, "Thanks, bye!", at=NOW + minutes(1))

    assert fresh(a_conversation).need == "first_answer"


def test_what_we_promised_keeps_it_open(a_conversation, mia):
    found = last_words(a_conversation, mia, "Great, thank you, bye!", ours="I will ring you tomorrow at 10:00. Mia")

    assert found != "goodbye"


def test_the_row_says_so_after_all_who_wait(a_conversation, an_angry_conversation, mia):
    last_words(a_conversation, mia, "Great, thank you, bye!")

    rows = queries.inbox_for(mia, now=NOW + minutes(9), view="team").rows
    assert [row.reason for row in rows][-1] == "Says goodbye: can be closed"
    assert rows[0].id == an_angry_conversation.pk
