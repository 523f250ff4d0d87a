"""`unruffled mail` says in words whether each inbox can fetch and send, and connects one."""

import io

import pytest

from mailboxes import INSIDE, PASSWORD, a_mail
from unruffled.desk.mail.models import MailDoor
from unruffled.shells.cli import mail


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


def called(monkeypatch, *words, password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return mail.main([str(word) for word in words])


def connecting(mailbox, office, **changes):
    given = {
        "connect": "Letters",
        "by": "sam",
        "address": "help@harbour.example",
        "imap": f"127.0.0.1:{mailbox.plain}",
        "smtp": f"localhost:{office.port}",
        "user": mailbox.user,
        "security": "plain",
    }
    return [word for name, value in (given | changes).items() if value for word in (f"--{name}", value)]


def test_with_nothing_connected_it_says_how(db, capsys):
    assert mail.main([]) == 0
    assert "unruffled mail --connect INBOX" in capsys.readouterr().out


def test_an_inbox_is_connected_and_checked(mailbox, post_office, sam, monkeypatch, capsys):
    mailbox.put(a_mail())
    status = called(monkeypatch, *connecting(mailbox, post_office))
    said = capsys.readouterr().out

    assert "Signed in to 127.0.0.1. 1 mail in INBOX." in said
    assert "does not let anybody sign in" in said  # the post office of this test wants no names
    assert status == 1
    assert MailDoor.objects.get().in_user == mailbox.user
    assert PASSWORD not in said


def test_a_wrong_password_is_said_in_words(mailbox, post_office, sam, monkeypatch, capsys):
    assert called(monkeypatch, *connecting(mailbox, post_office, smtp=""), password="lamp") == 1
    assert "fetching  127.0.0.1 does not accept this user and password" in capsys.readouterr().out


def test_all_well_is_status_nought(mailbox, post_office, sam, monkeypatch, capsys):
    assert called(monkeypatch, *connecting(mailbox, post_office, smtp="")) == 0
    assert mail.main([]) == 0
    assert "Letters: all well" in capsys.readouterr().out


def test_a_first_day_and_a_folder_for_what_was_fetched_can_be_named(mailbox, post_office, sam, monkeypatch, capsys):
    named = [*connecting(mailbox, post_office, smtp=""), "--since", "2026-10-01", "--move-to", "Done"]
    assert called(monkeypatch, *named) == 0

    door = MailDoor.objects.get()
    assert (str(door.first_day), door.moved_to) == ("2026-10-01", "Done")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"by": "nobody"}, "nobody here is called 'nobody'"),
        ({"connect": "Post"}, "sam has no inbox 'Post'. There are: Letters."),
        ({"imap": "mail.example:imap"}, "'mail.example:imap' is no server"),
        ({"address": "help"}, "such as help@example.com"),
        ({"by": "mia"}, "You may not do this here."),
    ],
)
def test_a_wrong_call_says_what_was_expected(mailbox, post_office, sam, mia, monkeypatch, capsys, changes, said):
    assert called(monkeypatch, *connecting(mailbox, post_office, **changes)) == 2
    assert said in capsys.readouterr().err
    assert not MailDoor.objects.exists()


def test_a_day_that_is_none_is_named_beside_a_good_one(capsys):
    with pytest.raises(SystemExit) as refused:
        mail.main(["--connect", "Letters", "--since", "3/11"])

    assert refused.value.code == 2
    assert "argument --since: '3/11' is no day. Good ones look like 2026-11-03." in capsys.readouterr().err
