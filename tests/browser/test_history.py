"""A new reader has come: a manager has the history read again, sees the line move, stops it, and lets it end."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cast import NOW
from unruffled.desk.conversations.models import Message
from unruffled.desk.flows import reread
from unruffled.desk.people import actions as people

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def read_by_another(a_conversation, an_angry_conversation, an_abusive_conversation, monkeypatch):
    """Three conversations that an earlier reader has read, of which the worker takes one at a time."""
    people.make_organisation(name="Quay Street Shop", now=NOW)
    Message.objects.update(reader="rules-0")
    monkeypatch.setattr(reread, "AT_ONCE", 1)


def the_worker_takes_one():
    reread.read_more(now=timezone.now())


@pytest.mark.parametrize(("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_manager_has_the_history_read_again(viewport, theme, browser_of, maya, read_by_another, faults, picture):
    page = browser_of(maya, viewport=viewport, theme=theme)
    page.goto("/settings")
    expect(page.get_by_role("main")).to_contain_text("A new reader has come. 3 of 3 conversations were read by")
    picture(page, f"settings-new-reader-{viewport['width']}-{theme}")
    page.get_by_role("link", name="Look").click()
    picture(page, f"settings-reader-{viewport['width']}-{theme}")
    page.get_by_role("button", name="Read them again").click()

    line = page.locator("#history")
    expect(line).to_contain_text("0 of 3 conversations")
    the_worker_takes_one()
    expect(line).to_contain_text("1 of 3 conversations")  # nobody has touched the page
    expect(line.get_by_role("progressbar", name="What was read before")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    picture(page, f"settings-reader-moves-{viewport['width']}-{theme}")

    page.get_by_role("button", name="Stop").click()
    expect(line).to_contain_text("2 of 3 conversations were read by an earlier reader.")
    expect(line).to_contain_text("Stopped. What was read again stays so.")
    page.get_by_role("button", name="Read them again").click()
    expect(line).to_contain_text("0 of 2 conversations")
    for _ in range(3):
        the_worker_takes_one()
    expect(line).to_contain_text("Everything was read by this reader.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    assert faults(page) == []
