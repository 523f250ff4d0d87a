"""Mail that pretends: nobody writes as one of us or into somebody else's conversation by guessing (RELIABILITY 1-6)."""

from email.message import Message as Headers

import pytest

from cast import NOW, answered
from mailboxes import a_mail
from unruffled.channels.email.fetch import Fetched, Place
from unruffled.desk.conversations.models import Conversation, Inbox, Message
from unruffled.desk.flows.mail import arrivals
from unruffled.desk.mail.models import MailDoor

pytestmark = pytest.mark.django_db

THEIR_HEADERS = (
    "X-Unruffled-Conversation", "X-Unruffled-By", "X-Unruffled-Command", "RT-Send-Cc", "X-RT-Loop-Prevention",
    "X-RT-Interface", "X-RT-Sign", "X-RT-Encrypt", "X-RT-Incoming-Encryption", "X-RT-Privacy", "RT-Ticket",
    "X-RT-Original-Encoding", "RT-Attach", "RT-Squelch-Replies-To", "RT-Detect-Auto-Generated", "X-RT-DTMF",
)  # fmt: skip
"""Control headers of the field and of our own name."""


@pytest.fixture
def door(care):
    inbox = Inbox.objects.get(name="Letters")
    Inbox.objects.filter(pk=inbox.pk).update(address="help@harbour.example")
    return MailDoor.objects.create(inbox=Inbox.objects.get(pk=inbox.pk), in_host="imap.example", due_at=NOW)


@pytest.fixture
def arrives(door):
    """Let these mails arrive, as if just fetched."""

    def come(*mails):
        for n, raw in enumerate(mails, start=1):
            letter = arrivals.keep(door, Fetched(raw, Place(1, n)), now=NOW)
            if letter:
                arrivals.take_in(letter_id=letter.pk, now=NOW)

    return come


@pytest.fixture
def anas(arrives, mia):
    """Ana's conversation and the Message-ID of Mia's answer in it."""
    arrives(a_mail("Where is my lamp?", message_id="<a1@home.example>"))
    conversation = Conversation.objects.get()
    return conversation, answered(conversation, "To Quay Street 4, Ana.", by=mia).outbox.header_id


def test_two_hundred_forged_answers_of_ours_are_nobody_of_us(arrives, anas, mia):
    conversation, header_id = anas
    number = header_id[1:].partition(".")[0]
    guesses = [f"<{int(number) + n % 3}.{n}.{'0' * 24}@harbour.example>" for n in range(199)] + [header_id]
    arrives(
        *(
            a_mail(
                f"Please pay to {n}",
                sender=f"Mia Larsen <{mia.email}>",
                subject=f"Pay {n}",
                In_Reply_To=guess,
                References=guess,
            )
            for n, guess in enumerate(guesses)
        )
    )

    assert not Message.objects.filter(text__startswith="Please pay", by__in=["agent", "supervisor"]).exists()
    assert [m.by for m in conversation.messages.order_by("pk")] == ["customer", "agent"]
    assert Message.objects.filter(text__startswith="Please pay").count() == 200


def test_a_hundred_numbers_in_a_subject_lead_nowhere(arrives, anas):
    conversation, _ = anas
    mails = [
        a_mail(f"guess {n}", sender="m@else.example", subject=f"Re: [#{n}] [Ticket#{n}] My lamp ({n})")
        for n in range(conversation.pk - 50, conversation.pk + 50)
    ]
    arrives(*mails)

    assert conversation.messages.count() == 2
    assert Message.objects.exclude(conversation=conversation).count() == 100


@pytest.mark.parametrize("where", ["In_Reply_To", "References"])
def test_a_stranger_with_the_right_id_does_not_read_or_write_there(arrives, anas, where):
    conversation, header_id = anas
    arrives(a_mail("I moved.", sender="Ana <m@else.example>", Reply_To="ana@home.example", **{where: header_id}))

    assert conversation.messages.count() == 2
    theirs = Conversation.objects.latest("pk")
    assert theirs.contact != conversation.contact


def test_who_sends_is_who_the_mail_is_from_and_not_where_answers_should_go(arrives, anas):
    conversation, header_id = anas
    arrives(a_mail("More", In_Reply_To=header_id, Reply_To="thief@else.example", subject="Re: My lamp"))
    from unruffled.desk.conversations.models import Outbox
    from unruffled.desk.flows.mail.sending import outbound_of

    assert conversation.messages.count() == 3
    outbox = Outbox.objects.get()
    assert outbound_of(outbox, MailDoor.objects.get()).to == ("ana@home.example",)


@pytest.mark.parametrize("name", THEIR_HEADERS)
def test_no_header_from_outside_commands_us(arrives, anas, name):
    conversation, _ = anas
    arrives(f"{name}: {conversation.pk}\r\n".encode() + a_mail("hello", sender="m@else.example"))

    assert conversation.messages.count() == 2
    assert Message.objects.latest("pk").by == "customer"


@pytest.mark.parametrize(
    "payload",
    ["Rob\r\n Bcc: all@home.example", "=?utf-8?q?Rob=0D=0ABcc:_all@home.example?=", "Rob\x0bBcc: all@home.example"],
)
def test_what_a_customer_is_called_and_writes_about_begins_no_header_of_ours(arrives, mia, payload):
    from email import message_from_bytes, policy

    from unruffled.channels.email.compose import compose
    from unruffled.desk.conversations.models import Outbox
    from unruffled.desk.flows.mail.sending import outbound_of

    arrives(a_mail("hi", sender=f'"{payload}" <rob@home.example>', subject=payload, message_id="<r@home.example>"))
    answered(Conversation.objects.get(), "Hello.", by=mia)

    raw = compose(outbound_of(Outbox.objects.get(), MailDoor.objects.get()))
    sent: Headers = message_from_bytes(raw, policy=policy.compat32)
    assert "Bcc" not in sent
    assert sent["To"] == "rob@home.example"


def test_a_mail_that_is_too_much_in_every_way_is_kept_and_does_not_stop_the_next(arrives):
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1_000))
    arrives(
        b"From: a@home.example\r\nMIME-Version: 1.0\r\n" + nested,
        b"From: b@home.example\r\n" + b"X: y\r\n" * 100_000 + b"\r\nhello",
        b"From: c@home.example\r\nSubject: " + b"s" * 5_000_000 + b"\r\n\r\nhello",
        a_mail("the next one", sender="d@home.example"),
    )

    assert Message.objects.latest("pk").text == "the next one"
    assert Message.objects.count() == 4
