"""Newcomers: from the practice floor or an empty start to an organisation of one's own and its first message read."""

import re

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import own
from unruffled.desk.people.models import Organisation, User
from unruffled.site import demo

PASTED = """Customer: My parcel is three weeks late and nobody answers me. This is ridiculous.
Agent: I am sorry. I ring the courier and write to you by four today.
Customer: It is five and there is no word from you. I want to speak to your manager!"""


@pytest.fixture
def window(chromium, house):
    """A window in which nobody is signed in."""
    windows = []

    def opened(viewport, theme="light"):
        window = chromium.new_context(
            base_url=house,
            viewport=viewport,
            color_scheme=theme,
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
            locale="en-GB",
        )
        window.set_default_timeout(10_000)
        windows.append(window)
        return window.new_page()

    yield opened
    for window in windows:
        window.close()


@pytest.fixture
def journal_of_tests():
    """The journal of a test can be emptied again afterwards; clearing the floor away has put its guard back."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_is_never_emptied")


def come_in(page):
    """Fill in the first manager's welcome."""
    page.get_by_label("Your name").fill("Maya Lind")
    page.get_by_label("Name for signing in").fill("maya")
    page.get_by_label("E-mail").fill("maya@shop.example")
    page.get_by_label("Password").fill("nine-boats-home")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/set-up/1")


def test_next_four_times_is_a_whole_organisation(window, picture, transactional_db):
    page = window({"width": 1440, "height": 900})
    page.goto(f"/welcome/{own.lay_out(now=timezone.now())}")
    come_in(page)
    steps = []
    for number in range(1, 5):
        expect(page.locator("h1")).to_be_visible()
        picture(page, f"set-up-{number}-1440-light")
        steps.append(page.url.rpartition("/")[2])
        page.get_by_role("button", name=re.compile("Next|Finish")).click()
    page.wait_for_url("**/inbox**")

    assert steps == ["1", "2", "3", "4"]
    here = Organisation.objects.get()
    assert (here.set_up_step, here.time_zone, here.practice) == (None, "Europe/Berlin", False)
    assert User.objects.get().alias == "Maya"


def test_from_the_demo_to_ones_own_first_message(window, picture, transactional_db, journal_of_tests):
    demo._make("harbour-lane")
    page = window({"width": 390, "height": 844}, theme="dark")
    page.goto("/")
    page.get_by_role("button", name="Mia").click()
    page.wait_for_url("**/inbox**")
    page.get_by_role("button", name="Practice").click()
    page.get_by_role("link", name="Start your own organisation").click()
    picture(page, "own-390-dark")

    page.get_by_role("button", name="Start empty").click()
    expect(page.get_by_role("alert").first).to_contain_text("Tick the box first")
    assert Organisation.objects.get().practice

    page.get_by_label("Delete the practice floor").check()
    page.get_by_role("button", name="Start empty").click()
    page.wait_for_url("**/welcome/**")
    assert (User.objects.count(), Conversation.objects.count()) == (0, 0)
    come_in(page)
    page.get_by_label("Name of your organisation").fill("Quay Street Shop")
    page.get_by_role("button", name="Next").click()

    page.get_by_label("E-mail addresses").fill("noor@shop.example\nsam@shop.example supervisor")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label("sam@shop.example")).to_have_value(re.compile("/welcome/"))
    picture(page, "set-up-2-links-390-dark")
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Bring a conversation").click()
    page.get_by_label("Paste it here").fill(PASTED)
    picture(page, "trial-390-dark")
    page.get_by_role("button", name="Read it").click()

    expect(page.locator(".words", has_text="I want to speak to your manager!")).to_be_visible()
    expect(page.get_by_text("Next move").first).to_be_visible()
    picture(page, "trial-read-390-dark")
    page.goto("/inbox")
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/set-up/3")


def test_a_teammate_comes_in_by_the_link_and_sees_no_settings_of_the_house(window, transactional_db):
    from unruffled.desk.flows import invite
    from unruffled.desk.people import actions as people

    people.make_organisation(name="Shop", now=timezone.now())
    maya = people.add_person(username="maya", email="maya@shop.example", name="Maya", role="manager")
    wanted = invite.wanted_in("nell@shop.example", role="agent")
    (made,) = invite.invite(wanted=wanted, team=people.add_team("Care"), by=maya, now=timezone.now())
    page = window({"width": 1440, "height": 900})

    page.goto(f"/welcome/{made.secret}")
    page.get_by_label("Your name").fill("Nell")
    page.get_by_label("Name for signing in").fill("nell")
    page.get_by_label("Password").fill("nine-boats-home")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/inbox**")
    page.get_by_role("button", name="Nell, your account").click()
    page.get_by_role("link", name="Settings").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You")
    page.goto("/settings/people")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nothing here that you can open")


def test_the_pages_of_the_settings_look_whole(window, house, picture, maya, mia, sam, care):
    """Every page at both widths: nothing wider than the window, one filled button at most, every field labelled."""
    from django.test import Client

    from unruffled.desk.people import actions as people

    people.make_organisation(name="Quay Street Shop", now=timezone.now())
    signed_in = Client()
    signed_in.force_login(maya)
    cookie = signed_in.cookies["unruffled"].value
    pages = ["", "/organisation", "/people", f"/people/{mia.pk}", "/invitations", "/inboxes", "/policies", "/you"]
    pages += ["/chat", "/trial"]
    for viewport, theme in (({"width": 1440, "height": 900}, "light"), ({"width": 390, "height": 844}, "dark")):
        page = window(viewport, theme)
        page.context.add_cookies([{"name": "unruffled", "value": cookie, "url": house}])
        for address in pages:
            page.goto(f"/settings{address}")
            picture(page, f"settings{address.replace('/', '-')}-{viewport['width']}-{theme}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            assert page.locator("main .btn.main-act:visible").count() <= 1, address
            unnamed = "[...document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea)')]"
            assert page.evaluate(f"{unnamed}.every((field) => field.labels.length > 0)"), address
