"""Putting aside: the times that people mean, the panel, and ten seconds to think again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import fresh
from unruffled.shells.console.screens.asides import choices, until_of

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 19, 9, 20, 33, tzinfo=BERLIN)


def offered(now):
    return {choice.code: choice.shown for choice in choices(now)}


def test_the_times_that_people_mean():
    found = {choice.code: choice.at for choice in choices(THURSDAY)}

    assert found == {
        "hour": datetime(2026, 11, 19, 10, 20, tzinfo=BERLIN),
        "afternoon": datetime(2026, 11, 19, 14, tzinfo=BERLIN),
        "tomorrow": datetime(2026, 11, 20, 9, tzinfo=BERLIN),
        "monday": datetime(2026, 11, 23, 9, tzinfo=BERLIN),
    }


@pytest.mark.parametrize(("hour", "afternoon"), [(13, 14), (14, 16), (15, 16), (17, None)])
def test_this_afternoon_is_the_next_time_that_is_worth_waiting_for(hour, afternoon):
    found = next((c.at for c in choices(THURSDAY.replace(hour=hour, minute=0)) if c.code == "afternoon"), None)

    assert (found.hour if found else None) == afternoon


def test_on_a_sunday_tomorrow_is_monday_and_is_said_once():
    assert "monday" not in offered(THURSDAY + timedelta(days=3))


def test_on_a_monday_it_is_the_next_one():
    monday = THURSDAY + timedelta(days=4)

    assert {c.code: c.at for c in choices(monday)}["monday"] == datetime(2026, 11, 30, 9, tzinfo=BERLIN)


def test_tomorrow_at_nine_is_nine_where_the_clocks_change():
    saturday = datetime(2026, 3, 28, 12, tzinfo=BERLIN)

    assert {c.code: c.at for c in choices(saturday)}["tomorrow"].isoformat() == "2026-03-29T09:00:00+02:00"


def test_a_date_may_have_a_time_of_day():
    assert until_of("date", "2026-12-03", "", now=THURSDAY) == datetime(2026, 12, 3, 9, tzinfo=BERLIN)
    assert until_of("date", "2026-12-03", "15:30", now=THURSDAY) == datetime(2026, 12, 3, 15, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("code", "day", "hour"),
    [("", "", ""), ("never", "", ""), ("date", "", ""), ("date", "31.12.", ""), ("date", "2026-12-03", "25:00")],
)
def test_no_time_is_refused_in_a_sentence(code, day, hour):
    with pytest.raises(ValueError, match=r"Choose one of the times|That is not a date"):
        until_of(code, day, hour, now=THURSDAY)


def aside(browser, conversation, **given):
    return browser.post(f"/conversations/{conversation.pk}/snooze", {"until": "hour"} | given)


def test_an_open_page_gets_its_islands_with_a_way_back(mias_open_page, a_conversation):
    islands = aside(mias_open_page, a_conversation).content.decode()

    assert fresh(a_conversation).status == "snoozed"
    assert "Put aside until" in islands
    assert f'hx-post="/conversations/{a_conversation.pk}/waking"' in islands
    assert "data-due" in islands


def test_an_open_list_gets_its_rows_with_the_filter_it_had(mias_open_page, a_conversation, an_angry_conversation):
    islands = mias_open_page.post(
        f"/conversations/{a_conversation.pk}/snooze",
        {"until": "hour"},
        headers={"HX-Current-URL": "http://testserver/inbox?view=team&channel=chat"},
    ).content.decode()

    assert f'id="row-{an_angry_conversation.pk}"' in islands
    assert f'id="row-{a_conversation.pk}"' not in islands
    assert "Ana: back" in islands
    assert "<b>Chat</b>" not in islands
    assert "Show all" in islands


def test_it_is_brought_back_from_where_it_was_put_aside(mias_open_page, a_conversation):
    aside(mias_open_page, a_conversation)
    islands = mias_open_page.post(
        f"/conversations/{a_conversation.pk}/waking", headers={"HX-Current-URL": "http://testserver/inbox?view=team"}
    ).content.decode()

    assert fresh(a_conversation).status == "open"
    assert f'id="row-{a_conversation.pk}"' in islands
    assert "data-due" not in islands


def test_without_scripts_it_is_a_page_and_leads_back_to_the_conversation(mias, a_conversation):
    page = mias.get(f"/conversations/{a_conversation.pk}/snooze").content.decode()
    assert "<html" in page
    assert "Tomorrow" in page

    assert aside(mias, a_conversation)["Location"] == f"/conversations/{a_conversation.pk}"


def test_a_wrong_date_is_said_and_nothing_is_put_aside(mias_open_page, a_conversation):
    islands = aside(mias_open_page, a_conversation, until="date", day="tomorrow")

    assert islands.status_code == 422
    assert b"That is not a date" in islands.content
    assert fresh(a_conversation).status == "open"


def test_rows_of_what_is_open_have_the_button_and_others_do_not(mias, a_conversation):
    assert b"data-snooze" in mias.get("/inbox?view=team").content
    aside(mias, a_conversation)

    assert b"data-snooze" not in mias.get("/inbox?view=waiting").content
    assert b"data-snooze" not in mias.get("/search?q=lamp").content
