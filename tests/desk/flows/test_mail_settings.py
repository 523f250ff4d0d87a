"""An inbox is connected to its mail servers by those who may, after a check that says in words what is wrong."""

from dataclasses import replace

import pytest

from cast import NOW, answered, fresh, minutes
from mailboxes import INSIDE, PASSWORD, a_mail, free_port
from unruffled.desk.conversations.models import Inbox, Message, Outbox
from unruffled.desk.flows import deliver, mail
from unruffled.desk.journal.models import Entry
from unruffled.desk.mail import queries
from unruffled.desk.mail.models import MailDoor

pytestmark = pytest.mark.django_db

ANYWHERE = mail.Line("imap.harbour.example", 993, "tls", "help@harbour.example", "lamp")
OUT = mail.Line("smtp.harbour.example", 465, "tls", "help@harbour.example", "cot")


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def letters(care):
    return Inbox.objects.get(name="Letters")


def connected(inbox, by, **changes):
    given = {"fetching": ANYWHERE, "sending": OUT, "address": "Help@Harbour.example", "now": NOW}
    return mail.connect(by=by, inbox=inbox, **given | changes)


def test_what_is_connected_is_kept_with_its_passwords_sealed(letters, sam):
    connected(letters, sam)
    door = MailDoor.objects.get()

    assert (door.in_host, door.out_host, door.folder) == ("imap.harbour.example", "smtp.harbour.example", "INBOX")
    assert door.first_day == NOW.date()
    assert fresh(letters).address == "help@harbour.example"
    assert {"lamp", "cot"} & {door.in_password, door.out_password} == set()
    assert (queries.incoming(door).password, queries.outgoing(door).password) == ("lamp", "cot")
    assert Entry.objects.latest("pk").what == "inbox.connected"


def test_a_settings_page_gets_no_password(letters, sam):
    connected(letters, sam)

    (row,) = queries.doors_for(sam)
    assert (row.inbox, row.in_host, row.in_user) == ("Letters", "imap.harbour.example", "help@harbour.example")
    assert "lamp" not in repr(row)
    assert "lamp" not in repr(ANYWHERE)


def test_an_inbox_that_is_not_connected_is_listed_too(letters, sam):
    assert [(row.inbox, row.in_host) for row in queries.doors_for(sam)] == [("Letters", "")]


def test_a_password_that_is_not_given_stays(letters, sam):
    connected(letters, sam)
    connected(letters, sam, fetching=replace(ANYWHERE, port=143, security="starttls", password=None))

    door = MailDoor.objects.get()
    assert (door.in_port, queries.incoming(door).password) == (143, "lamp")


def test_the_place_stays_while_the_mailbox_does_and_another_one_begins_anew(letters, sam):
    connected(letters, sam)
    MailDoor.objects.update(uid_validity=7, last_uid=99)
    assert connected(letters, sam, fetching=replace(ANYWHERE, password="new")).last_uid == 99

    assert connected(letters, sam, folder="Shop").last_uid == 0


def test_agents_and_strangers_connect_nothing(letters, mia, omar):
    for person in (mia, omar):
        with pytest.raises(mail.NotAllowed) as refused:
            connected(letters, person)
        assert refused.value.decision.ask in ("supervisor", "manager")
        with pytest.raises(mail.NotAllowed):
            mail.check(by=person, inbox=letters, fetching=ANYWHERE, sending=None)
        with pytest.raises(mail.NotAllowed):
            mail.disconnect(by=person, inbox=letters, now=NOW)
        with pytest.raises(mail.NotAllowed):
            mail.try_again(by=person, inbox=letters, letters=[1], now=NOW)


def test_a_supervisor_of_another_team_sees_and_connects_nothing(letters, omar, sam):
    connected(letters, sam)
    omar.role = "supervisor"
    omar.save()

    assert queries.doors_for(omar) == []
    with pytest.raises(mail.NotAllowed):
        connected(letters, omar)


def test_a_manager_connects_every_inbox(letters, maya):
    assert connected(letters, maya).inbox == letters


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"fetching": replace(ANYWHERE, host="")}, "in_host", "such as imap.example.com"),
        ({"fetching": replace(ANYWHERE, host="a b")}, "in_host", "such as imap.example.com"),
        ({"fetching": replace(ANYWHERE, host="http://imap.example")}, "in_host", "such as imap.example.com"),
        ({"fetching": replace(ANYWHERE, port=0)}, "in_port", "between 1 and 65535"),
        ({"sending": replace(OUT, port=70000)}, "out_port", "between 1 and 65535"),
        ({"sending": replace(OUT, security="ssl3")}, "out_security", "tls, starttls, plain"),
        ({"fetching": replace(ANYWHERE, user="")}, "in_user", "who signs in"),
        ({"fetching": replace(ANYWHERE, user="a\r\nb")}, "in_user", "user name"),
        ({"sending": replace(OUT, password="a\nb")}, "out_password", "one line"),
        ({"address": "help"}, "address", "such as help@example.com"),
        ({"address": ""}, "address", "from which address"),
        ({"folder": ""}, "folder", "such as INBOX"),
        ({"folder": "IN\r\nBOX"}, "folder", "such as INBOX"),
        ({"moved_to": "INBOX"}, "moved_to", "cannot be moved"),
        ({"fetching": None, "sending": None}, "host", "where mail is fetched"),
    ],
)
def test_settings_that_cannot_be_right_are_named_with_what_was_expected(letters, sam, changes, field, expected):
    with pytest.raises(mail.WrongSettings) as wrong:
        connected(letters, sam, **changes)

    assert expected in wrong.value.fields[field]
    assert not MailDoor.objects.exists()


