"""A manager looks at what corrections would change, switches it on and off; an agent gets a message in German."""

import pytest
from playwright.sync_api import expect

from cast import NOW, said
from unruffled.desk.guidance.models import Recalibration
from unruffled.desk.people import actions as people
from unruffled.desk.people import house as houses
from unruffled.engine.reader import model

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
GERMAN = "Ich warte seit drei Wochen auf meine Lampe und niemand antwortet mir. Das ist eine Frechheit!"
LEARNT = [
    {"head": "frustration", "shift": -0.5, "corrections": 41, "let_stand": 112, "enough": True},
    {"head": "supervisor_demand", "shift": 0.0, "corrections": 12, "let_stand": 30, "enough": False},
]


@pytest.fixture
def proposed(care):
    """The worker has looked at the corrections."""
    people.make_organisation(name="Quay Street Shop", now=NOW)
    yield Recalibration.objects.create(learnt=LEARNT, weights=model.version(), people=2, at=NOW)
    houses.forget()


@pytest.mark.parametrize(("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_manager_switches_learning_on_and_back(viewport, theme, browser_of, maya, proposed, faults, picture):
    page = browser_of(maya, viewport=viewport, theme=theme)
    page.goto("/settings")
    page.get_by_role("link", name="Learning from corrections").click()
    expect(page.get_by_role("listitem").filter(has_text="Frustrated")).to_contain_text("shown later")
    expect(page.get_by_role("main")).to_contain_text("Off. Messages are read the way Unruffled came to you.")
    assert faults(page) == []
    picture(page, f"settings-learning-{viewport['width']}-{theme}")

    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("status").filter(has_text="On. It holds")).to_be_visible()
    expect(page.get_by_role("button", name="Switch on")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []

    page.get_by_role("button", name="Switch off").click()
    expect(
        page.get_by_role("status").filter(has_text="Off. Messages are read the way Unruffled came to you.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Switch on")).to_be_visible()


def test_an_agent_says_how_hot_a_german_message_is_and_is_advised(browser_of, mia, a_conversation, faults, picture):
    said(a_conversation, GERMAN)
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    message = page.locator("#turns li.now")
    expect(message).to_contain_text("Not read: this is German")
    expect(page.locator("#guidance")).to_contain_text("Only English is read here")
    assert faults(page) == []
    picture(page, "conversation-german-1440-light")

    message.get_by_role("button", name="Say how it is").click()
    page.get_by_role("button", name="Intense").click()

    expect(page.locator("#turns li.now")).to_contain_text("Read by a person")
    expect(page.locator("#guidance")).not_to_contain_text("Not read")
    expect(page.locator("#guidance .say").first).to_be_visible()
