"""The practice floor explains its first minute, and can start over; a real floor knows nothing of it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cast import an_inbound, answered, fresh
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.queries import address_of
from unruffled.desk.people.queries import by_username
from unruffled.site import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    demo._make("harbour-lane")
    browser = Client(REMOTE_ADDR="127.0.0.1")
    browser.post("/practice-seat", {"who": "mia"})
    return browser


def steps_on(browser, address="/inbox"):
    """The steps that are done, and the one that comes next, as the page shows them."""
    page = browser.get(address).content.decode()
    aside = re.search(r'<aside class="steps".*?</aside>', page, re.DOTALL)
    lines = re.findall(r"<li([^>]*)>(.*?)</li>", aside[0], re.DOTALL) if aside else []
    said = [(re.sub("<[^>]*>", "", words), marks) for marks, words in lines]
    return [words for words, marks in said if "done" in marks], [words for words, marks in said if "step" in marks]


@pytest.fixture
def ana():
    return Conversation.objects.filter(persona__isnull=False)


def heard(conversation, text, heat):
    """Let the played contact say this, read with this heat."""
    from unruffled.desk.flows import receive

    inbound = an_inbound(
        text, from_address=address_of(conversation), conversation=conversation.pk, channel=conversation.channel
    )
    message = receive.receive(inbound=inbound, now=timezone.now()).message
    message = fresh(message)
    message.reading = {**message.reading, "heat_score": heat}
    message.save(update_fields=["reading"])


def test_the_first_page_says_practice_and_leads_to_the_first_step(browser, ana):
    page = browser.get("/inbox").content.decode()

    assert "Practice floor" in page
    assert steps_on(browser) == ([], ["Open Ana"])
    assert f'<a href="/conversations/{ana.get().pk}">Open Ana</a>' in page


def test_each_step_ticks_itself_when_it_has_happened(browser, ana):
    there = f"/conversations/{ana.get().pk}"
    done, following = steps_on(browser, there)
    assert (done, following[0][:10]) == (["Open Ana, done"], "Answer Ana")

    heard(ana.get(), "You are not even reading this!", 3.4)
    answered(ana.get(), "You stayed at home for our call. I ring you at 16:30.", by=by_username("mia"))
    done, following = steps_on(browser, there)
    assert (len(done), following[0][:15]) == (2, "Watch Ana’s lin")

    heard(ana.get(), "Fine. 16:30, then.", 1.9)
    assert steps_on(browser, there)[0] == ["Ana calmed down: from 3.4 to 1.9, all three done"]
    assert "Start your own" in browser.get("/inbox").content.decode()


def test_when_the_line_rises_it_says_what_to_try(browser, ana):
    heard(ana.get(), "Are you reading this?", 2.8)
    answered(ana.get(), "We apologise for any inconvenience.", by=by_username("mia"))
    heard(ana.get(), "Unbelievable!", 3.6)

    done, following = steps_on(browser)

    assert len(done) == 2
    assert "3.6 now. Try again" in following[0]


def test_an_answer_of_somebody_else_ticks_nothing_here(browser, ana):
    answered(ana.get(), "I ring you at 16:30.", by=by_username("noor"))

    assert steps_on(browser) == ([], ["Open Ana"])


def test_an_open_page_gets_the_steps_as_an_island(browser, ana):
    there = f"/conversations/{ana.get().pk}"
    browser.get(there)

    assert b'id="first-steps"' in browser.get(f"{there}/islands").content
    assert b'id="first-steps"' in browser.get("/inbox", headers={"hx-request": "true"}).content


def test_another_conversation_of_the_floor_shows_no_steps(browser, ana):
    other = Conversation.objects.filter(persona__isnull=True, status="open").first()

    assert steps_on(browser, f"/conversations/{other.pk}") == ([], [])


def test_the_three_steps_are_put_away_and_practice_is_still_said(browser):
    assert browser.post("/practice-steps", headers={"hx-request": "true"}).content == b""

    assert steps_on(browser) == ([], [])
    assert b"Practice floor" in browser.get("/inbox").content


def test_starting_over_opens_the_afternoon_anew_and_explains_it_again(browser):
    browser.post("/practice-steps")
    before = set(Conversation.objects.filter(status="open").values_list("pk", flat=True))

    page = browser.post("/practice-afternoon", follow=True)

    assert b"Open Ana" in page.content
    assert before.isdisjoint(Conversation.objects.filter(status="open").values_list("pk", flat=True))


def test_a_real_floor_has_neither_word_nor_way(mias, a_conversation):
    assert b"Practice" not in mias.get("/inbox").content
    assert mias.post("/practice-afternoon").status_code == 404
