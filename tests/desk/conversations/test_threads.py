"""The thread as the page shows it: in order, with heat and its words, notes apart, and the blame on facts."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.conversations.queries import thread_of
from unruffled.desk.flows import assign, close, note, reply
from unruffled.desk.journal import actions as journal

pytestmark = pytest.mark.django_db

BRUSH_OFF = "We will look into it as soon as possible."


def rows(conversation, kind="message"):
    return [row for row in thread_of(conversation) if row.kind == kind]


def test_everything_stands_in_the_order_in_which_it_happened(a_conversation, mia, noor):
    assign.assign(conversation=a_conversation, to=mia, by=noor, now=NOW + minutes(1))
    note.add(conversation=a_conversation, author=mia, text="Ask the depot.", now=NOW + minutes(2))
    answered(a_conversation, "It leaves today.", by=mia, at=NOW + minutes(3))
    said(a_conversation, "Thank you!", at=NOW + minutes(4))
    close.close(conversation=a_conversation, by=mia, now=NOW + minutes(5))

    assert [(row.kind, row.text) for row in thread_of(a_conversation)][1:] == [
        ("event", "Noor asked Mia to take it"),
        ("note", "Ask the depot."),
        ("message", "It leaves today."),
        ("message", "Thank you!"),
        ("event", "Mia closed it"),
    ]


def test_messages_keep_the_order_of_arrival_when_clocks_disagree(a_conversation, mia):
    answered(a_conversation, "It leaves today.", by=mia, at=NOW + minutes(3))
    said(a_conversation, "Written before, arrived after", at=NOW + minutes(4), sent_at=NOW - timedelta(hours=1))

    assert [row.text for row in rows(a_conversation)][1:] == ["It leaves today.", "Written before, arrived after"]


def test_a_message_shows_its_heat_in_a_word_and_the_words_behind_it(an_angry_conversation):
    (row,) = rows(an_angry_conversation)

    assert row.heat_word == ("Calm", "Uneasy", "Upset", "Intense", "Extreme")[row.heat]
    assert row.heat >= 2
    assert row.marks
    assert all(0 <= m.start < m.end <= len(row.text) and m.words and m.sure in (True, False) for m in row.marks)


def test_who_waits_long_and_asks_has_no_date_until_we_name_one(a_conversation, mia):
    said(a_conversation, "I have waited nine days for it. When does it come?", at=NOW + minutes(1))
    assert "No date yet" in rows(a_conversation)[-1].chips

    answered(a_conversation, "I will ring you today at 16:30.", by=mia, at=NOW + minutes(2))
    assert not any("No date yet" in row.chips for row in rows(a_conversation))


def test_conduct_is_named_only_from_an_insult_up(an_angry_conversation, an_abusive_conversation):
    (angry,), (abusive,) = rows(an_angry_conversation), rows(an_abusive_conversation)

    assert angry.conduct_words == ""
    assert abusive.conduct in ("insult", "abuse")
    assert abusive.conduct_words


def test_a_change_of_half_a_step_is_called_easing_or_rising(an_angry_conversation, mia):
    answered(an_angry_conversation, "Twice nobody came and you lost two days. I am ringing the depot now.", by=mia)
    said(an_angry_conversation, "Thank you, that helps.")

    first, _, last = rows(an_angry_conversation)
    assert (first.trend, last.trend) == ("", "easing")


def test_a_rise_after_our_message_is_said_beside_it_with_what_it_did(a_conversation, mia):
    answered(a_conversation, BRUSH_OFF, by=mia)
    said(a_conversation, "This is RIDICULOUS! I am furious, nobody ever answers me! What a joke of a company!!!")

    _, ours, theirs = rows(a_conversation)
    assert theirs.trend == "rising"
    assert ours.aside.startswith("Ana’s next message rose by ")
    assert f"{theirs.heat_score - rows(a_conversation)[0].heat_score:.1f}" in ours.aside


def test_nothing_is_said_beside_a_message_after_which_nothing_changed(a_conversation, mia):
    answered(a_conversation, "It leaves today.", by=mia)
    said(a_conversation, "And the bulb?")
    for n, message in enumerate(a_conversation.messages.filter(by="customer")):
        message.reading["heat_score"] = 1.0 + n * 0.4
        message.save()

    assert rows(a_conversation)[1].aside == ""


def test_what_was_taken_back_is_not_in_the_thread(a_conversation, mia):
    reply.undo(message=answered(a_conversation, "Oh.", by=mia), agent=mia, now=NOW)

    assert len(rows(a_conversation)) == 1


def test_a_message_that_could_not_be_read_says_so(a_conversation):
    message = a_conversation.messages.get()
    message.reading, message.reader, message.unread_reason = None, "", "The reader failed: RuntimeError"
    message.save()

    (row,) = rows(a_conversation)
    assert (row.heat, row.heat_word, row.marks, row.unread_reason) == (None, "", (), "The reader failed: RuntimeError")


def test_names_of_people_who_left_are_still_said(a_conversation, mia, noor):
    assign.assign(conversation=a_conversation, to=mia, by=noor, now=NOW)
    noor.is_active = False
    noor.save()

    assert rows(a_conversation, "event")[0].text == "Noor asked Mia to take it"


@pytest.mark.parametrize("broken", ["mia", "", 3.5, 10**30, -1, None, ["mia"], {"id": "mia"}])
def test_an_entry_that_names_nobody_leaves_the_thread_readable(a_conversation, noor, broken):
    journal.record("conversation.assigned", about=a_conversation, by=noor, at=NOW, numbers={"to": broken})

    assert [row.text for row in rows(a_conversation, "event")] == ["Noor asked somebody to take it"]


def test_a_thread_is_two_questions_however_long(a_conversation, mia, noor, django_assert_max_num_queries):
    assign.assign(conversation=a_conversation, to=mia, by=noor, now=NOW)
    for n in range(6):
        answered(a_conversation, f"Answer {n}.", by=mia)
        said(a_conversation, f"Question {n}?")
        note.add(conversation=a_conversation, author=mia, text=f"Note {n}", now=NOW)

    from unruffled.desk.conversations.queries import one_for

    conversation = one_for(mia, a_conversation.pk)
    with django_assert_max_num_queries(2):
        assert len(thread_of(conversation)) == 20
    assert fresh(a_conversation).version > 1
