"""What a machine tells us is told from what a person wrote: reports of failure, delays, automatic answers."""

from pathlib import Path

import pytest

from mailboxes import a_mail
from unruffled.channels.email.automatic import automatic

OURS = "<4.17.0123456789abcdef01234567@harbour.example>"
MAILS = Path(__file__).parent / "mails"


def a_report(*, action="failed", status="5.1.1", said="smtp; 550 5.1.1 No such user", returned=f"Message-ID: {OURS}"):
    return "\r\n".join(
        [
            "From: Mail Delivery System <mailer-daemon@home.example>",
            "To: help@harbour.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="xx"',
            "",
            "--xx\r\nContent-Type: text/plain\r\n\r\nI am sorry to have to inform you.\r\n",
            "--xx\r\nContent-Type: message/delivery-status\r\n",
            "Reporting-MTA: dns; mx.home.example\r\n",
            f"Final-Recipient: rfc822; ana@home.example\r\nAction: {action}\r\nStatus: {status}",
            f"Diagnostic-Code: {said}\r\n",
            f"--xx\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: help@harbour.example\r\n{returned}\r\n",
            "--xx--",
            "",
        ]
    ).encode()


def test_a_report_of_failure_says_which_mail_who_and_why():
    told = automatic(a_report())

    assert (told.kind, told.about) == ("failed", (OURS,))
    assert told.because == "ana@home.example: there is no such address (550 5.1.1 No such user)"


def test_a_mail_that_came_back_whole_is_known_too():
    raw = a_report().replace(b"text/rfc822-headers", b"message/rfc822")

    assert automatic(raw).about == (OURS,)


def test_a_delay_is_not_a_failure():
    told = automatic(a_report(action="delayed", status="4.4.1", said="smtp; 451 4.4.1 No answer"))

    assert told.kind == "delayed"
    assert "their mail server does not answer" in told.because


def test_a_report_of_success_is_neither():
    assert automatic(a_report(action="delivered", status="2.0.0", said="smtp; 250 OK")).kind == "answer"


def test_a_status_without_words_of_the_server_is_enough():
    assert "the mailbox is full" in automatic(a_report(status="5.2.2", said="")).because


def test_an_old_server_that_sends_plain_words_is_understood_by_our_id():
    raw = a_mail(
        f"Hi. This is the qmail-send program. I couldn't deliver it.\r\n\r\nMessage-ID: {OURS}",
        sender="MAILER-DAEMON@home.example",
        Return_Path="<>",
    )
    told = automatic(raw)

    assert (told.kind, told.about) == ("failed", (OURS,))


def test_an_id_that_has_not_our_form_is_not_looked_for():
    assert automatic(a_report(returned="Message-ID: <17@home.example>")).about == ()


def test_an_out_of_office_note_is_an_answer_to_our_mail():
    raw = a_mail("I am away until Monday.", Auto_Submitted="auto-replied", In_Reply_To=OURS)

    assert (automatic(raw).kind, automatic(raw).about) == ("answer", (OURS,))
    assert automatic((MAILS / "out-of-office.eml").read_bytes()).kind == "answer"


@pytest.mark.parametrize("mark", ["X-Autoreply: yes", "X-Autorespond: 1", "Precedence: auto_reply"])
def test_older_marks_of_automatic_answers_count(mark):
    name, _, value = mark.partition(": ")

    assert automatic(a_mail(**{name: value})).kind == "answer"


@pytest.mark.parametrize(
    "mark",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Auto_Submitted": "no"},
        {"Precedence": "bulk"},
        {"List_Id": "<shop.harbour.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"In_Reply_To": OURS},
    ],
)
def test_what_a_person_may_have_written_is_never_put_aside(mark):
    """A contact form marks its mails as generated, a company's mail server forbids answers by machines."""
    assert automatic(a_mail("My lamp is broken.", **mark)) is None


def test_a_report_with_many_parts_and_a_megabyte_is_read_quickly():
    raw = a_report().replace(b"I am sorry", b"<1.2.x@" * 150_000)

    assert automatic(raw).about == (OURS,)


@pytest.mark.parametrize("name", sorted(file.name for file in MAILS.glob("*.eml")))
def test_no_mail_is_too_strange_to_be_asked(name):
    told = automatic((MAILS / name).read_bytes())

    assert (told is not None) == (name in {"bounce.eml", "out-of-office.eml"})


def test_a_note_that_our_mail_was_opened_is_an_answer_by_a_machine():
    raw = a_report(action="displayed").replace(b"report-type=delivery-status", b"report-type=disposition-notification")

    assert (automatic(raw).kind, automatic(raw).about) == ("answer", (OURS,))
