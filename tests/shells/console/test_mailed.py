"""Links for colleagues on the pages: “Sent to …”, or why not with the link to hand over; nothing is a dead end."""

import re
from urllib.parse import urlsplit

import pytest

from cast import NOW, fresh, jobs_left
from mailboxes import INSIDE
from unruffled.channels.email.parse import parse
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import mail
from unruffled.desk.mail.models import StaffMail
from unruffled.desk.people import actions as people


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def mayas(browser_of, maya, care):
    people.make_organisation(name="Quay Street Shop", now=NOW)
    return browser_of(maya)


@pytest.fixture
def office(post_office, mayas, maya):
    """The inbox Letters sends through this post office."""
    line = mail.Line("127.0.0.1", post_office.port, "plain")
    inbox = Inbox.objects.get(name="Letters")
    mail.connect(by=maya, inbox=inbox, address="help@harbour.example", fetching=None, sending=line, now=NOW)
    return post_office


def invited(browser, care, people="nell@shop.example", **headers):
    given = {"people": people, "role": "agent", "team": str(care.pk)}
    return text_of(browser.post("/settings/invitations", given, headers=headers or None))


def text_of(page):
    return page.content.decode()


def asks_again(page):
    """Where the page asks what became of its mails; "" when it does not."""
    found = re.search(r'id="mails-again"[^>]* hx-get="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def sent():
    from django.utils import timezone

    for ids in jobs_left("send_staff_mail"):
        mail.send_staff_mail(now=timezone.now(), **ids)


def test_the_page_says_that_it_is_being_sent_and_then_to_whom_it_was(mayas, care, office):
    page = invited(mayas, care)
    assert "Being sent from help@harbour.example …" in page
    assert "<summary>Show the link, too</summary>" in page

    sent()
    told = text_of(mayas.get(asks_again(page)))
    assert "Sent to nell@shop.example from help@harbour.example, " in told
    assert asks_again(told) == "", "all is said, and the page asks no more"
    assert "Sent by mail, " in text_of(mayas.get("/settings/invitations"))


def test_the_list_asks_for_itself_while_a_mail_waits(mayas, care, office):
    invited(mayas, care)
    page = text_of(mayas.get("/settings/invitations"))
    sent()

    assert "Sent by mail, " in text_of(mayas.get(asks_again(page)))


def test_while_a_mail_waits_the_page_asks_less_and_less_often(mayas, care, office):
    page = invited(mayas, care)
    delays = []
    for _ in range(3):
        page = text_of(mayas.get(asks_again(page)))
        delays.append(int(re.search(r"delay:(\d+)s", page)[1]))

    assert delays == [1, 2, 3]
    assert "delay:30s" in text_of(mayas.get(asks_again(page).replace("turn=3", "turn=5000")))


def test_who_is_still_awaited_stands_among_the_people_with_what_became_of_the_mail(mayas, care, office, maya):
    invited(mayas, care, "nell@shop.example\nbo@shop.example")
    sent()
    page = text_of(mayas.get("/settings/people"))
    assert "nell@shop.example" in page
    assert "<b>bo@shop.example</b>" in page
    assert "Sent by mail, " in page

    mayas.post("/settings/invitations/withdrawal", {"email": "bo@shop.example"})
    page = text_of(mayas.get("/settings/people"))
    assert "nell@shop.example" in page
    assert "<b>bo@shop.example</b>" not in page, "nobody waits for them any more"


def test_a_mail_that_was_refused_says_why_and_the_link_is_there(mayas, care, office, client):
    office.says("RCPT", "550 5.1.1 No such user")
    page = invited(mayas, care)
    sent()

    told = text_of(mayas.get(asks_again(page)))
    assert "Not delivered: nell@shop.example cannot be written to: there is no such address" in told
    assert "Its link stays good. Hand the link over yourself." in told
    (link,) = re.findall(r'value="http://testserver(/welcome/[^"]+)"', page)
    assert client.get(link).status_code == 200


def test_without_an_inbox_the_page_says_so_and_shows_the_link(mayas, care):
    before = text_of(mayas.get("/settings/invitations"))
    page = invited(mayas, care)

    assert "No inbox of ours sends mail yet. So you hand the links over yourself" in before
    assert 'href="/settings/inboxes">connect an inbox</a>' in before
    assert "No inbox of ours sends mail yet. You see it this once." in page
    assert re.search(r'<span class="copy"><input id="link-1"', page)
    assert asks_again(page) == ""


def test_of_many_each_says_what_is_its_own(mayas, care, office):
    page = invited(mayas, care, "nell@shop.example\nhelp@harbour.example")

    assert page.count(">Being sent from help@harbour.example …<") == 2, "once as a link, once in the list below"
    assert "Not mailed. Mail to this address comes in here, where the whole team reads it." in page


def test_a_second_click_says_that_nothing_more_leaves(mayas, care, office):
    invited(mayas, care)
    sent()
    page = invited(mayas, care)
    sent()

    assert "That was less than a minute ago: its link stays good, and no second mail leaves." in page
    assert "/welcome/" not in page
    assert len(office.taken) == 1


def test_a_lost_password_is_mailed_and_the_page_says_so(mayas, mia, office, client):
    before = text_of(mayas.get(f"/settings/people/{mia.pk}"))
    page = text_of(mayas.post(f"/settings/people/{mia.pk}/password-link"))
    sent()

    assert "Send a link</button>" in before
    assert "mia@harbour.example" in before
    assert "Sent to mia@harbour.example from help@harbour.example" in text_of(mayas.get(asks_again(page)))
    link = re.search(r"http://testserver(/password/\S+)", parse(office.taken[0][2]).text)[1]
    assert client.post(link, {"new": "nine-boats-home"})["Location"] == "/inbox"
    assert fresh(mia).check_password("nine-boats-home")


def test_a_withdrawn_link_ends_on_a_clear_page(mayas, care, office, client):
    invited(mayas, care)
    sent()
    mayas.post("/settings/invitations/withdrawal", {"email": "nell@shop.example"})

    link = re.search(r"http://testserver(/welcome/\S+)", parse(office.taken[0][2]).text)[1]
    page = client.get(link)
    assert page.status_code == 404
    assert "This link does not let anybody in any more." in text_of(page)
    assert "It has been used, withdrawn, or is too old." in text_of(page)


def test_links_begin_where_the_operator_says_whatever_name_the_browser_used(mayas, care, office, settings):
    settings.URL = urlsplit("https://help.harbour.example/")
    invited(mayas, care, host="localhost")
    sent()

    assert "https://help.harbour.example/welcome/" in parse(office.taken[0][2]).text


def test_no_host_that_a_browser_makes_up_gets_into_a_mail(mayas, care, office):
    answer = mayas.post("/settings/invitations", {"people": "nell@shop.example"}, headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert StaffMail.objects.count() == 0


def test_a_link_that_opens_on_this_machine_only_is_called_that(mayas, care):
    assert "which opens on this machine only" in invited(mayas, care, host="localhost:8000")
    assert "which opens on this machine only" not in invited(mayas, care, "sid@shop.example")


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_nobody_but_a_manager_hears_what_became_of_a_mail(who, request, mayas, care, office, browser_of):
    address = asks_again(invited(mayas, care))

    assert browser_of(request.getfixturevalue(who)).get(address).status_code == 403


@pytest.mark.parametrize("of", ["", "x", "-1", "9" * 60, "1,1,1," * 5000, "%00", "１"])
def test_whatever_a_page_asks_for_is_answered(of, mayas):
    assert mayas.get(f"/settings/invitations/mails?of={of}&turn={of}").status_code == 200
