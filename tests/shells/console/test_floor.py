"""The floor: what a supervisor sees in three seconds, and what it never says."""

import re

import pytest
from django.utils import timezone

from cast import NOW, an_inbound, answered
from unruffled.desk.flows import assign, receive


@pytest.fixture
def sams(browser_of, sam):
    return browser_of(sam)


def floor(browser, query=""):
    return browser.get(f"/floor{query}").content.decode()


def names(page, group):
    section = re.search(rf'aria-labelledby="g-{group}".*?</section>', page, re.DOTALL)
    return re.findall(r'class="name one-line">([^<]*)<', section[0]) if section else []


def test_conversations_stand_in_their_bands(sams, mia, a_conversation, an_angry_conversation, a_dangerous_conversation):
    for conversation in (a_conversation, an_angry_conversation):
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
    page = floor(sams)

    assert names(page, "now") == ["Ida"]
    assert names(page, "steady") == ["Rob"]
    assert names(page, "calm") == ["Ana"]
    assert "with Mia" in page


def test_a_safety_card_stands_on_top_as_an_instruction(sams, a_conversation, a_dangerous_conversation):
    page = floor(sams)

    assert "Somebody may be in danger" in page
    assert page.index("dangers-h") < page.index("g-now")
    assert (
        f'<a href="/conversations/{a_dangerous_conversation.pk}"><b>Ida</b> <span class="danger-word">Hazard: “' in page
    )


def test_without_danger_there_is_no_banner(sams, a_conversation):
    assert "may be in danger" not in floor(sams)


def test_what_everybody_has_in_hand_is_said_in_facts_from_a_to_z(
    sams, mia, noor, a_conversation, an_angry_conversation
):
    assign.assign(conversation=a_conversation, to=noor, by=noor, now=NOW)
    assign.assign(conversation=an_angry_conversation, to=noor, by=noor, now=NOW)
    answered(a_conversation, "It comes tomorrow at nine.", by=noor)
    hands = floor(sams).split('id="hands"')[1]

    assert re.findall(r"<b>([^<]*)</b><span>([^<]*)</span>", hands) == [
        ("Mia", "Nothing open"),
        ("Noor", "2 open, 1 waits for an answer"),
        ("Sam", "Nothing open"),
    ]


def test_the_order_of_people_does_not_follow_what_they_have(sams, mia, noor, an_angry_conversation):
    before = re.findall(r"<b>(Mia|Noor|Sam)</b>", floor(sams))
    assign.assign(conversation=an_angry_conversation, to=noor, by=noor, now=NOW)

    assert re.findall(r"<b>(Mia|Noor|Sam)</b>", floor(sams)) == before == ["Mia", "Noor", "Sam"]


def test_beside_people_there_is_no_heat(sams, mia, an_angry_conversation):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)
    hands = floor(sams).split('id="hands"')[1].split("</section>")[0]

    assert not re.search(r"class=\"[^\"]*\bh[0-4]\b|Upset|Intense|Extreme", hands)


def test_an_agent_is_told_whom_it_is_for(mias):
    page = mias.get("/floor")

    assert page.status_code == 403
    assert b"The floor is for whoever leads a team" in page.content
    assert b'href="/floor"' not in mias.get("/inbox").content


def test_a_leader_has_the_way_there(sams):
    assert b'href="/floor"' in sams.get("/inbox").content


def test_a_quiet_floor_says_so(sams):
    assert "Nothing is going on." in floor(sams)


def test_whoever_sees_several_teams_chooses_one(a_conversation, browser_of, maya, omar, elsewhere):
    inbound = an_inbound("Pallets?", from_address="b-1", from_name="Bo")
    receive.receive(inbound=inbound, now=NOW, by=omar)
    mayas = browser_of(maya)

    assert "Bo" in floor(mayas)
    assert "Ana" in floor(mayas)
    only = floor(mayas, f"?team={elsewhere.pk}")
    assert "Bo" in only
    assert "Ana" not in only


def test_another_team_is_not_there(sams, elsewhere):
    for team in (elsewhere.pk, "x", "9" * 30):
        assert sams.get(f"/floor?team={team}").status_code == 404


def test_an_open_floor_asks_for_its_islands(browser_of, sam, a_conversation):
    islands = browser_of(sam, hx_request="true").get("/floor").content

    assert b"<html" not in islands
    assert b'id="list"' in islands


@pytest.mark.parametrize("rows", [1, 80])
def test_the_floor_costs_eight_queries_at_any_size(sams, browser_of, maya, care, rows, django_assert_max_num_queries):
    for n in range(rows):
        receive.receive(inbound=an_inbound(f"Where is {n}?", from_address=f"a-{n}"), now=NOW)

    mayas = browser_of(maya)

    with django_assert_max_num_queries(8):
        page = floor(sams)
    assert page.count('class="cell"') == min(rows, 60)
    with django_assert_max_num_queries(8):
        floor(mayas)


def test_what_does_not_fit_is_said(sams, care):
    for n in range(63):
        receive.receive(inbound=an_inbound(f"Where is {n}?", from_address=f"a-{n}"), now=NOW)

    assert "3 more in the inbox" in floor(sams)


def test_who_has_just_written_in_another_language_is_named_as_not_read(sams, care):
    receive.receive(
        inbound=an_inbound("Der Schrank sollte am Montag kommen und niemand hat angerufen."), now=timezone.now()
    )

    page = floor(sams)

    assert "Not read · wrote just now" in page
    assert names(page, "unread") == ["Ana"]
    assert names(page, "steady") == names(page, "calm") == []


def test_whose_words_could_not_be_read_stands_apart_until_they_are(sams, mia, a_conversation):
    assign.assign(conversation=a_conversation, to=mia, by=mia, now=NOW)
    type(a_conversation).objects.filter(pk=a_conversation.pk).update(heat=None, heat_score=None, trace=[])
    before = floor(sams)
    type(a_conversation).objects.filter(pk=a_conversation.pk).update(heat=1, heat_score=1.0, trace=[1.0])

    assert (names(before, "unread"), names(before, "calm")) == (["Ana"], [])
    assert "Not read yet" in before
    assert "Not read yet" not in floor(sams)
