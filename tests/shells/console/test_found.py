"""What the search page shows: passages with the words marked, and chips for what narrows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOW, an_inbound, answered
from unruffled.desk.conversations.queries import terms_of
from unruffled.desk.flows import assign, receive
from unruffled.shells.console.screens.found import _pattern, marked


def text_of(html):
    import html as entities

    return entities.unescape(html.replace("<mark>", "").replace("</mark>", ""))


def test_the_words_are_marked_where_they_were_said(mias, mia, a_conversation):
    answered(a_conversation, "Your lamp comes tomorrow.", by=mia)
    page = mias.get("/search?q=lam").content.decode()

    assert "We: Your <mark>lamp</mark> comes tomorrow." in page


def test_an_order_number_is_marked_in_its_parts():
    assert marked("Order HL-4471", _pattern(terms_of("hl-4471"))) == "Order <mark>HL</mark>-<mark>4471</mark>"


def test_words_are_marked_from_their_beginning_only():
    assert marked("A clamp, a lamp", _pattern(["lamp"])) == "A clamp, a <mark>lamp</mark>"


@given(st.text(max_size=80), st.text(max_size=20))
def test_marking_changes_no_letter_and_lets_nothing_through(text, asked):
    found = str(marked(text, _pattern(terms_of(asked))))

    assert text_of(found) == text
    assert "<script" not in found.replace("<mark>", "")
    assert found.count("<") == 2 * found.count("<mark>")


def test_what_somebody_wrote_stays_words(mias, mia, a_conversation):
    answered(a_conversation, "lamp <img src=x onerror=alert(1)>", by=mia)
    page = mias.get("/search?q=lamp").content

    assert b"<img" not in page
    assert b"&lt;img" in page


def test_chips_say_what_narrows_and_take_it_away(mias, a_conversation):
    page = mias.get("/search?q=lamp+channel:chat+since:30000d").content.decode()

    assert 'aria-label="Chat, take away"' in page
    assert 'href="/search?q=lamp+since%3A30000d"' not in page  # longer than four figures is no date: it is said
    assert "is no date" in page


def test_one_click_narrows_further(mias, a_conversation):
    page = mias.get("/search?q=lamp").content.decode()

    assert 'href="/search?q=lamp+is%3Aopen"' in page
    assert "Last 7 days" in page


def test_there_is_a_next_page(mias, care):
    for n in range(52):
        receive.receive(inbound=an_inbound(f"Lamp number {n}?", from_address=f"a-{n}"), now=NOW)
    page = mias.get("/search?q=lamp").content.decode()

    assert "50 conversations and more" in page
    assert "/search?q=lamp&amp;after=" in page


@pytest.mark.parametrize("rows", [1, 50])
def test_a_search_costs_six_queries_at_any_size(mias, care, rows, django_assert_max_num_queries):
    for n in range(rows):
        receive.receive(inbound=an_inbound(f"Lamp number {n}?", from_address=f"a-{n}"), now=NOW)

    with django_assert_max_num_queries(6):
        assert mias.get("/search?q=lamp").content.count(b'class="row"') == rows


def test_who_has_it_is_said_once(browser_of, sam, mia, a_conversation):
    assign.assign(conversation=a_conversation, to=mia, by=mia, now=NOW)

    page = browser_of(sam).get("/search?q=lamp").content.decode()

    assert "With Mia, " in page
    assert "with Mia" not in page
