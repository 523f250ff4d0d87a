"""What the command bar finds, and what a key press costs."""

import pytest

from cast import NOW, an_inbound
from unruffled.desk.conversations.queries import Filter
from unruffled.desk.flows import close, receive, saved_view


def found(browser, text):
    return [(item["words"], item["url"]) for item in browser.get("/bar", {"q": text}).json()["items"]]


def test_a_name_a_subject_word_and_a_number_lead_there(mias, a_conversation):
    here = ("Ana", f"/conversations/{a_conversation.pk}")

    for text in ("ana", "An", "lamp", "HL-4471", str(a_conversation.pk), f"#{a_conversation.pk}"):
        assert here in found(mias, text)


def test_the_number_comes_first_then_names_then_words(mias, care):
    words = receive.receive(inbound=an_inbound("Is rose a colour?", from_address="b-1", from_name="Bo"), now=NOW)
    name = receive.receive(inbound=an_inbound("Hello?", from_address="r-1", from_name="Rose"), now=NOW)

    assert [item[0] for item in found(mias, "rose")] == ["Rose", "Bo"]
    assert found(mias, str(name.conversation.pk))[0][0] == "Rose"
    assert words.is_new


def test_nothing_of_another_team_is_found(browser_of, a_conversation, omar):
    for text in ("ana", "lamp", str(a_conversation.pk)):
        assert found(browser_of(omar), text) == []


def test_a_closed_one_is_found_and_says_so(mias, mia, a_conversation):
    close.close(conversation=a_conversation, by=mia, now=NOW)

    assert mias.get("/bar?q=ana").json()["items"][0]["state"].startswith("Closed")


def test_without_words_it_offers_the_views_somebody_keeps(mias, mia):
    kept = saved_view.keep(owner=mia, name="Chats", view="team", only=Filter(channel="chat"), now=NOW)

    assert found(mias, "") == [("Chats", f"/inbox?saved={kept.pk}")]


@pytest.mark.parametrize("text", ["'", '"', "\\", "%", "a & b", ":*", "\x00", "9" * 40, "x" * 500, "-1", "١٢"])
def test_no_text_breaks_it(mias, a_conversation, text):
    assert mias.get("/bar", {"q": text}).status_code == 200


@pytest.mark.parametrize("text", ["", "ana", "17"])
def test_a_key_press_costs_three_queries(mias, maya, browser_of, a_conversation, django_assert_max_num_queries, text):
    mayas = browser_of(maya)
    with django_assert_max_num_queries(3):
        mias.get("/bar", {"q": text})
    with django_assert_max_num_queries(3):
        mayas.get("/bar", {"q": text})


def test_without_scripts_its_button_leads_to_the_search(mias):
    assert b'<a href="/search" data-bar' in mias.get("/inbox").content
