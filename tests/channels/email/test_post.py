"""Mail goes out to a real server: taken, refused, later, or nobody can know; never twice in silence."""

import asyncio

import pytest

from mailboxes import PASSWORD, free_port
from unruffled.channels import Outbound
from unruffled.channels.email import post
from unruffled.channels.email.compose import NotSendable, compose
from unruffled.channels.email.parse import parse
from unruffled.channels.email.wire import Busy, NotLetIn, NotSafe, Unreachable


def a_reply(text="It leaves today.", **changes):
    given = {
        "channel": "email",
        "message_id": "<4.17.abc@harbour.example>",
        "from_address": "help@harbour.example",
        "from_name": "Mia",
        "to": ("ana@home.example",),
        "subject": "Re: My lamp",
        "text": text,
    }
    return Outbound(**given | changes)


class Steps(list):
    """Notes that the end of the mail is about to be sent."""

    def __call__(self):
        self.append("handing over")


def test_a_mail_arrives_whole_at_whom_it_is_for(post_office):
    said = post.post(a_reply(), post_office.account())

    ((sender, recipients, raw),) = post_office.taken
    assert (sender, recipients) == ("help@harbour.example", ["ana@home.example"])
    assert raw == compose(a_reply())
    assert "queued as 4F2A" in said


def test_lines_that_begin_with_a_dot_arrive_as_they_are(post_office):
    post.post(a_reply(".\n..\n.hidden\n.\nend"), post_office.account())

    assert parse(post_office.taken[0][2]).text == ".\n..\n.hidden\n.\nend"


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_asks_to_wait_is_told_from_one_that_says_no(post_office, step):
    post_office.says(step, "451 4.7.1 Greylisted, come back", "550 5.1.1 No such user")

    with pytest.raises(Busy, match="Greylisted, come back"):
        post.post(a_reply(), post_office.account())
    with pytest.raises(post.Refused, match=r"there is no such address \(550 5.1.1 No such user\)"):
        post.post(a_reply(), post_office.account())

    post.post(a_reply(), post_office.account())
    assert len(post_office.taken) == 1


def test_a_refused_address_is_named(post_office):
    post_office.says("RCPT", "550 5.2.2 Over quota")
    with pytest.raises(post.Refused, match=r"ana@home\.example cannot be written to: the mailbox is full"):
        post.post(a_reply(), post_office.account())


def test_one_refused_address_stops_the_mail_for_all(post_office):
    post_office.says("RCPT", "250 OK", "550 5.1.1 No such user")
    with pytest.raises(post.Refused, match=r"rob@home\.example"):
        post.post(a_reply(cc=("rob@home.example",)), post_office.account())

    assert post_office.taken == []


def test_the_end_is_announced_before_it_is_sent_and_only_then(post_office):
    steps = Steps()
    post_office.says("RCPT", "550 5.1.1 No such user")
    with pytest.raises(post.Refused):
        post.post(a_reply(), post_office.account(), handing_over=steps)
    assert steps == []

    post.post(a_reply(), post_office.account(), handing_over=steps)
    assert steps == ["handing over"]


def test_who_cannot_write_down_that_it_ends_does_not_send_it(post_office):
    def no_room():
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        post.post(a_reply(), post_office.account(), handing_over=no_room)
    assert post_office.taken == []


CUTS = {
    "at the greeting": (lambda from_us, seen: not from_us, Unreachable),
    "at hello": (lambda from_us, seen: from_us and b"ehlo" in seen.lower(), Unreachable),
    "at the sender": (lambda from_us, seen: from_us and b"mail FROM" in seen, Unreachable),
    "at the address": (lambda from_us, seen: from_us and b"rcpt TO" in seen, Unreachable),
    "at DATA": (lambda from_us, seen: from_us and b"\r\nDATA" in seen, Unreachable),
    "after the end": (lambda from_us, seen: not from_us and b"queued" in seen, post.Uncertain),
    "with the end": (lambda from_us, seen: from_us and seen.endswith(b"\r\n.\r\n"), post.Uncertain),
}


