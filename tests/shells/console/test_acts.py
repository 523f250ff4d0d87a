"""Moves that a button carries out: each says what it will do before it does it; and the brief."""

import pytest
from django.urls import reverse

from cast import answered, fresh, said, told
from unruffled.desk.conversations.models import Note
from unruffled.shells.console.screens.acts import ACTS

pytestmark = pytest.mark.django_db


def panel(browser, conversation, move):
    return browser.get(reverse("acts", args=[conversation.pk]), {"move": move}, follow=True)


def test_every_act_belongs_to_a_move_of_the_playbook():
    from unruffled.engine import playbook

    assert set(ACTS) <= {card.id for card in playbook.default_cards()}


def test_handing_over_says_who_gets_what_and_that_nothing_is_sent(mias_open_page, an_angry_conversation, sam):
    page = panel(mias_open_page, an_angry_conversation, "escalate_warm").content.decode()

    assert "Nothing is sent to Rob" in page
    assert f'value="{sam.pk}" checked' in page
    assert "Who: Rob" in page


def test_handing_over_gives_the_conversation_with_the_brief_as_a_note(mias_open_page, an_angry_conversation, sam):
    address = reverse("assignment", args=[an_angry_conversation.pk])
    mias_open_page.post(address, {"assignee": sam.pk, "note": "Who: Rob\r\nWants: the engineer"})

    assert fresh(an_angry_conversation).assignee == sam
    assert Note.objects.get().text == "Who: Rob\nWants: the engineer"
    assert told(an_angry_conversation)[-2:] == ["note.written", "conversation.assigned"]


def test_backup_brings_the_brief_if_it_is_wanted(mias_open_page, an_angry_conversation, sam):
    address = reverse("assignment", args=[an_angry_conversation.pk])
    mias_open_page.post(address, {"assignee": sam.pk, "note": "A refund above my limit.", "brief": "1"})

    note = Note.objects.get().text
    assert note.startswith("A refund above my limit.\n\nWho: Rob")


def test_closing_takes_a_note(mias_open_page, a_conversation):
    mias_open_page.post(
        reverse("closing", args=[a_conversation.pk]), {"outcome": "resolved", "note": "Lamp came this morning."}
    )

    assert fresh(a_conversation).status == "closed"
    assert Note.objects.get().text == "Lamp came this morning."


@pytest.mark.parametrize(("move", "words"), [("pause_cool_off", "aside"), ("thank_close", "Close with Ana")])
def test_a_pause_and_a_close_lead_to_the_panels_that_there_are(mias_open_page, a_conversation, move, words):
    assert words in panel(mias_open_page, a_conversation, move).content.decode()


def test_a_promise_says_that_nothing_is_promised_before_it_is_sent(mias_open_page, a_conversation):
    page = panel(mias_open_page, a_conversation, "commit_concrete").content.decode()

    assert "Nothing is promised until you send it" in page
    assert 'value="Mia"' in page


def test_words_alone_have_no_panel(mias_open_page, a_conversation):
    assert panel(mias_open_page, a_conversation, "reflect_content").status_code == 404
    assert panel(mias_open_page, a_conversation, "nonsense").status_code == 404


def test_the_move_card_has_the_button_of_its_act(mias, a_conversation):
    said(a_conversation, "This is the third time. Get me your supervisor, now.")
    page = mias.get(reverse("conversation", args=[a_conversation.pk])).content.decode()

    assert "Hand it over …" in page


def test_the_brief_opens_by_itself_for_who_has_not_spoken_here(mias, mia, a_conversation):
    address = reverse("conversation", args=[a_conversation.pk])
    assert "You have not spoken with Ana here yet" in mias.get(address).content.decode()

    answered(a_conversation, "It comes tomorrow.", by=mia)
    assert "You have not spoken" not in mias.get(address).content.decode()


def test_the_brief_is_a_page_too(mias, mias_open_page, a_conversation):
    address = reverse("brief", args=[a_conversation.pk])

    assert "Before this" in mias.get(address).content.decode()
    assert "<html" not in mias_open_page.get(address).content.decode()


def test_the_brief_of_others_is_not_found(browser_of, a_conversation, omar):
    for name in ("brief", "acts"):
        assert browser_of(omar).get(reverse(name, args=[a_conversation.pk]), {"move": "follow_up"}).status_code == 404


def test_the_brief_costs_a_bounded_number_of_queries(mias_open_page, a_conversation, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        mias_open_page.get(reverse("brief", args=[a_conversation.pk]))
