"""The inbox narrowed: said in words, kept as a view, and never a question more for each row."""

from datetime import timedelta

import pytest

from cast import NOW, an_inbound, answered
from unruffled.desk.conversations.models import SavedView
from unruffled.desk.conversations.queries import Filter
from unruffled.desk.flows import assign, receive, saved_view


def many(n, mia):
    for i in range(n):
        inbound = an_inbound(f"Where is order {i}?", from_address=f"a-{i}", from_name=f"Ana {i}")
        conversation = receive.receive(inbound=inbound, now=NOW).conversation
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)


def keep(owner, **given):
    return saved_view.keep(
        **({"owner": owner, "name": "Chats", "view": "team", "only": Filter(channel="chat"), "now": NOW} | given)
    )


def test_the_row_says_in_words_what_is_filtered(mias, a_conversation):
    page = mias.get("/inbox?view=team&channel=chat&assignee=nobody&heat=calm").content.decode()

    for words in ("Chat", "With nobody yet", "Calm or uneasy", "Show all", "Keep as a view"):
        assert words in page
    assert "Ana" in page


def test_a_chip_leads_to_the_list_without_it(mias, a_conversation):
    page = mias.get("/inbox?view=team&channel=chat&assignee=nobody").content.decode()

    assert 'href="/inbox?view=team&amp;assignee=nobody"' in page
    assert 'href="/inbox?view=team&amp;channel=chat"' in page


def test_without_a_filter_the_row_is_one_word(mias):
    page = mias.get("/inbox").content.decode()

    assert ">Filter</button>" in page
    assert "Show all" not in page


def test_somebody_is_named_whether_or_not_a_row_is_left(mias, noor, a_conversation):
    assert b"With Noor" in mias.get(f"/inbox?view=team&assignee={noor.pk}").content


def test_a_stranger_is_not_named(mias, omar):
    page = mias.get(f"/inbox?view=team&assignee={omar.pk}").content

    assert b"Omar" not in page
    assert b"With somebody who left" in page


def test_an_empty_list_says_who_is_waiting_and_what_comes_next(mias, mia, a_conversation):
    assign.assign(conversation=a_conversation, to=mia, by=mia, now=NOW)
    answered(a_conversation, "I will ring you on 3 December 2030 at 10:00. Mia", by=mia)
    page = mias.get("/inbox?view=yours&channel=email").content.decode()
    assert "Nobody here fits that." in page

    from unruffled.desk.flows import close

    close.snooze(conversation=a_conversation, until=NOW + timedelta(days=300), by=mia, now=NOW)
    page = mias.get("/inbox?view=yours").content.decode()
    assert "Nobody is waiting." in page
    assert "Next promise 3 Dec 2030 10:00 (Ana)." in page


@pytest.mark.parametrize("query", ["channel=fax", "heat=5", "assignee=x", "saved=99999", "saved=x", "team=all"])
def test_a_filter_that_does_not_exist_is_not_found(mias, query):
    assert mias.get(f"/inbox?view=team&{query}").status_code == 404


def test_the_next_page_keeps_the_filter(mias, mia, care):
    many(55, mia)
    page = mias.get("/inbox?view=team&channel=chat").content.decode()

    assert "view=team&amp;channel=chat&amp;after=" in page


@pytest.mark.parametrize("rows", [1, 60])
def test_a_narrowed_inbox_costs_eight_queries_at_any_size(mias, mia, noor, rows, care, django_assert_max_num_queries):
    many(rows, mia)
    keep(mia)

    with django_assert_max_num_queries(8):
        mias.get(f"/inbox?view=team&channel=chat&assignee={noor.pk}")
    with django_assert_max_num_queries(7):
        mias.get("/inbox?view=team")


def test_the_panel_offers_colleagues_and_the_team_only_to_whoever_has_several(mias, browser_of, maya, noor, elsewhere):
    mine, managers = mias.get("/inbox/filter").content.decode(), browser_of(maya).get("/inbox/filter").content.decode()

    assert "Noor" in mine
    assert "Wholesale" not in mine
    assert "Wholesale" in managers


def test_without_scripts_the_filter_is_a_page_of_its_own(mias, mias_open_page):
    assert b"<html" in mias.get("/inbox/filter?channel=chat").content
    assert b"<html" not in mias_open_page.get("/inbox/filter?channel=chat").content


def test_a_view_is_kept_stands_as_a_tab_and_is_forgotten(mias, mia, a_conversation):
    kept = mias.post("/views", {"name": "Chats", "said": "view=team&channel=chat"})
    page = mias.get(kept["Location"]).content.decode()
    assert 'aria-current="page">Chats</a>' in page
    assert "Ana" in page

    gone = mias.post(f"/views/{SavedView.objects.get().pk}/removal")
    assert gone["Location"] == "/inbox?view=team&channel=chat"
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_says_so_and_keeps_the_rest(mias):
    page = mias.post("/views", {"name": " ", "said": "view=team&channel=chat"})

    assert page.status_code == 422
    assert b"Give it a name" in page.content
    assert b"view=team&amp;channel=chat" in page.content


def test_only_whoever_leads_is_offered_to_share(mias, browser_of, sam):
    address = "/views/new?view=team&channel=chat"

    assert b"Everybody in Care" not in mias.get(address).content
    assert b"Everybody in Care" in browser_of(sam).get(address).content


def test_a_shared_view_stands_as_a_tab_of_the_team(mias, sam, care, a_conversation):
    keep(sam, name="Shared chats", team=care.pk)
    page = mias.get("/inbox").content.decode()

    assert "Shared chats" in page


def test_a_view_of_words_that_are_gone_is_not_found_and_breaks_no_other_page(mias, mia):
    kept = keep(mia)
    SavedView.objects.filter(pk=kept.pk).update(filter={"view": "team", "channel": "pigeon"})

    assert mias.get(f"/inbox?saved={kept.pk}").status_code == 404
    assert mias.get("/inbox").status_code == 200
