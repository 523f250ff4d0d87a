"""How a contact began stands for the subject that a conversation does not have, and nobody can be reached by it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from cast import NOW, an_inbound, answered, fresh, minutes, said
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.openings import LONGEST, opening_of
from unruffled.desk.conversations.queries import inbox_for, jumps_for
from unruffled.desk.flows import correct
from unruffled.desk.flows.receive import receive

THREE_LEGS = "My sofa came with three legs instead of four and I have guests on Saturday"
INSULT = "You are all useless idiots, every one of you morons"


def opened(text, **given):
    return receive(inbound=an_inbound(text, **given), now=NOW).conversation


def test_a_line_ends_behind_a_word():
    assert opening_of([THREE_LEGS]) == "My sofa came with three legs instead of four and I have …"
    assert opening_of(["Where is\n my cot?"]) == "Where is my cot?"


@pytest.mark.parametrize(
    "text", ["x" * 500, "Donaudampfschifffahrt" * 5 + " fehlt", "word " * 200, "…" * 500, "我" * 99]
)
def test_no_line_is_too_long(text):
    assert len(opening_of([text])) <= LONGEST


def test_a_greeting_says_nothing_of_the_matter_so_the_line_is_of_what_follows():
    assert opening_of(["hi", "hello?", "the third leg is missing"]) == "the third leg is missing"
    assert opening_of(["hi", "hello?"]) == "hi"
    assert opening_of(["", "  \n", "thanks"]) == "thanks"
    assert opening_of([]) == ""


@pytest.mark.parametrize(
    "private",
    [
        "+44 20 7946 0123",
        "(020) 7946-0123",
        "07911 123456",
        "0791-112-3456",
        "555-0123",
        "415.555.0123",
        "06 12 34 56 78",
        "12 34 56 78",
        "4111 1111 1111 1111",
        "GB33BUKB20201555555555",
        "ana@harbourlane.example",
        "@harbourlane",
        "https://ana.example/me?x=1",
        "www.ana.example",
        "14 Harbour Street",
        "14 harbour street",
        "221b, Baker Street",
        "7 Saint Mary Rd",
        "9 Orchard Close",
        "Hauptstraße 12",
        "Bergweg 3a",
        "12 rue de la Paix",
        "SW1A 1AA",
        "CA 94110",
    ],
)
def test_nobody_can_be_reached_or_found_by_it(private):
    line = opening_of([f"please come to {private}, it waits there"])

    assert line == "please come to …, it waits there"
    assert opening_of([private]) == "", "and a message that says nothing else says nothing here"


@pytest.mark.parametrize(
    "text",
    [
        "order HL-4471 has not come",
        "order 88412345 of 2026-11-20 14:30 has not come",
        "bought on 01.02.2026 and broken on 20/11/2026",
        "it took 3 days on the way to me",
        "I live 10 minutes down the road",
        "I paid 1,249.00 pounds, 2 weeks ago",
        "we have waited 3 weeks in this place",
        "there were 2 boxes, 300 or 2000 screws",
    ],
)
def test_dates_orders_and_amounts_stay(text):
    assert opening_of([text]) == text


@pytest.mark.django_db
def test_ten_chats_without_a_subject_can_be_told_apart(care, mia):
    texts = [f"The chair number {n} has no back" for n in range(10)]
    for n, text in enumerate(texts):
        opened(text, from_address=f"somebody-{n}")

    assert {row.about for row in inbox_for(mia, now=NOW).rows} == set(texts)


@pytest.mark.django_db
def test_a_subject_needs_no_opening(a_letter, mia):
    (row,) = inbox_for(mia, now=NOW).rows

    assert row.about == a_letter.subject == row.subject
    assert a_letter.opening == ""


@pytest.mark.django_db
def test_it_stays_how_they_began_whatever_is_said_later(care, mia):
    conversation = opened(THREE_LEGS)
    answered(conversation, "I am sorry. Which sofa is it?", by=mia, at=NOW + minutes(1))
    said(conversation, "The blue one with the long cushions", at=NOW + minutes(2))

    assert fresh(conversation).opening == "My sofa came with three legs instead of four and I have …"


@pytest.mark.django_db
def test_words_beyond_rude_are_no_heading(care):
    conversation = opened(INSULT)
    assert conversation.opening == ""

    said(conversation, "My sofa has three legs", at=NOW + minutes(1))
    assert fresh(conversation).opening == "My sofa has three legs"


@pytest.mark.django_db
def test_who_sets_the_conduct_right_changes_the_heading(care, mia):
    conversation = opened(INSULT)
    correct.correct(message=conversation.messages.get(), by=mia, field="conduct", value="ok", now=NOW)

    assert fresh(conversation).opening == "You are all useless idiots, every one of you morons"


@pytest.mark.django_db
def test_the_open_question_is_what_the_api_gives_for_a_subject_as_before(care, mia):
    opened("The third leg is missing. Where is it?")
    (row,) = inbox_for(mia, now=NOW).rows

    assert row.about == "The third leg is missing. Where is it?"
    assert row.subject == "Where is it?"


@pytest.mark.django_db
def test_whom_one_jumps_to_is_told_apart_too(care, mia):
    opened("The third leg is missing")

    assert [jump.subject for jump in jumps_for(mia, "ana")] == ["The third leg is missing"]


# Conversations of before ---------------------------------------------------------------------------------------------


@pytest.fixture
def filling(monkeypatch):
    """Filling, two at a time."""
    migration = import_module("unruffled.desk.conversations.migrations.0007_openings_of_earlier_ones")
    monkeypatch.setattr(migration, "BATCH", 2)
    return lambda: migration.fill(apps, connection.schema_editor())


def openings():
    return list(Conversation.objects.order_by("pk").values_list("opening", flat=True))


def test_earlier_conversations_are_filled_as_if_they_had_begun_today(transactional_db, care, a_letter, filling):
    texts = ["hi", INSULT, "Ring me on 07911 123456 please", THREE_LEGS, "…"]
    for n, text in enumerate(texts):
        opened(text, from_address=f"somebody-{n}")
    said(Conversation.objects.get(opening="hi"), "where is my cot?", at=NOW + minutes(1))
    before = openings()
    assert before == ["", "where is my cot?", "", "Ring me on … please", opening_of([THREE_LEGS]), ""]

    Conversation.objects.update(opening="")
    filling()
    assert openings() == before

    filling()
    assert openings() == before, "a second time changes nothing"


def test_a_conversation_that_somebody_holds_is_left_to_them(transactional_db, care, filling):
    held, free = opened("Mine has no legs"), opened("Mine has no back", from_address="rob-1")
    Conversation.objects.update(opening="")
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT 1 FROM conversations_conversation WHERE id = %s FOR UPDATE", [held.pk])
            filling()
            other.rollback()
    finally:
        other.close()

    assert fresh(free).opening == "Mine has no back"
    assert fresh(held).opening == ""