@pytest.mark.parametrize(("cut", "fault"), CUTS.values(), ids=CUTS)
def test_a_lost_line_says_whether_the_mail_may_have_arrived(post_office, cut_line, cut, fault):
    line = cut_line(post_office.port, cut)
    steps = Steps()
    with pytest.raises(fault, match="lost"):
        post.post(a_reply(), post_office.account(port=line.port), handing_over=steps)

    assert line.cuts == 1
    assert (steps == ["handing over"]) == (fault is post.Uncertain)
    assert len(post_office.taken) <= len(steps)


def test_a_server_that_says_nothing_after_the_end_leaves_it_uncertain(post_office, cut_line, monkeypatch):
    monkeypatch.setattr(post, "LAST_ANSWER_PATIENCE", 0.5)

    async def thinks_for_long(office, server, session, envelope):
        await asyncio.sleep(1.5)
        return "250 OK"

    monkeypatch.setattr(type(post_office), "handle_DATA", thinks_for_long)
    with pytest.raises(post.Uncertain, match="perhaps it was delivered"):
        post.post(a_reply(), post_office.account(seconds=1))


def test_an_address_in_other_letters_is_written_as_mail_servers_take_it(post_office):
    post.post(a_reply(to=("ana@bücher.example",), from_address="help@häfen.example"), post_office.account())

    ((sender, recipients, _),) = post_office.taken
    assert (sender, recipients) == ("help@xn--hfen-loa.example", ["ana@xn--bcher-kva.example"])


def test_a_mail_that_is_none_opens_no_line(post_office):
    with pytest.raises(NotSendable, match="expected an e-mail address"):
        post.post(a_reply(to=("ana",)), post_office.account(port=free_port()))


def test_nobody_there_is_explained(post_office):
    with pytest.raises(Unreachable, match="Nobody answers"):
        post.look(post_office.account(port=free_port()))


# Signing in ----------------------------------------------------------------------------------------------------------


def guarded(office, **changes):
    wanted = {"host": "localhost", "security": "starttls", "user": "help", "password": PASSWORD}
    return office.account(**wanted | changes)


def test_a_private_line_and_a_password_open_the_door(guarded_post_office, trusted):
    post.look(guarded(guarded_post_office))
    post.post(a_reply(), guarded(guarded_post_office))

    assert len(guarded_post_office.taken) == 1


def test_a_wrong_password_is_explained(guarded_post_office, trusted):
    with pytest.raises(NotLetIn, match=r"does not accept this user and password .*app password"):
        post.look(guarded(guarded_post_office, password="lamp"))


def test_a_password_in_other_letters_opens_the_door_or_is_explained(guarded_post_office, trusted):
    post.look(guarded(guarded_post_office, user="hälp", password=PASSWORD))
    with pytest.raises(NotLetIn, match="does not accept this user and password"):
        post.look(guarded(guarded_post_office, password="schlüssel"))


def test_a_certificate_that_nobody_signed_gets_no_password(guarded_post_office):
    with pytest.raises(NotSafe, match="signed by nobody we know"):
        post.look(guarded(guarded_post_office))


def test_a_certificate_for_another_name_gets_no_password(guarded_post_office, trusted):
    with pytest.raises(NotSafe, match=r"not for 127.0.0.1"):
        post.look(guarded(guarded_post_office, host="127.0.0.1"))


def test_a_server_without_starttls_gets_no_password(post_office):
    with pytest.raises(NotSafe, match="does not offer STARTTLS"):
        post.look(guarded(post_office))


def test_a_server_where_nobody_can_sign_in_says_so(post_office):
    with pytest.raises(NotSafe, match="does not let anybody sign in"):
        post.look(post_office.account(user="help", password=PASSWORD))


def test_tls_at_a_port_without_it_says_which_port_is_usual(post_office):
    with pytest.raises((NotSafe, Unreachable), match=r"465 for sending|lost"):
        post.look(guarded(post_office, security="tls"))
