"""The pages about mail: for whoever leads, with what is wrong in words, and no password in them."""

import pytest

from cast import NOW
from mailboxes import INSIDE, PASSWORD, a_mail
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import mail
from unruffled.desk.mail.models import Letter, MailDoor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def letters(care):
    return Inbox.objects.get(name="Letters")


@pytest.fixture
def sams(browser_of, sam):
    return browser_of(sam)


def given(mailbox, **changes):
    return {
        "address": "help@harbour.example",
        "in_host": "127.0.0.1",
        "in_port": mailbox.plain,
        "in_security": "plain",
        "in_user": mailbox.user,
        "in_password": PASSWORD,
        "folder": "INBOX",
        "out_host": "127.0.0.1",
        "out_port": 9,
        "out_security": "plain",
    } | changes


def test_an_agent_is_told_whom_the_page_is_for(mias, letters):
    for answer in (mias.get("/mail"), mias.get(f"/mail/{letters.pk}"), mias.post(f"/mail/{letters.pk}/disconnection")):
        assert answer.status_code == 403
        assert "set up by whoever leads" in answer.content.decode()


def test_only_inboxes_for_mail_have_a_page(sams, care):
    assert sams.get(f"/mail/{Inbox.objects.get(name='Shop chat').pk}").status_code == 404


def test_what_fails_the_check_is_not_kept_unless_somebody_insists(sams, letters, mailbox):
    refused = sams.post(f"/mail/{letters.pk}", given(mailbox))
    assert refused.status_code == 422
    assert "Nobody answers at 127.0.0.1:9" in refused.content.decode()
    assert not MailDoor.objects.exists()

    assert sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1")).status_code == 302
    assert MailDoor.objects.get().in_user == mailbox.user


def test_what_passes_the_check_is_kept(sams, letters, mailbox, post_office, monkeypatch):
    monkeypatch.setattr("unruffled.channels.email.post._sign_in", lambda server, account: None)  # it asks nobody
    answer = sams.post(f"/mail/{letters.pk}", given(mailbox, out_port=post_office.port))

    assert (answer.status_code, answer["Location"]) == (302, "/mail")
    door = MailDoor.objects.get()
    assert (door.out_user, door.in_host) == (mailbox.user, "127.0.0.1")


def test_no_page_shows_a_password(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    door = MailDoor.objects.get()

    for answer in (
        sams.get("/mail"),
        sams.get(f"/mail/{letters.pk}"),
        sams.post(f"/mail/{letters.pk}", given(mailbox)),
    ):
        text = answer.content.decode()
        assert PASSWORD not in text
        assert "a lamp &amp; a cot" not in text
        assert door.in_password not in text


def test_a_field_that_cannot_be_right_is_named(sams, letters, mailbox):
    answer = sams.post(f"/mail/{letters.pk}", given(mailbox, in_host="http://x", in_port=99999))

    assert answer.status_code == 422
    assert "Port" in answer.content.decode()
    answer = sams.post(f"/mail/{letters.pk}", given(mailbox, in_host="http://x"))
    assert "such as imap.example.com" in answer.content.decode()


def test_what_few_people_change_is_folded_under_the_words_for_it_unless_it_is_wrong(sams, letters, mailbox):
    shown = sams.get(f"/mail/{letters.pk}").content.decode()
    assert "<details><summary>Port 993, TLS, folder INBOX</summary>" in shown
    assert "<details><summary>Port 465, TLS, the same sign-in</summary>" in shown

    refused = sams.post(f"/mail/{letters.pk}", given(mailbox, in_port="no", out_user="somebody")).content.decode()
    assert "<details open><summary>Port no, Not encrypted, folder INBOX</summary>" in refused
    assert "<details><summary>Port 9, Not encrypted, a sign-in of its own</summary>" in refused


def test_an_empty_password_keeps_the_known_one(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1", in_password="", folder="INBOX"))
    mail.fetch(door_id=MailDoor.objects.get().pk, now=NOW)

    assert MailDoor.objects.get().error == ""


def test_mails_that_became_no_message_are_listed_and_escaped(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    MailDoor.objects.update(first_day=None)
    mailbox.put(a_mail("away", sender='"<b>x" <"<script>"@home.example>', Auto_Submitted="auto-replied"))
    mail.fetch(door_id=MailDoor.objects.get().pk, now=NOW)
    text = sams.get("/mail").content.decode()

    assert "An automatic answer to nothing that was sent from here." in text
    assert "<script>" not in text


def test_stuck_mails_can_be_tried_again_from_the_page(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    MailDoor.objects.update(first_day=None)
    mailbox.put(a_mail())
    mail.fetch(door_id=MailDoor.objects.get().pk, now=NOW)
    Letter.objects.update(fate="stuck", note="It could not be taken in.")

    assert "1 mail could not be taken in" in sams.get(f"/mail/{letters.pk}").content.decode()
    sams.post(f"/mail/{letters.pk}/second-tries")
    assert Letter.objects.get().fate == "waiting"


def test_disconnecting_forgets_the_servers(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    sams.post(f"/mail/{letters.pk}/disconnection")

    assert not MailDoor.objects.exists()


def test_the_page_costs_the_same_however_many_mails_there_are(sams, letters, mailbox, django_assert_max_num_queries):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    MailDoor.objects.update(first_day=None)
    mailbox.put(*(a_mail(f"away {n}", Auto_Submitted="auto-replied") for n in range(12)))
    mail.fetch(door_id=MailDoor.objects.get().pk, now=NOW)

    with django_assert_max_num_queries(7):
        sams.get("/mail")


def test_from_which_day_mail_is_fetched_and_where_it_goes_then_is_said_on_the_page(sams, letters, mailbox):
    page = f"/mail/{letters.pk}"
    assert "Left empty: from the day you connect." in sams.get(page).content.decode()
    same = sams.post(page, given(mailbox, anyway="1", moved_to="INBOX"))
    assert (same.status_code, "cannot be moved to the folder it is fetched from" in same.content.decode()) == (
        422,
        True,
    )

    sams.post(page, given(mailbox, anyway="1", moved_to="Done", first_day="2026-10-01"))
    door = MailDoor.objects.get()
    assert (door.moved_to, str(door.first_day)) == ("Done", "2026-10-01")
    shown = sams.get(page).content.decode()
    assert 'value="Done"' in shown
    assert 'value="2026-10-01"' in shown


def test_left_empty_mail_stays_where_it_is_and_the_first_day_stays_the_day_of_connecting(sams, letters, mailbox):
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1"))
    begun = MailDoor.objects.get().first_day
    sams.post(f"/mail/{letters.pk}", given(mailbox, anyway="1", first_day="soon"))

    door = MailDoor.objects.get()
    assert (door.moved_to, door.first_day) == ("", begun)
    assert begun is not None
