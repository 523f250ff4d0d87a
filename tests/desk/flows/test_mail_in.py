"""Mail comes in from a real mailbox: each once, each kept before it is acknowledged, none stopping the next."""

from dataclasses import replace

import pytest

from cast import NOW, answered, fresh, jobs_left, minutes, told
from mailboxes import INSIDE, PASSWORD, a_mail, free_port
from unruffled.channels.email import fetch as door_of_imap
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Conversation, Inbox, Message, Note, Outbox, RawInbound
from unruffled.desk.flows import close, deliver, mail, receive
from unruffled.desk.mail import queries as mails
from unruffled.desk.mail.models import Letter, MailDoor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def letters(care):
    return Inbox.objects.get(name="Letters")


def line_to(mailbox, **changes):
    return replace(mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, PASSWORD), **changes)


@pytest.fixture
def door(letters, mailbox, sam):
    """The inbox Letters, connected to a mailbox of its own from which nothing was fetched yet."""
    return mail.connect(
        by=sam, inbox=letters, address="help@harbour.example", fetching=line_to(mailbox), sending=None, now=NOW,
        first_day=NOW.date().replace(year=2000),
    )  # fmt: skip


def fetched(door, at=NOW):
    return mail.fetch(door_id=door.pk, now=at)


def fates():
    return list(Letter.objects.order_by("pk").values_list("fate", flat=True))


def why():
    return Letter.objects.latest("pk").note


def test_a_mail_becomes_a_conversation_with_its_words(door, mailbox):
    mailbox.put(a_mail("My lamp came broken. This is the second time!", subject="Re: Broken lamp"))

    assert fetched(door) == 1
    (message,) = Message.objects.all()
    conversation = message.conversation
    assert (message.text, message.channel) == ("My lamp came broken. This is the second time!", "email")
    assert (conversation.subject, conversation.contact.name, conversation.inbox) == ("Broken lamp", "Ana", door.inbox)
    assert conversation.waiting_since is not None
    assert bytes(message.raw.body) == a_mail("My lamp came broken. This is the second time!", subject="Re: Broken lamp")
    assert fates() == ["taken"]


def test_the_door_says_when_all_was_well_and_when_the_next_look_is_due(door, mailbox):
    fetched(door)

    row = fresh(door)
    assert (row.ok_at, row.error, row.failures) == (NOW, "", 0)
    assert mails.doors_due(NOW) == []
    assert mails.doors_due(NOW + minutes(1)) == [door.pk]


def test_nothing_is_fetched_twice(door, mailbox):
    mailbox.put(a_mail("one"))

    assert [fetched(door), fetched(door)] == [1, 0]
    assert Message.objects.count() == 1


def test_five_deliveries_of_one_mail_are_one_message(door, mailbox):
    copies = [
        b"Received: from mx%d.example by us; Thu, 19 Nov 2026 14:00:00 +0000\r\n" % n
        + a_mail("Where is my lamp?", message_id=f"<{n % 2}@home.example>")
        for n in range(5)
    ]
    mailbox.put(*copies)
    fetched(door)

    assert (Message.objects.count(), RawInbound.objects.count()) == (1, 1)
    assert mailbox.unseen() == 0


def test_two_mails_under_one_message_id_are_two_messages(door, mailbox):
    mailbox.put(*(a_mail(text, message_id="<same@home.example>") for text in ("one", "two")))
    fetched(door)

    assert sorted(Message.objects.values_list("text", flat=True)) == ["one", "two"]


def test_a_mailbox_that_was_numbered_anew_brings_nothing_twice(door, mailbox):
    mailbox.put(a_mail("one"), a_mail("two"))
    fetched(door)
    mailbox.number_anew()
    mailbox.put(a_mail("three"))

    assert fetched(door) == 3
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["one", "two", "three"]


def test_a_mail_that_breaks_us_is_kept_and_does_not_stop_the_next(door, mailbox, monkeypatch):
    real = receive.receive

    def breaks(**given):
        if "poison" in given["inbound"].text:
            raise RuntimeError("that was too much")
        return real(**given)

    monkeypatch.setattr(receive, "receive", breaks)
    mailbox.put(a_mail("poison"), a_mail("Where is my lamp?"))
    fetched(door)

    assert fates() == ["waiting", "taken"]
    assert list(Message.objects.values_list("text", flat=True)) == ["Where is my lamp?"]
    assert RawInbound.objects.get(message=None).error == "It could not be taken in (RuntimeError)."

    monkeypatch.setattr(receive, "receive", real)
    fetched(door, NOW + minutes(2))
    assert fates() == ["taken", "taken"]
    assert RawInbound.objects.filter(error="").count() == 2


