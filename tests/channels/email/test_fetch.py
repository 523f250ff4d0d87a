"""Mail comes out of a real mailbox: kept before it is acknowledged, each once, whatever happens to the line."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from mailboxes import a_mail, free_port
from unruffled.channels.email import fetch
from unruffled.channels.email.fetch import Place
from unruffled.channels.email.wire import NotLetIn, NotSafe, Unreachable


class Shelf(list):
    """Keeps what is fetched; knows how far it came."""

    @property
    def place(self):
        return self[-1].place if self else Place()

    @property
    def words(self):
        return [fetched.raw.split(b"\r\n\r\n")[1].strip().decode() for fetched in self]


@pytest.fixture
def shelf():
    return Shelf()


def visit(mailbox, shelf, **given):
    account = given.pop("account", None) or mailbox.account()
    return fetch.fetch(account, keep=shelf.append, since=given.pop("since", shelf.place), **given)


def test_mail_comes_byte_for_byte_and_in_order_and_is_then_seen(mailbox, shelf):
    mails = [a_mail(f"mail {n} – é") for n in range(3)]
    mailbox.put(*mails)

    assert visit(mailbox, shelf).count == 3
    assert [fetched.raw for fetched in shelf] == mails
    assert mailbox.unseen() == 0


def test_a_second_visit_brings_only_what_is_new(mailbox, shelf):
    mailbox.put(a_mail("one"))
    visit(mailbox, shelf)
    assert visit(mailbox, shelf).count == 0

    mailbox.put(a_mail("two"))
    visit(mailbox, shelf)

    assert shelf.words == ["one", "two"]


def test_what_somebody_has_read_elsewhere_comes_all_the_same(mailbox, shelf):
    mailbox.put(a_mail("one"))
    with mailbox.line() as line:
        line.select()
        line.uid("STORE", "1", "+FLAGS", r"(\Seen)")
    visit(mailbox, shelf)

    assert shelf.words == ["one"]


def test_a_mail_that_could_not_be_kept_is_not_seen_and_comes_again(mailbox, shelf):
    mailbox.put(a_mail("one"), a_mail("two"))

    def no_room(fetched):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fetch.fetch(mailbox.account(), keep=no_room)
    assert mailbox.unseen() == 2

    visit(mailbox, shelf)
    assert shelf.words == ["one", "two"]


def test_what_is_fetched_can_be_moved_away(mailbox, shelf):
    mailbox.add_folder("Taken")
    mailbox.put(a_mail("one"), a_mail("two"))
    visit(mailbox, shelf, moved_to="Taken")

    assert (mailbox.count(), mailbox.count("Taken")) == (0, 2)
    mailbox.put(a_mail("three"))
    visit(mailbox, shelf, moved_to="Taken")
    assert shelf.words == ["one", "two", "three"]


def test_a_folder_to_move_to_that_is_missing_stops_nothing(mailbox, shelf):
    mailbox.put(a_mail("one"), a_mail("two"))
    visit(mailbox, shelf, moved_to="Nowhere")

    assert shelf.words == ["one", "two"]
    assert mailbox.count() == 2


def test_a_visit_takes_a_bounded_number_and_says_that_there_is_more(mailbox, shelf, monkeypatch):
    monkeypatch.setattr(fetch, "AT_ONCE", 2)
    mailbox.put(*(a_mail(str(n)) for n in range(5)))

    assert [visit(mailbox, shelf).more for _ in range(3)] == [True, True, False]
    assert shelf.words == list("01234")


def test_the_first_visit_begins_on_the_day_that_was_chosen(mailbox, shelf):
    mailbox.put(a_mail("old"))
    tomorrow = date.today() + timedelta(days=1)

    assert visit(mailbox, shelf, first_day=tomorrow).count == 0
    assert visit(mailbox, shelf, first_day=date.today(), since=Place()).count == 1


def test_before_the_first_day_nothing_comes_and_everything_later_does(mailbox, shelf):
    mailbox.put(a_mail("old"))
    place = visit(mailbox, shelf, first_day=date.today() + timedelta(days=1)).place
    mailbox.put(a_mail("new"))
    visit(mailbox, shelf, since=place)

    assert shelf.words == ["new"]


def test_a_folder_that_the_server_numbered_anew_is_read_again_from_the_first_day(mailbox, shelf):
    mailbox.put(a_mail("one"), a_mail("two"))
    visit(mailbox, shelf)
    mailbox.number_anew()
    mailbox.put(a_mail("three"))

    visit(mailbox, shelf)

    assert shelf[0].place.uid_validity != shelf.place.uid_validity
    assert shelf.words == ["one", "two", "one", "two", "three"]


def test_of_a_mail_too_large_the_beginning_comes_with_a_note(mailbox, shelf, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST", 5_000)
    monkeypatch.setattr(fetch, "BEGINNING", 1_000)
    mailbox.put(a_mail("x" * 9_000), a_mail("small"))
    visit(mailbox, shelf)

    large, small = shelf
    assert large.raw.startswith(b"From: Ana")
    assert len(large.raw) == 1_000
    assert "too large" not in small.note
    assert "only its beginning is here. The whole mail is in the mailbox, folder INBOX." in large.note
    assert small.note == ""


def test_a_mail_that_the_server_cannot_hand_over_is_passed_over_with_a_note(mailbox, shelf):
    mailbox.put(a_mail("one"), a_mail("two"))
    visit(mailbox, shelf, pass_over=1)

    assert [fetched.raw[:5] for fetched in shelf] == [b"", b"From:"]
    assert "lies in the mailbox" in shelf[0].note


# The line ------------------------------------------------------------------------------------------------------------


CUTS = {
    "at the greeting": lambda from_us, seen: not from_us,
    "after signing in": lambda from_us, seen: from_us and b"LOGIN" in seen,
    "while the folder opens": lambda from_us, seen: from_us and b"SELECT" in seen,
    "while looking": lambda from_us, seen: from_us and b"SEARCH" in seen,
    "while sizes are asked": lambda from_us, seen: from_us and b"RFC822.SIZE" in seen,
    "before the first mail": lambda from_us, seen: from_us and b"BODY.PEEK" in seen,
    "in the middle of a mail": lambda from_us, seen: not from_us and b"mail 2" in seen,
    "before it is marked": lambda from_us, seen: from_us and b"STORE" in seen,
    "at the end": lambda from_us, seen: from_us and b"LOGOUT" in seen,
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_a_line_that_is_cut_loses_nothing_and_doubles_nothing(mailbox, shelf, cut_line, cut):
    mails = [a_mail(f"mail {n}") for n in range(4)]
    mailbox.put(*mails)
    line = cut_line(mailbox.plain, cut)

    with suppress(Unreachable):  # cut at the end, nobody notices
        visit(mailbox, shelf, account=mailbox.account(port=line.port))
    assert line.cuts == 1
    assert mailbox.unseen() >= 4 - len(shelf)

    visit(mailbox, shelf)
    assert [fetched.raw for fetched in shelf] == mails


def test_a_line_lost_over_one_mail_says_which(mailbox, shelf, cut_line):
    mailbox.put(a_mail("mail 1"), a_mail("mail 2"))
    line = cut_line(mailbox.plain, lambda from_us, seen: not from_us and b"mail 2" in seen)

    with pytest.raises(fetch.Interrupted) as lost:
        visit(mailbox, shelf, account=mailbox.account(port=line.port))
    assert lost.value.uid == 2
    assert shelf.words == ["mail 1"]


def test_a_server_that_does_not_answer_is_left_after_a_while(mailbox, cut_line):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match="did not answer within"):
            fetch.look(mailbox.account(port=port, seconds=0.2))


# Settings that are wrong ---------------------------------------------------------------------------------------------


def test_a_wrong_password_is_explained(mailbox):
    with pytest.raises(NotLetIn, match=r"does not accept this user and password .*app password"):
        fetch.look(mailbox.account(password="lamp"))


def test_the_password_is_in_no_words_and_no_repr(mailbox):
    with pytest.raises(NotLetIn) as refused:
        fetch.look(mailbox.account(password="open-sesame-7"))

    assert "open-sesame-7" not in f"{refused.value!r} {mailbox.account(password='open-sesame-7')!r}"


def test_a_password_with_letters_of_all_kinds_is_sent_whole(mailbox):
    assert fetch.look(mailbox.account(user="größe", password="naïve “pass”")) == 0


def test_a_port_where_nobody_is_is_explained(mailbox):
    with pytest.raises(Unreachable, match=r"Nobody answers at .* Is the port right"):
        fetch.look(mailbox.account(port=free_port()))


def test_a_name_that_no_server_has_is_explained(mailbox):
    with pytest.raises(Unreachable, match=r"no server called mail.harbour.invalid"):
        fetch.look(mailbox.account(host="mail.harbour.invalid", security="tls"))


def test_a_missing_folder_is_explained_with_the_folders_that_there_are(mailbox):
    mailbox.add_folder("Shop")
    with pytest.raises(fetch.NoFolder, match=r"no folder 'Shp' .* There are: INBOX, Shop"):
        fetch.look(mailbox.account(), folder="Shp")


def test_a_certificate_that_nobody_signed_is_refused_and_explained(mailbox):
    with pytest.raises(NotSafe, match="signed by nobody we know"):
        fetch.look(mailbox.account(host="localhost", port=mailbox.tls, security="tls"))


def test_a_certificate_for_another_name_is_refused_and_explained(mailbox, trusted):
    with pytest.raises(NotSafe, match=r"not for 127\.0\.0\.1"):
        fetch.look(mailbox.account(port=mailbox.tls, security="tls"))


@pytest.mark.parametrize(("security", "port"), [("tls", "tls"), ("starttls", "plain")])
def test_a_private_line_to_a_known_name_works(mailbox, trusted, security, port):
    mailbox.put(a_mail())
    account = mailbox.account(host="localhost", port=getattr(mailbox, port), security=security)

    assert fetch.look(account) == 1


def test_tls_at_the_port_for_starttls_says_which_port_is_usual(mailbox, trusted):
    with pytest.raises(NotSafe, match="993 for fetching"):
        fetch.look(mailbox.account(host="localhost", security="tls"))


def test_a_certificate_is_checked_for_starttls_too(mailbox):
    with pytest.raises(NotSafe, match="signed by nobody we know"):
        fetch.look(mailbox.account(host="localhost", security="starttls"))


def test_without_encryption_no_password_leaves_the_house(mailbox):
    with pytest.raises(NotSafe, match="Choose TLS or STARTTLS"):
        fetch.look(mailbox.account(inside=frozenset()))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.1", "0.0.0.0",
     "fe80::1", "fd00::1", "100.64.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "::127.0.0.1", "::ffff:0:127.0.0.1",
     "fec0::1", "224.0.0.1"],
)  # fmt: skip
def test_no_door_leads_into_the_own_network_unless_the_operator_says_so(mailbox, host):
    with pytest.raises(NotSafe, match=r"inside your own network|within an address"):
        fetch.look(mailbox.account(host=host, security="tls", inside=frozenset(), seconds=0.5))
