"""A manager invites by mail: the page says by itself that it was sent, or why not, and the link is there to copy."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cast import jobs_left
from mailboxes import INSIDE
from unruffled.channels.email.parse import parse
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import mail
from unruffled.desk.people import actions as people

SIZES = {"desk": {}, "phone": {"viewport": {"width": 390, "height": 844}, "theme": "dark"}}


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def office(house, post_office, care, maya):
    """The inbox Letters sends through this post office."""
    people.make_organisation(name="Quay Street Shop", now=timezone.now())
    inbox, line = Inbox.objects.get(name="Letters"), mail.Line("127.0.0.1", post_office.port, "plain")
    mail.connect(by=maya, inbox=inbox, address="help@harbour.example", fetching=None, sending=line, now=timezone.now())
    return post_office


@pytest.mark.parametrize("size", SIZES)
def test_an_invitation_is_sent_and_the_page_hears_of_it(browser_of, maya, office, picture, faults, size):
    page = browser_of(maya, **SIZES[size])
    page.goto("/settings/invitations")
    expect(page.get_by_text("Each gets a mail from help@harbour.example")).to_be_visible()
    picture(page, f"invite-{size}")
    page.get_by_label("E-mail addresses").fill("nell@shop.example\nsid@shop.example supervisor\nhelp@harbour.example")
    page.get_by_role("button", name="Invite", exact=True).click()

    expect(page.locator("#links").get_by_text("Being sent from help@harbour.example …")).to_have_count(2)
    picture(page, f"invited-waiting-{size}")
    nell, sid = jobs_left("send_staff_mail")
    mail.send_staff_mail(now=timezone.now(), **nell)
    office.says("RCPT", "550 5.1.1 No such user")
    mail.send_staff_mail(now=timezone.now(), **sid)
    expect(page.locator("#links")).to_contain_text("Sent to nell@shop.example from help@harbour.example")
    expect(page.locator("#links")).to_contain_text("Not delivered: sid@shop.example cannot be written to")
    expect(page.locator(".lines")).to_contain_text("Sent by mail")
    expect(page.get_by_label("Link for sid@shop.example")).to_have_value(re.compile("/welcome/"))
    expect(page.get_by_label("Link for sid@shop.example")).to_be_visible()
    picture(page, f"invited-{size}")

    page.get_by_text("Show the link, too").first.click()
    expect(page.get_by_label("Link for nell@shop.example")).to_have_value(re.compile("/welcome/"))
    assert page.get_by_label("Link for nell@shop.example").input_value() in parse(office.taken[0][2]).text
    picture(page, f"invited-open-{size}")
    page.locator(".lines").scroll_into_view_if_needed()
    picture(page, f"invited-list-{size}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_without_an_inbox_the_links_are_there_to_copy(browser_of, maya, care, house, picture, faults, size):
    people.make_organisation(name="Quay Street Shop", now=timezone.now())
    page = browser_of(maya, **SIZES[size])
    page.goto("/settings/invitations")
    picture(page, f"invite-by-hand-{size}")
    page.get_by_label("E-mail addresses").fill("nell@shop.example")
    page.get_by_role("button", name="Make links").click()

    expect(page.get_by_label("nell@shop.example")).to_have_value(re.compile("/welcome/"))
    expect(page.locator("#links")).to_contain_text("No inbox of ours sends mail yet.")
    picture(page, f"invited-by-hand-{size}")
    assert faults(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_lost_password_is_mailed(browser_of, maya, mia, office, picture, faults, size):
    page = browser_of(maya, **SIZES[size])
    page.goto(f"/settings/people/{mia.pk}")
    picture(page, f"password-{size}")
    page.get_by_role("button", name="Send a link").click()
    expect(page.get_by_text("Being sent from help@harbour.example …")).to_be_visible()
    (ids,) = jobs_left("send_staff_mail")
    mail.send_staff_mail(now=timezone.now(), **ids)

    expect(page.get_by_text("Sent to mia@harbour.example from help@harbour.example")).to_be_visible()
    picture(page, f"password-sent-{size}")
    page.reload()
    expect(page.get_by_text("That was less than a minute ago")).to_be_visible()
    picture(page, f"password-again-{size}")
    assert faults(page) == []