def test_an_address_leads_to_one_inbox(letters, care, sam):
    connected(letters, sam)
    other = Inbox.objects.create(name="Returns", channel="email", team=care)

    with pytest.raises(mail.WrongSettings, match="Another inbox has this address"):
        connected(other, sam)


def test_an_inbox_for_chat_is_connected_to_no_mail(care, sam):
    with pytest.raises(mail.WrongSettings, match="is no inbox for mail"):
        connected(Inbox.objects.get(name="Shop chat"), sam)


def test_what_is_disconnected_is_forgotten_and_what_came_in_stays(letters, sam, mailbox):
    door = connected(letters, sam, fetching=line_to(mailbox), sending=None)
    MailDoor.objects.update(first_day=None)
    mailbox.put(a_mail())
    mail.fetch(door_id=door.pk, now=NOW)
    mail.disconnect(by=sam, inbox=letters, now=NOW)

    assert not MailDoor.objects.exists()
    assert Message.objects.count() == 1
    assert mail.fetch(door_id=door.pk, now=NOW) is None


def test_a_reply_of_a_disconnected_inbox_says_that_there_is_no_door(letters, sam, mia, a_letter):
    connected(letters, sam)
    mail.disconnect(by=sam, inbox=letters, now=NOW)
    message = answered(a_letter, "It is 20.", by=mia)
    deliver.deliver(message_id=message.pk, now=NOW + minutes(1))

    assert Outbox.objects.get().last_error.startswith("No door is set up for mail yet.")


def test_a_password_under_another_key_is_said_on_the_door(letters, sam, settings):
    door = connected(letters, sam)
    settings.SECRET_KEY = "another one"
    mail.fetch(door_id=door.pk, now=NOW)

    assert "Enter it again" in fresh(door).error


# A check -------------------------------------------------------------------------------------------------------------


def line_to(mailbox, **changes):
    return replace(mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, PASSWORD), **changes)


def test_a_check_says_what_it_found_and_touches_nothing(letters, sam, mailbox, post_office):
    mailbox.put(a_mail(), a_mail("two"))
    sending = mail.Line("127.0.0.1", post_office.port, "plain")
    found = mail.check(
        by=sam, inbox=letters, fetching=line_to(mailbox), sending=sending, address="help@harbour.example"
    )

    assert found == mail.Checked(True, "Signed in to 127.0.0.1. 2 mails in INBOX.", "127.0.0.1 answers.")
    assert mailbox.unseen() == 2
    assert post_office.taken == []
    assert not MailDoor.objects.exists()


def test_a_check_says_of_each_direction_what_is_wrong(letters, sam, mailbox):
    found = mail.check(
        by=sam,
        inbox=letters,
        fetching=line_to(mailbox, password="lamp"),
        sending=mail.Line("127.0.0.1", free_port(), "plain"),
        address="help@harbour.example",
    )

    assert not found.ok
    assert "does not accept this user and password" in found.fetching
    assert "Nobody answers" in found.sending


def test_a_check_with_the_known_password_asks_for_none(letters, sam, mailbox):
    connected(letters, sam, fetching=line_to(mailbox), sending=None)

    assert mail.check(by=sam, inbox=letters, fetching=line_to(mailbox, password=None), sending=None).ok


def test_the_known_password_goes_to_no_other_server(letters, sam, mailbox, post_office):
    connected(letters, sam, fetching=line_to(mailbox), sending=None)
    elsewhere = line_to(mailbox, host="localhost", password=None)

    with pytest.raises(mail.WrongSettings, match="Enter the password again"):
        mail.check(by=sam, inbox=letters, fetching=elsewhere, sending=None)
    with pytest.raises(mail.WrongSettings, match="Enter the password again"):
        mail.connect(by=sam, inbox=letters, fetching=elsewhere, sending=None, now=NOW)


def test_a_door_that_is_set_up_can_be_checked(letters, sam, mailbox):
    door = connected(letters, sam, fetching=line_to(mailbox), sending=None)

    assert mail.check_door(door).fetching == "Signed in to 127.0.0.1. 0 mails in INBOX."


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("help@harbour.example", ("imap.harbour.example", "smtp.harbour.example")),
        ("shop@gmail.com", ("imap.gmail.com", "smtp.gmail.com")),
        ("shop@icloud.com", ("imap.mail.me.com", "smtp.mail.me.com")),
    ],
)
def test_the_likely_servers_are_suggested(address, hosts):
    fetching, sending = mail.suggested(address)

    assert (fetching.host, sending.host) == hosts
    assert fetching.user == sending.user == address
