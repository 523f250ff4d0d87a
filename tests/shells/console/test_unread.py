"""A message in another language: the page says that it was not read, and a person can say how it is."""

import pytest

from cast import fresh, said
from unruffled.desk.guidance.models import Guidance

GERMAN = "Ich warte seit drei Wochen auf meine Lampe und niemand antwortet mir. Das ist eine Frechheit!"


@pytest.fixture
def in_german(a_conversation):
    """Ana goes on in German."""
    return fresh(said(a_conversation, GERMAN))


def page_of(browser, message):
    return browser.get(f"/conversations/{message.conversation_id}").content.decode()


def test_the_page_says_which_language_was_not_read_and_suggests_nothing(mias, in_german):
    page = page_of(mias, in_german)

    assert "<span>Not read: this is German</span>" in page
    assert "Not read: this is German. Only English is read here" in page
    assert "data-insert" not in page
    assert 'id="why-not"' not in page


def test_its_words_are_marked_as_german_for_whoever_reads_them_aloud(mias, in_german):
    assert f'lang="de">{GERMAN}' in page_of(mias, in_german)


def test_the_heat_of_the_list_stays_that_of_what_was_read(in_german, a_conversation):
    before = a_conversation.heat_score

    assert in_german.reading["heat_score"] is None
    assert fresh(a_conversation).heat_score == before


def test_a_person_can_say_how_hot_it_is_and_is_advised_then(mias, in_german):
    assert "Say how it is" in page_of(mias, in_german)

    mias.post(f"/messages/{in_german.pk}/corrections", {"field": "heat", "value": "3"})

    page = page_of(mias, in_german)
    assert "Read by a person" in page
    assert "Not read" not in page
    assert Guidance.objects.get(message=in_german).step["facts"]["heat"] == 3
    assert Guidance.objects.get(message=in_german).step["moves"]


def test_a_draft_in_german_has_no_remarks_made_up(mias, in_german):
    draft = "Wir melden uns so bald wie möglich bei Ihnen, leider ist das nicht unser Fehler."
    answer = mias.post(f"/conversations/{in_german.conversation_id}/draft", {"text": draft})

    assert answer.json()["remarks"] == []


def test_the_sentences_that_were_not_read_are_named_beside_the_heat_of_those_that_were(mias, a_conversation):
    mixed = "Nobody calls me back and I am furious about it. Ich warte seit drei Wochen auf die Lampe."
    page = page_of(mias, fresh(said(a_conversation, mixed)))

    assert "<span>Not read: the German in it</span>" in page
    assert "Only English is read here" not in page


def test_a_danger_in_german_opens_the_card_and_it_says_in_which_language_it_was_said(mias, a_conversation):
    page = page_of(mias, fresh(said(a_conversation, "Ich will nicht mehr leben.")))

    assert "Suicide or self-harm" in page
    assert "“will nicht mehr leben” (in a message in German)" in page
    assert "<span>Not read: this is German</span>" in page


def test_a_short_german_message_opens_no_case(a_conversation):
    message = fresh(said(a_conversation, "Ich warte noch."))

    assert (message.reading["language"], message.reading["heat_score"]) == ("de", None)
    assert a_conversation.cases.count() == 0
