"""What an earlier reader has read, on its page: a line that moves, a button to begin, another to stop."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cast import NOW, fresh, jobs_left
from unruffled.desk.flows import reread
from unruffled.desk.journal.models import Entry, Progress
from unruffled.desk.people import actions as people
from unruffled.engine import reader
from unruffled.shells.console.screens.history import about, history_of, in_a_line, reader_in_words

PAGE = "/settings/reader"
POSTS = [f"{PAGE}/again", f"{PAGE}/stop"]


def far(**given):
    return reread.HowFar("rules-3+2026.11.4", **given)


# The words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"conversations": 8400}, "Everything was read by this reader."),
        ({}, "Everything was read by this reader."),
        ({"stale": 3120, "conversations": 8400}, "3,120 of 8,400 conversations were read by an earlier reader."),
        ({"stale": 1, "conversations": 8}, "1 of 8 conversations was read by an earlier reader."),
        ({"stale": 1, "conversations": 1}, "1 of 1 conversation was read by an earlier reader."),
        ({"goes_on": True, "done": 1200, "total": 3120}, "Reading them again: 1,200 of 3,120 conversations."),
        (
            {"goes_on": True, "done": 1200, "total": 3120, "failed": 3},
            "Reading them again: 1,200 of 3,120 conversations. 3 could not be read again.",
        ),
        (
            {"stale": 3, "conversations": 8400, "failed": 3},
            "3 of 8,400 conversations were read by an earlier reader. 3 could not be read again.",
        ),
    ],
)
def test_the_line_says_how_far_it_is(given, said):
    assert in_a_line(far(**given)) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(seconds=70), "about a minute"),
        (timedelta(minutes=4.4), "about 4 minutes"),
        (timedelta(minutes=100), "about 2 hours"),
        (timedelta(days=3), "about 3 days"),
    ],
)
def test_how_long_is_said_as_people_say_it(length, said):
    assert about(length) == said


def test_before_it_begins_and_while_it_goes_on_it_says_how_long():
    assert "takes about 14 minutes." in history_of(far(stale=8400, conversations=8400), decides=True).hint
    going = {"goes_on": True, "done": 10, "total": 20}
    assert history_of(far(**going, left=timedelta(minutes=4)), decides=True).hint == "About 4 minutes left."
    assert "in a moment" in history_of(far(**going), decides=True).hint


def test_the_reader_is_named_in_words():
    assert reader_in_words("rules-3+2026.11.4") == "rules-3 and reader 2026.11.4"
    assert reader_in_words("rules-3+2026.11.4+house-3").endswith(", adjusted to this house (no. 3)")
    assert reader_in_words("rules-3+2026.11.4-fast") == "rules-3 and reader 2026.11.4"
    assert reader_in_words("rules-0") == "rules-0"
    assert reader_in_words("human") == reader_in_words("") == ""


@pytest.mark.parametrize("given", [{"stale": 3, "conversations": 9}, {"goes_on": True, "done": 1, "total": 3}])
def test_who_does_not_decide_sees_the_line_and_nothing_to_press(given):
    assert history_of(far(**given), decides=False).act == ""
    assert history_of(far(**given), decides=True).act != ""


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def read_by_another(a_conversation, an_angry_conversation):
    """One of two conversations was read by an earlier reader."""
    a_conversation.messages.update(reader="rules-0")
    return a_conversation


def text_of(page):
    return page.content.decode()


def test_where_everything_was_read_by_this_reader_the_page_is_calm(mayas, a_conversation):
    page = text_of(mayas.get(PAGE))

    assert "Everything was read by this reader." in page
    assert reader_in_words(reader.version()) in page
    assert "Read them again" not in page
    assert 'hx-get="/settings/reader' not in page


def test_a_manager_has_it_read_again_and_stops_it(mayas, read_by_another):
    assert "1 of 2 conversations was read by an earlier reader." in text_of(mayas.get(PAGE))

    begun = text_of(mayas.post(f"{PAGE}/again", follow=True))
    assert "It has begun." in begun
    assert "Reading them again: 0 of 1 conversations." in begun
    assert 'hx-get="/settings/reader/progress"' in begun
    assert "Read them again" not in begun
    assert jobs_left("read_history") == [{}]

    stopped = text_of(mayas.post(f"{PAGE}/stop", follow=True))
    assert "Stopped. What was read again stays so." in stopped
    assert "Read them again" in stopped
    assert Entry.objects.filter(what__startswith="history.").count() == 2


def test_the_line_moves_and_comes_to_rest(mayas, read_by_another):
    mayas.post(f"{PAGE}/again")
    moving = text_of(mayas.get(f"{PAGE}/progress", headers={"hx-request": "true"}))
    assert '<progress class="far" max="1" value="0"' in moving

    reread.read_more(now=timezone.now())
    still = text_of(mayas.get(f"{PAGE}/progress", headers={"hx-request": "true"}))
    assert "Everything was read by this reader." in still
    assert "hx-get" not in still
    assert fresh(read_by_another.messages.get()).reader == reader.version()


def test_nothing_to_do_and_nothing_to_stop_are_said(mayas, a_conversation):
    assert "There was nothing left to read again." in text_of(mayas.post(f"{PAGE}/again", follow=True))
    assert "Nothing was going on any more." in text_of(mayas.post(f"{PAGE}/stop", follow=True))
    assert jobs_left("read_history") == []


def test_after_an_upgrade_the_settings_say_so_until_it_was_looked_at(mayas, browser_of, maya, read_by_another):
    said = "A new reader has come. 1 of 2 conversations was read by an earlier reader."
    assert said in text_of(mayas.get("/settings"))
    mayas.get(PAGE)

    again = text_of(mayas.get("/settings"))
    assert said not in again
    assert "<span>1 of 2 conversations was read by an earlier reader</span>" in again


def test_switching_learning_off_has_the_history_read_again(maya, shop, read_by_another):
    from unruffled.desk.flows import recalibrate
    from unruffled.desk.people import house

    people.keep_policy(changes={"reading": {"number": 1, "weights": "w", "by": {}, "learnt": []}}, by=maya, now=NOW)
    house.forget()
    recalibrate.switch_off(by=maya, now=NOW)

    assert jobs_left("read_history") == [{}]


def test_a_supervisor_sees_the_line_and_nothing_to_press(browser_of, sam, read_by_another, shop):
    browser = browser_of(sam)
    page = text_of(browser.get(PAGE))

    assert "1 of 2 conversations was read by an earlier reader." in text_of(browser.get("/settings/you"))
    assert "A manager can have them read again." in page
    assert "<progress" not in page
    assert 'action="/settings/reader' not in page
    assert not Entry.objects.filter(what="reader.seen").exists()


def test_the_page_and_its_line_cost_few_queries_at_any_size(mayas, read_by_another, django_assert_max_num_queries):
    mayas.get(PAGE)
    with django_assert_max_num_queries(13):  # every ten seconds two of them ask anew what holds in the house
        mayas.get(PAGE)
    mayas.post(f"{PAGE}/again")
    with django_assert_max_num_queries(6):
        mayas.get(f"{PAGE}/progress", headers={"hx-request": "true"})


# Who gets in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
@pytest.mark.parametrize("address", POSTS)
def test_nobody_but_a_manager_begins_or_stops_it(address, who, request, browser_of, maya, read_by_another, shop):
    begun = reread.start(by=maya, now=NOW) if address.endswith("stop") else None
    browser = browser_of(request.getfixturevalue(who))

    assert browser.post(address).status_code == 403
    assert browser.get(address).status_code in (403, 405)
    assert Progress.objects.count() == (1 if begun else 0)
    assert reread.how_far(now=NOW).goes_on == bool(begun)


@pytest.mark.parametrize("who", ["mia", "omar"])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/progress"])
def test_an_agent_is_shown_neither_the_page_nor_the_line(address, who, request, browser_of, read_by_another, shop):
    browser = browser_of(request.getfixturevalue(who))

    assert browser.get(address).status_code == 403
    assert "earlier reader" not in text_of(browser.get("/settings/you"))


def test_a_form_of_another_site_begins_nothing(maya, read_by_another, shop):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maya)
    assert strict.post(f"{PAGE}/again").status_code == 403
    assert jobs_left("read_history") == []