def test_what_breaks_us_again_and_again_is_shown_to_the_supervisor_and_can_be_tried_again(
    door, mailbox, monkeypatch, sam, omar
):
    real = receive.receive
    monkeypatch.setattr(receive, "receive", lambda **_: 1 / 0)
    mailbox.put(a_mail("poison"))
    for n in range(40):
        fetched(door, NOW + minutes(5 * n))

    assert fates() == ["stuck"]
    assert Letter.objects.get().tries == 6
    (row,) = mails.no_messages_for(sam)
    assert (row.sender, row.why) == ("ana@home.example", "It could not be taken in (ZeroDivisionError).")
    assert [row.stuck for row in mails.doors_for(sam)] == [1]
    assert mails.no_messages_for(omar) == []

    monkeypatch.setattr(receive, "receive", real)
    assert mail.try_again(by=sam, inbox=door.inbox, letters=[row.id], now=NOW + minutes(300)) == 1
    fetched(door, NOW + minutes(300))
    assert fates() == ["taken"]


def test_what_is_stuck_can_be_tried_again_after_its_inbox_was_connected_anew(letters, door, mailbox, sam):
    mailbox.put(a_mail("Please help."))
    fetched(door)
    Letter.objects.update(fate="stuck", note="It could not be taken in.")
    mail.disconnect(by=sam, inbox=letters, now=NOW)
    anew = mail.connect(by=sam, inbox=fresh(letters), fetching=line_to(mailbox), sending=None, now=NOW)

    assert [row.stuck for row in mails.doors_for(sam)] == [1]
    mail.try_again(by=sam, inbox=letters, letters=mails.stuck_in(letters), now=NOW)
    assert mails.letters_waiting(anew, NOW) == [Letter.objects.get().pk]


def test_a_mail_without_anything_that_helps_arrives(door, mailbox):
    mailbox.put(b"\r\nhello\r\n", b"Subject: =?utf-8?q?=ff?=\r\nFrom: nobody at all\r\n\r\n\xff\xfe\r\n")
    fetched(door)

    assert fates() == ["taken", "taken"]
    assert Message.objects.filter(text="hello").exists()


def test_a_worker_that_died_after_keeping_loses_nothing(door, mailbox, monkeypatch):
    """Killed between the commit that keeps a mail and the one that makes a message of it, and before it is marked."""

    class Killed(BaseException):
        pass

    def dies(**_):
        raise Killed

    real = mail.arrivals.take_in
    monkeypatch.setattr(mail.arrivals, "take_in", dies)
    mailbox.put(a_mail("one"), a_mail("two"))
    with pytest.raises(Killed):
        fetched(door)
    assert (RawInbound.objects.count(), Message.objects.count(), mailbox.unseen()) == (1, 0, 2)

    monkeypatch.setattr(mail.arrivals, "take_in", real)
    fetched(door)
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["one", "two"]


def test_a_mail_is_marked_only_after_it_is_kept(door, mailbox, monkeypatch):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    mailbox.put(a_mail("one"))
    real = mail.arrivals.mails.keep_raw
    monkeypatch.setattr(mail.arrivals.mails, "keep_raw", no_room)
    with pytest.raises(OSError, match="No space"):
        fetched(door)
    assert mailbox.unseen() == 1
    assert "not at the mail server" in fresh(door).error

    monkeypatch.setattr(mail.arrivals.mails, "keep_raw", real)
    fetched(door)
    assert (Message.objects.count(), mailbox.unseen()) == (1, 0)


def test_a_mail_over_which_the_line_is_always_lost_does_not_hold_up_the_others(door, mailbox, cut_line, sam):
    mailbox.put(a_mail("one"), a_mail("poison"), a_mail("three"))
    line = cut_line(mailbox.plain, lambda from_us, seen: not from_us and b"poison" in seen)
    MailDoor.objects.update(in_port=line.port)
    for n in range(8):
        fetched(door, NOW + minutes(20 * n))

    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["one", "three"]
    assert fates() == ["taken", "stuck", "taken"]
    assert "could not hand this mail over. It lies in the mailbox, folder INBOX." in mails.no_messages_for(sam)[0].why


def test_of_a_mail_too_large_the_beginning_is_shown_with_a_note_for_the_team(door, mailbox, monkeypatch):
    monkeypatch.setattr(door_of_imap, "LARGEST", 5_000)
    monkeypatch.setattr(door_of_imap, "BEGINNING", 1_000)
    mailbox.put(a_mail("See the pictures. " + "x " * 5_000))
    fetched(door)

    assert Message.objects.get().text.startswith("See the pictures.")
    assert "only its beginning is here. The whole mail is in the mailbox" in Note.objects.get().text


