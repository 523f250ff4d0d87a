"""A supervisor connects an inbox to its mail: a wrong password is said in words, then a customer's mail comes in."""

import pytest
from playwright.sync_api import expect

from cast import NOW
from mailboxes import INSIDE, PASSWORD, a_mail
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import mail
from unruffled.desk.mail.models import MailDoor


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_an_inbox_is_connected_after_a_check(browser_of, sam, mailbox, post_office, picture, phone):
    page = browser_of(sam, **({"viewport": {"width": 390, "height": 844}, "theme": "dark"} if phone else {}))
    size = "390-dark" if phone else "1440-light"
    page.goto("/mail")
    picture(page, f"mail-none-{size}")
    page.get_by_role("link", name="Letters").click()

    page.get_by_label("Address").fill("help@harbour.example")
    fetching, sending = page.get_by_role("group", name="Fetching"), page.get_by_role("group", name="Sending")
    fetching.get_by_text("Port 993, TLS, folder INBOX").click()
    fetching.get_by_label("Server").fill("127.0.0.1")
    fetching.get_by_label("Port").fill(str(mailbox.plain))
    fetching.get_by_label("Encryption").select_option("plain")
    fetching.get_by_label("Sign-in name").fill(mailbox.user)
    fetching.get_by_label("Password").fill("not this one")
    sending.get_by_text("Port 465, TLS, the same sign-in").click()
    sending.get_by_label("Server").fill("127.0.0.1")
    sending.get_by_label("Port").fill(str(post_office.port))
    sending.get_by_label("Encryption").select_option("plain")
    page.get_by_role("button", name="Check and connect").click()

    expect(page.locator("#errors")).to_contain_text("127.0.0.1 does not accept this user and password")
    picture(page, f"mail-wrong-{size}")
    assert not MailDoor.objects.exists()

    fetching.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Keep it anyway").click()
    expect(page.get_by_text("Never fetched yet")).to_be_visible()

    mailbox.put(a_mail("I am away", Auto_Submitted="auto-replied"), a_mail("Where is my lamp?"))
    mail.fetch(door_id=MailDoor.objects.get().pk, now=NOW)
    page.reload()
    expect(page.get_by_text("Fetched")).to_be_visible()
    expect(page.get_by_text("An automatic answer to nothing that was sent from here.")).to_be_visible()
    picture(page, f"mail-{size}")
    page.get_by_role("link", name="Letters").click()
    expect(page.get_by_role("button", name="Disconnect")).to_be_visible()
    picture(page, f"mail-door-{size}")
    assert Inbox.objects.get(name="Letters").conversations.count() == 1
