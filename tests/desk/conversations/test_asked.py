"""What a search asks for beside words: who, when and where."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOW, an_inbound, answered
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.queries.asked import asked_of
from unruffled.desk.flows import assign, close, note, receive

pytestmark = pytest.mark.django_db


def found(user, text):
    return {row.contact_name for row in queries.search_for(user, text, now=NOW + timedelta(hours=1)).rows}


@pytest.fixture
def a_mail(care):
    inbound = an_inbound("Where is my invoice?", channel="email", from_address="lena@x.example", from_name="Lena")
    return receive.receive(inbound=inbound, now=NOW - timedelta(days=10)).conversation


def test_replies_are_found(mia, a_conversation):
    answered(a_conversation, "The marmalade van brings it.", by=mia)

    assert found(mia, "marmalade") == {"Ana"}


def test_notes_are_found_by_the_team_and_by_nobody_else(mia, omar, a_conversation):
    note.add(conversation=a_conversation, author=mia, text="She prefers quokkas.", now=NOW)

    assert found(mia, "quokkas") == {"Ana"}
    assert found(omar, "quokkas") == set()


def test_each_part_leaves_what_fits(mia, noor, a_conversation, a_mail, an_angry_conversation):
    assign.assign(conversation=an_angry_conversation, to=noor, by=noor, now=NOW)
    close.close(conversation=a_mail, by=mia, now=NOW)

    assert found(mia, "from:ana") == {"Ana"}
    assert found(mia, "from:LEN") == {"Lena"}
    assert found(mia, "with:noor") == found(mia, "with:Haddad") | {"Rob"} == {"Rob"}
    assert found(mia, "with:nobody") == {"Ana", "Lena"}
    assert found(mia, "channel:mail") == found(mia, "channel:email") == {"Lena"}
    assert found(mia, "is:closed") == {"Lena"}
    assert found(mia, "is:open") == {"Ana", "Rob"}
    assert found(mia, "since:7d") == {"Ana", "Rob"}
    assert found(mia, "before:7d") == {"Lena"}
    assert found(mia, "since:2026-11-19") == {"Ana", "Rob"}


def test_parts_and_words_narrow_together(mia, a_conversation, a_mail):
    assert found(mia, "where channel:chat") == {"Ana"}
    assert found(mia, "invoice channel:chat") == set()


def test_a_stranger_finds_nothing_by_any_part(mia, a_conversation, omar):
    for text in ("from:ana", "with:nobody", "is:open", "channel:chat", "since:30d"):
        assert found(omar, text) == set()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("channel:fax", "channel:fax is not known. Good ones: chat, email, mail"),
        ("is:angry", "is:angry is not known. Good ones: open, aside, closed"),
        ("since:yesterday", "since:yesterday is no date. Good ones: since:2026-11-03, since:7d"),
        ("before:9999d9", "is no date"),
        ("since:9999d", ""),
    ],
)
def test_what_is_not_understood_is_said_with_the_good_ones(text, sentence):
    wrong = asked_of(text, now=NOW).wrong

    assert (sentence in wrong[0]) if sentence else not wrong


def test_an_order_number_with_a_colon_is_a_word():
    assert asked_of("HL-4471:2 re:lamp", now=NOW).words == "HL-4471:2 re:lamp"


@given(st.text(max_size=200))
def test_any_text_can_be_asked_for(text):
    asked = asked_of(text, now=NOW)

    assert len(asked.parts) <= 6


def test_the_passage_is_where_the_word_was_said_last(mia, a_conversation):
    answered(a_conversation, "Your lamp is on the van. " + "Nothing else to say. " * 40, by=mia)
    answered(a_conversation, "x " * 200 + "And a second LAMP comes for free.", by=mia)

    (passage,) = queries.passages_of([a_conversation.pk], "lam").values()
    assert "second LAMP comes" in passage.text
    assert (passage.by, passage.begins) == ("agent", False)
    assert queries.passages_of([a_conversation.pk], "unicorn") == {}
    assert queries.passages_of([a_conversation.pk], "  ") == {}


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", "İ"])
def test_marks_of_the_database_are_letters_like_others(mia, a_conversation, word):
    answered(a_conversation, "Just words.", by=mia)

    assert queries.passages_of([a_conversation.pk], word) == {}
