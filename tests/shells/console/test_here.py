"""This moment on the page: the contact is writing, colleagues are here, a reply waits; and a reply that failed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cast import a_reply_that_failed, answered, last_of, told
from unruffled.desk.flows import presence, receive, reply

pytestmark = pytest.mark.django_db


def page_of(browser, conversation):
    return browser.get(reverse("conversation", args=[conversation.pk])).content.decode()


def send(browser, conversation, **more):
    asked = {"text": "It comes tomorrow at nine. Mia", "seen": last_of(conversation)} | more
    return browser.post(reverse("replies", args=[conversation.pk]), asked)


def test_the_page_says_that_the_contact_is_writing(mias, a_conversation):
    assert "is writing" not in page_of(mias, a_conversation)

    receive.note_typing(conversation=a_conversation, now=timezone.now())

    assert "Ana is writing …" in page_of(mias, a_conversation)


def test_half_a_minute_later_nobody_is_writing(mias, a_conversation):
    receive.note_typing(conversation=a_conversation, now=timezone.now() - timedelta(seconds=31))

    assert "is writing" not in page_of(mias, a_conversation)


def test_send_waits_politely_and_the_text_stays(mias, mias_open_page, a_conversation):
    receive.note_typing(conversation=a_conversation, now=timezone.now())

    whole, open_page = send(mias, a_conversation), send(mias_open_page, a_conversation)

    assert whole.status_code == open_page.status_code == 409
    assert "Ana is still writing." in whole.content.decode()
    assert "It comes tomorrow at nine. Mia</textarea>" in whole.content.decode()
    assert open_page["HX-Trigger"] == '{"still-writing": {}}'
    assert "reply.held" not in told(a_conversation)


def test_send_now_sends_all_the_same(mias, a_conversation):
    receive.note_typing(conversation=a_conversation, now=timezone.now())

    send(mias, a_conversation, now="1")

    assert "reply.held" in told(a_conversation)


def test_who_reads_along_is_said_and_who_answers_too_is_said_at_the_answer(mias, a_conversation, sam, noor):
    presence.be_here(conversation=a_conversation, user=sam, now=timezone.now())
    reply.save_draft(conversation=a_conversation, agent=noor, text="It", now=timezone.now())
    presence.be_here(conversation=a_conversation, user=noor, now=timezone.now())

    page = page_of(mias, a_conversation)

    assert "Noor is writing, Sam is reading along" in page
    assert "Noor is answering too. Wait, or talk to Noor." in page


def test_an_open_page_tells_of_itself_and_hears_of_others(browser_of, mia, sam, a_conversation):
    mias, sams = browser_of(mia, hx_request="true"), browser_of(sam, hx_request="true")
    address = reverse("presence", args=[a_conversation.pk])

    sams.post(address)
    assert "Sam is reading along" in mias.post(address).content.decode()
    assert sams.post(address, {"gone": "1"}).status_code == 204
    assert "reading along" not in mias.get(address).content.decode()


def test_asking_who_is_here_is_cheap(mias_open_page, a_conversation, sam, django_assert_max_num_queries):
    presence.be_here(conversation=a_conversation, user=sam, now=timezone.now())

    with django_assert_max_num_queries(6):
        mias_open_page.get(reverse("presence", args=[a_conversation.pk]))


def test_a_reply_that_was_refused_says_why_and_what_to_do(mias, mia, a_letter):
    message = a_reply_that_failed(a_letter, by=mia)
    page = page_of(mias, a_letter)

    assert "Not delivered" in page
    assert "The mail server of mail.example says that there is no such mailbox." in page
    assert "Try again" in page

    mias.post(reverse("second_try", args=[a_letter.pk, message.pk]))
    assert "Not delivered" not in page_of(mias, a_letter)
    assert told(a_letter)[-1] == "reply.held"


def test_a_reply_that_was_refused_can_be_written_anew(mias_open_page, mia, a_letter):
    message = a_reply_that_failed(a_letter, text="It was 20. Mia", by=mia)

    islands = mias_open_page.post(reverse("rewriting", args=[a_letter.pk, message.pk])).content.decode()

    assert '<div id="taken-back" hidden>It was 20. Mia</div>' in islands
    assert f'id="m{message.pk}"' not in islands


def test_perhaps_delivered_says_what_sending_again_could_do(mias, mia, a_letter):
    message = a_reply_that_failed(a_letter, by=mia, because="We lost the line after handing it over")
    message.outbox.state = "uncertain"
    message.outbox.save()
    page = page_of(mias, a_letter)

    assert "Perhaps delivered" in page
    assert "We lost the line after handing it over. Sending it again could deliver it twice." in page
    assert "Send it again" in page
    assert "Edit and send again" not in page


def test_a_reply_that_is_tried_again_by_itself_says_when(mias, mia, a_letter):
    message = answered(a_letter, "It was 20.", by=mia)
    outbox = message.outbox
    outbox.state, outbox.last_error, outbox.due_at = (
        "sending",
        "the mailbox is busy",
        timezone.now() + timedelta(minutes=5),
    )
    outbox.save()
    page = page_of(mias, a_letter)

    assert "Not delivered yet" in page
    assert "The mailbox is busy. We try again at" in page
    assert "Try again<" not in page


def test_what_has_left_is_not_rewritten(mias, mia, a_conversation):
    message = answered(a_conversation, "It comes.", by=mia)
    answer = mias.post(reverse("rewriting", args=[a_conversation.pk, message.pk]))

    assert answer.status_code == 422
    assert "cannot be taken back" in answer.content.decode()