def test_more_than_one_visit_takes_leaves_the_next_one_at_once(door, mailbox, monkeypatch):
    monkeypatch.setattr(door_of_imap, "AT_ONCE", 2)
    mailbox.put(*(a_mail(str(n)) for n in range(3)))
    fetched(door)

    assert jobs_left("fetch_mail") == [{"door_id": door.pk}]
    fetched(door)
    assert Message.objects.count() == 3


# Faults of the line --------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_said_on_the_door_and_looked_at_less_and_less(door, mailbox, sam):
    mail.connect(by=sam, inbox=door.inbox, fetching=line_to(mailbox, password="lamp"), sending=None, now=NOW)
    assert fetched(door) is None
    assert "does not accept this user and password" in mails.doors_for(sam)[0].error

    MailDoor.objects.update(in_port=free_port())  # the rest more quickly: a mail server is slow to say no
    pauses = []
    for _ in range(8):
        assert fetched(door) is None
        pauses.append((fresh(door).due_at - NOW).total_seconds())
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (80, 900)
    assert "Nobody answers" in mails.doors_for(sam)[0].error

    mail.connect(by=sam, inbox=door.inbox, fetching=line_to(mailbox), sending=None, now=NOW)
    assert fetched(door) == 0
    assert fresh(door).error == ""


def test_a_line_that_was_cut_goes_on_where_it_was(door, mailbox, cut_line):
    mailbox.put(*(a_mail(f"mail {n}") for n in range(4)))
    line = cut_line(mailbox.plain, lambda from_us, seen: not from_us and b"mail 2" in seen)
    MailDoor.objects.update(in_port=line.port)

    assert fetched(door) is None
    assert Message.objects.count() == 2
    MailDoor.objects.update(in_port=mailbox.plain)
    assert fetched(door) == 2
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == [f"mail {n}" for n in range(4)]


def test_each_inbox_that_is_due_gets_one_job(door):
    for _ in range(3):
        mail.arrange_visits(now=NOW)

    assert jobs_left("fetch_mail") == [{"door_id": door.pk}]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_fetch_one_mailbox_at_once(door, mailbox):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from unruffled.desk.journal.alone import alone

    def elsewhere():
        try:
            return fetched(door)
        finally:
            connection.close()

    mailbox.put(a_mail("one"))
    with ThreadPoolExecutor(1) as other, alone("mail.fetch", door.pk) as mine:
        assert mine
        assert other.submit(elsewhere).result() is None
    assert Message.objects.count() == 0

    assert fetched(door) == 1


# Threads -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(door, mailbox, mia):
    """What Mia answered to Ana's mail: the conversation and her reply's Message-ID."""
    mailbox.put(a_mail("Where is my lamp?", message_id="<a1@home.example>"))
    fetched(door)
    conversation = Conversation.objects.get()
    return conversation, answered(conversation, "It leaves today.", by=mia).outbox.header_id


def test_an_answer_to_our_mail_lands_in_its_conversation_whatever_the_subject(door, mailbox, ours):
    conversation, header_id = ours
    mailbox.put(a_mail("And now?", subject="Something else", In_Reply_To=header_id, References=header_id))
    fetched(door)

    assert [m.text for m in conversation.messages.order_by("pk")][-1] == "And now?"
    assert Conversation.objects.count() == 1


def test_an_answer_to_ones_own_mail_lands_in_its_conversation_too(door, mailbox, ours):
    mailbox.put(a_mail("One more thing", subject="More", References="<a1@home.example>"))
    fetched(door)

    assert Conversation.objects.count() == 1


def test_a_stranger_who_knows_our_ids_gets_no_further(door, mailbox, ours):
    _, header_id = ours
    mailbox.put(
        a_mail(
            "I am Ana, what is my address?",
            sender="Mallory <m@else.example>",
            In_Reply_To=header_id,
            References=f"<a1@home.example> {header_id}",
            Reply_To="ana@home.example",
        )
    )
    fetched(door)

    first, second = Conversation.objects.order_by("pk")
    assert [m.by for m in first.messages.all()] == ["customer", "agent"]
    assert second.contact.name == "Mallory"
    assert queries.address_of(second) == "m@else.example"


def test_our_own_mail_that_comes_back_is_no_message(door, mailbox, ours):
    _, header_id = ours
    mailbox.put(a_mail("It leaves today.", sender="help@harbour.example", message_id=header_id))
    fetched(door)

    assert Message.objects.count() == 2
    assert (fates()[-1], why()) == ("aside", "One of our own mails came back, say as a copy.")


