import pytest
from django.urls import reverse

from cast import NOW, an_inbound, answered
from unruffled.desk.flows import assign, close, receive


@pytest.fixture
def a_full_inbox(care, mia):
    for n in range(60):
        inbound = an_inbound(f"Where is order {n}?", from_address=f"a-{n}", from_name=f"Ana {n}")
        conversation = receive.receive(inbound=inbound, now=NOW).conversation
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)


def test_an_agent_starts_with_what_is_hers(mias, mia, a_conversation, an_angry_conversation):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)

    page = mias.get(reverse("inbox")).content

    assert b"Needs you first" in page
    assert b"Rob" in page
    assert b">Ana<" not in page


def test_a_supervisor_starts_with_the_team(browser_of, sam, a_conversation):
    assert b"Ana" in browser_of(sam).get(reverse("inbox")).content


def test_a_row_says_why_it_comes_here(mias, a_conversation):
    assert b"First answer" in mias.get("/inbox?view=team").content


def test_whoever_waits_for_nobody_sees_one_sentence(mias):
    assert b"Nobody is waiting." in mias.get(reverse("inbox")).content


def test_the_stranger_sees_nothing_of_ours(browser_of, a_conversation, omar):
    assert b"Ana" not in browser_of(omar).get("/inbox?view=team").content


def test_closed_conversations_have_their_own_view(mias, mia, a_conversation):
    close.close(conversation=a_conversation, by=mia, now=NOW, outcome="resolved")

    assert b"Ana" not in mias.get("/inbox?view=team").content
    assert b"Ana" in mias.get("/inbox?view=closed").content


def test_answered_ones_wait_for_the_contact(mias, mia, a_conversation):
    answered(a_conversation, "It comes tomorrow at nine.", by=mia)

    assert b"Waiting for them" in mias.get("/inbox?view=waiting").content


def test_fifty_rows_cost_seven_queries_and_the_rest_is_a_page_further(
    mias, a_full_inbox, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        page = mias.get(reverse("inbox"))

    assert page.content.count(b'class="row"') == 50
    assert b"Older ones" in page.content


def test_an_open_inbox_asks_for_its_list_only(mias_open_page, a_conversation):
    islands = mias_open_page.get("/inbox?view=team").content

    assert b"<html" not in islands
    assert b'id="list"' in islands


@pytest.mark.parametrize("query", ["view=everything", "after=x", "after=1.2.3", "view=closed&after=-"])
def test_a_view_or_page_that_does_not_exist_is_not_found(mias, query):
    assert mias.get(f"/inbox?{query}").status_code == 404


def test_search_finds_words_that_were_said(mias, a_conversation):
    assert b"Ana" in mias.get("/search?q=HL-4471").content


def test_search_says_when_there_is_nothing(mias, a_conversation):
    assert "Nothing for “unicorn”.".encode() in mias.get("/search?q=unicorn").content


def test_search_of_the_stranger_finds_nothing_of_ours(browser_of, a_conversation, omar):
    assert b"Ana" not in browser_of(omar).get("/search?q=HL-4471").content


def test_a_row_says_that_its_message_was_not_read(browser_of, sam, mia, a_conversation):
    german = an_inbound("Der Schrank sollte am Montag kommen und niemand hat angerufen.", from_address="jutta-1")
    conversation = receive.receive(inbound=german, now=NOW).conversation
    assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)

    page = browser_of(sam).get("/inbox?view=team").content

    assert page.count(b"<small>not read, with Mia</small>") == 1
    assert page.count(b"not read") == 1
