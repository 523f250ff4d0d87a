"""The practice floor explains its first minute, and can start over; a real floor knows nothing of it."""

import pytest
from django.test import Client

from unruffled.desk.conversations.models import Conversation
from unruffled.site import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    demo._make("harbour-lane")
    browser = Client(REMOTE_ADDR="127.0.0.1")
    browser.post("/practice-seat", {"who": "mia"})
    return browser


def test_the_first_page_says_practice_and_what_to_do(browser):
    page = browser.get("/inbox")

    assert b"Practice floor" in page.content
    assert b"line rise" in page.content


def test_the_three_steps_are_put_away_and_practice_is_still_said(browser):
    assert browser.post("/practice-steps", headers={"hx-request": "true"}).content == b""

    page = browser.get("/inbox")
    assert b"line rise" not in page.content
    assert b"Practice floor" in page.content


def test_starting_over_opens_the_afternoon_anew_and_explains_it_again(browser):
    browser.post("/practice-steps")
    before = set(Conversation.objects.filter(status="open").values_list("pk", flat=True))

    page = browser.post("/practice-afternoon", follow=True)

    assert b"line rise" in page.content
    assert before.isdisjoint(Conversation.objects.filter(status="open").values_list("pk", flat=True))


def test_a_real_floor_has_neither_word_nor_way(mias, a_conversation):
    assert b"Practice" not in mias.get("/inbox").content
    assert mias.post("/practice-afternoon").status_code == 404