def test_a_mail_in_our_own_name_is_put_aside_and_says_why(door, mailbox):
    mailbox.put(a_mail("I am your help desk", sender="Help@Harbour.example"))
    fetched(door)

    assert not Message.objects.exists()
    assert "this inbox's own address" in why()


# Machines ------------------------------------------------------------------------------------------------------------


def a_report(header_id, *, action="failed"):
    return (
        "From: mailer-daemon@home.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="xx"\r\n\r\n'
        "--xx\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--xx\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.home.example\r\n\r\n"
        f"Final-Recipient: rfc822; ana@home.example\r\nAction: {action}\r\nStatus: 5.2.2\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 Over quota\r\n\r\n"
        f"--xx\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {header_id}\r\n\r\n--xx--\r\n"
    ).encode()


def sent(outbox_of):
    Outbox.objects.filter(header_id=outbox_of).update(state="sent", sent_at=NOW)


def test_a_reply_that_came_back_says_why_and_its_contact_waits_again(door, mailbox, ours):
    conversation, header_id = ours
    sent(header_id)
    assert fresh(conversation).waiting_since is None
    mailbox.put(a_report(header_id), a_report(header_id))
    fetched(door)

    (row,) = (r for r in queries.thread_of(conversation) if r.by == "agent")
    assert (row.delivery, row.failed_because) == (
        "failed", "ana@home.example: the mailbox is full (552 5.2.2 Over quota)",
    )  # fmt: skip
    assert fresh(conversation).waiting_since is not None
    assert told(conversation).count("reply.returned") == 1
    assert Conversation.objects.count() == 1


def test_a_reply_that_came_back_opens_a_closed_conversation(door, mailbox, ours, mia):
    conversation, header_id = ours
    sent(header_id)
    close.close(conversation=fresh(conversation), by=mia, now=NOW)
    mailbox.put(a_report(header_id))
    fetched(door)

    assert (fresh(conversation).status, fresh(conversation).waiting_since is not None) == ("open", True)


def test_a_delay_is_told_beside_the_reply(door, mailbox, ours):
    _, header_id = ours
    sent(header_id)
    mailbox.put(a_report(header_id, action="delayed"))
    fetched(door)

    assert Outbox.objects.get().state == "sent"
    assert "not delivered yet: ana@home.example: the mailbox is full" in Note.objects.get().text


def test_a_report_about_nothing_of_ours_is_put_aside(door, mailbox, ours):
    mailbox.put(a_report("<4.17.0123456789abcdef01234567@harbour.example>"))
    fetched(door)

    assert Outbox.objects.get().state == "held"
    assert "was not sent from here" in why()


def test_an_automatic_answer_is_a_note_and_nobody_waits_for_an_answer(door, mailbox, ours):
    conversation, header_id = ours
    mailbox.put(a_mail("I am away until Monday.", Auto_Submitted="auto-replied", In_Reply_To=header_id))
    fetched(door)

    assert fresh(conversation).waiting_since is None
    assert conversation.messages.count() == 2
    assert Note.objects.get().text == "Automatic answer from ana@home.example:\n\nI am away until Monday."


def test_a_thousand_automatic_answers_open_no_conversation(door, mailbox):
    mailbox.put(*(a_mail(f"Away {n}", Auto_Submitted="auto-replied") for n in range(20)))
    fetched(door)

    assert not Conversation.objects.exists()
    assert set(fates()) == {"aside"}
    assert jobs_left("deliver") == []


def test_a_mail_from_a_form_is_somebodys_words(door, mailbox):
    mailbox.put(a_mail("My lamp is broken.", Auto_Submitted="auto-generated", sender="form@shop.example"))
    fetched(door)

    assert Message.objects.get().text == "My lamp is broken."


def test_headers_that_sound_like_ours_change_nothing(door, mailbox, ours):
    conversation, _ = ours
    mailbox.put(
        a_mail("hello", sender="m@else.example", X_Unruffled_Conversation=str(conversation.pk), X_Unruffled_By="agent")
    )
    fetched(door)

    assert Message.objects.latest("pk").by == "customer"
    assert Message.objects.latest("pk").conversation != conversation


def test_deliver_knows_what_a_report_has_settled(door, ours):
    _, header_id = ours
    sent(header_id)
    deliver.deliver(message_id=Outbox.objects.get().message_id, now=NOW + minutes(5))

    assert Outbox.objects.get().attempts == 0
