"""A reply leaves through the inbox's mail server: once, later, not at all, or nobody can know; always said in words."""

from datetime import timedelta

import pytest

from cast import NOW, an_inbound, answered, fresh, jobs_left, minutes, told
from mailboxes import INSIDE, a_mail
from unruffled.channels.email.parse import parse
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Inbox, Outbox
from unruffled.desk.flows import deliver, mail, receive, reply, start, sweep
from unruffled.desk.mail import queries as mails
from unruffled.desk.mail.models import MailDoor
from unruffled.desk.people import actions as people

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=10)


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def office(post_office, care, sam):
    """The inbox Letters sends through this post office."""
    line = mail.Line("127.0.0.1", post_office.port, "plain")
    inbox = Inbox.objects.get(name="Letters")
    mail.connect(by=sam, inbox=inbox, address="help@harbour.example", fetching=None, sending=line, now=NOW)
    return post_office


@pytest.fixture
def a_reply(a_letter, mia, office):
    return answered(a_letter, "It is 20.", by=mia)


def tried(message, at=LATER):
    deliver.deliver(message_id=message.pk, now=at)
    return Outbox.objects.get(message=message)


def shown(message):
    return next(r for r in queries.thread_of(message.conversation) if r.id == message.pk and r.kind == "message")


def test_a_reply_leaves_and_answers_the_mail_that_it_answers(a_letter, a_reply, office):
    assert tried(a_reply).state == "sent"

    ((sender, recipients, raw),) = office.taken
    sent = parse(raw)
    assert (sender, recipients) == ("help@harbour.example", ["ana@mail.example"])
    assert (sent.from_name, sent.subject, sent.text) == ("Mia", "Re: Invoice 88", "It is 20.")
    assert sent.message_id == a_reply.outbox.header_id
    assert sent.message_id.endswith("@harbour.example>")
    assert told(a_letter)[-1] == "reply.sent"
    assert MailDoor.objects.get().sent_at == LATER


def test_the_organisation_is_named_beside_the_agent(a_letter, mia, office):
    people.make_organisation(name="Harbour Lane", practice=False, now=NOW)
    tried(answered(a_letter, "It is 20.", by=mia))

    assert parse(office.taken[0][2]).from_name == "Mia, Harbour Lane"


def test_nothing_is_sent_twice_however_often_the_job_runs(a_reply, office):
    for n in range(4):
        tried(a_reply, LATER + minutes(n))

    assert len(office.taken) == 1


def test_what_was_taken_back_never_leaves(a_reply, mia, office):
    reply.undo(message=a_reply, agent=mia, now=NOW)
    tried(a_reply)

    assert office.taken == []


def test_a_server_that_asks_to_wait_is_asked_again_at_growing_distances(a_reply, office):
    office.says("RCPT", *["451 4.7.1 Greylisted, come back"] * 3)
    pauses, at = [], LATER
    for _ in range(3):
        outbox = tried(a_reply, at)
        assert outbox.state == "sending"
        pauses.append((outbox.due_at - at).total_seconds() / 60)
        at = outbox.due_at

    assert pauses == [1, 3, 5]
    assert tried(a_reply, at).state == "sent"
    assert len(office.taken) == 1
    assert parse(office.taken[0][2]).message_id == a_reply.outbox.header_id


def test_between_two_tries_nothing_is_tried(a_reply, office):
    office.says("RCPT", "451 4.7.1 Greylisted, come back")
    tried(a_reply)
    tried(a_reply, LATER + timedelta(seconds=30))

    assert office.asked.count("RCPT") == 1
    assert {"message_id": a_reply.pk} in jobs_left("deliver")


def test_the_page_says_why_it_has_not_left_yet(a_reply, office):
    office.says("RCPT", "451 4.7.1 Greylisted, come back")
    tried(a_reply)

    row = shown(a_reply)
    assert (row.delivery, row.undo_until) == ("sending", None)
    assert "Greylisted, come back" in row.failed_because


def test_after_ten_tries_it_is_given_up_in_words_and_the_contact_waits_again(a_letter, a_reply, office):
    office.says("RCPT", *["451 4.3.0 Busy"] * 11)
    at = LATER
    for _ in range(11):
        outbox = tried(a_reply, at)
        at = outbox.due_at

    assert outbox.state == "failed"
    assert outbox.last_error.startswith("Given up after 11 tries. ana@mail.example cannot be written to yet")
    assert fresh(a_letter).waiting_since is not None


def test_an_address_that_is_refused_fails_at_once_in_plain_words(a_letter, a_reply, office):
    office.says("RCPT", "550 5.1.1 No such user")
    outbox = tried(a_reply)

    assert (outbox.state, outbox.attempts) == ("failed", 1)
    assert shown(a_reply).failed_because == (
        "ana@mail.example cannot be written to: there is no such address (550 5.1.1 No such user)"
    )
    assert told(a_letter)[-1] == "reply.failed"
    assert fresh(a_letter).waiting_since is not None


def test_trying_again_by_hand_uses_the_same_message_id_and_ends_the_waiting(a_letter, a_reply, mia, office):
    office.says("RCPT", "550 5.1.1 No such user")
    tried(a_reply)
    deliver.try_again(message=a_reply, agent=mia, now=LATER)
    assert fresh(a_letter).waiting_since is None

    assert tried(a_reply).state == "sent"
    assert parse(office.taken[0][2]).message_id == a_reply.outbox.header_id


def test_a_wrong_password_keeps_the_reply_and_is_said_on_the_door(a_reply, office, sam):
    MailDoor.objects.update(out_user="help")
    outbox = tried(a_reply)

    assert outbox.state == "sending"
    (row,) = (one for one in mails.doors_for(sam) if one.inbox == "Letters")
    assert "does not let anybody sign in" in row.out_error


def test_mended_settings_let_late_replies_leave_at_once(a_reply, office, sam):
    port = office.port
    MailDoor.objects.update(out_port=1)
    assert tried(a_reply).state == "sending"

    inbox = Inbox.objects.get(name="Letters")
    line = mail.Line("127.0.0.1", port, "plain")
    mail.connect(by=sam, inbox=inbox, fetching=None, sending=line, now=LATER + timedelta(seconds=5))
    assert tried(a_reply, LATER + timedelta(seconds=6)).state == "sent"


# Nobody can know -----------------------------------------------------------------------------------------------------


@pytest.fixture
def a_cut_line(office, cut_line):
    """The line to the post office is lost after it took the mail and before it says so."""
    line = cut_line(office.port, lambda from_us, seen: not from_us and b"queued" in seen)
    MailDoor.objects.update(out_port=line.port)
    return line


def test_a_line_lost_after_the_end_leaves_it_uncertain_and_it_is_not_sent_again(a_letter, a_reply, office, a_cut_line):
    for n in range(3):
        outbox = tried(a_reply, LATER + minutes(n))
    sweep.sweep(now=LATER + minutes(10))

    assert (outbox.state, outbox.attempts, len(office.taken)) == ("uncertain", 1, 1)
    assert "perhaps it was delivered" in shown(a_reply).failed_because
    assert told(a_letter).count("reply.uncertain") == 1


def test_somebody_may_send_it_again_under_the_same_message_id(a_reply, mia, office, a_cut_line):
    tried(a_reply)
    MailDoor.objects.update(out_port=office.port)
    deliver.try_again(message=a_reply, agent=mia, now=LATER)

    assert tried(a_reply).state == "sent"
    first, second = (parse(raw).message_id for *_, raw in office.taken)
    assert first == second


class Killed(BaseException):
    """The process dies here."""


def dies(*_, **__):
    raise Killed


KILLS = {
    "before the line is open": ("unruffled.channels.email.post._signed_in", 0),
    "before the mail": ("unruffled.channels.email.post._announce", 0),
    "before it is written down": ("unruffled.desk.conversations.actions.mails.mark_uncertain", 0),
    "before the end": ("unruffled.channels.email.post._end", 0),
    "before it is marked as sent": ("unruffled.desk.flows.deliver._mark_sent", 1),
}


@pytest.mark.parametrize(("where", "left"), KILLS.values(), ids=KILLS)
def test_a_worker_killed_anywhere_sends_no_reply_twice_in_silence(a_letter, a_reply, office, monkeypatch, where, left):
    with monkeypatch.context() as patched:
        patched.setattr(where, dies)
        with pytest.raises(Killed):
            tried(a_reply)
    assert len(office.taken) == left

    outbox = tried(a_reply, LATER + minutes(2))  # the job of the dead worker is given to another one

    if where.endswith(("_end", "_mark_sent")):
        assert (outbox.state, len(office.taken)) == ("uncertain", left)
        assert told(a_letter).count("reply.uncertain") == 1
        assert "Perhaps it was delivered" in shown(a_reply).failed_because
    else:
        assert (outbox.state, len(office.taken)) == ("sent", 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_reply_send_it_once(a_reply, office):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def elsewhere(_):
        try:
            tried(a_reply)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(elsewhere, range(8)))

    assert len(office.taken) == 1
    assert Outbox.objects.get().state == "sent"


# Threads -------------------------------------------------------------------------------------------------------------


def test_our_mail_names_what_it_answers_and_all_before_it(a_letter, mia, office, sam, mailbox):
    inbox = Inbox.objects.get(name="Letters")
    fetching = mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, mailbox.account().password)
    sending = mail.Line("127.0.0.1", office.port, "plain")
    door = mail.connect(by=sam, inbox=inbox, fetching=fetching, sending=sending, now=NOW)
    mailbox.put(
        a_mail("Where is it?", subject="Lamp", message_id="<2@home.example>", References="<0@home.example>",
               In_Reply_To="<1@home.example>", Date="Thu, 19 Nov 2026 14:00:00 +0000")
    )  # fmt: skip
    mail.fetch(door_id=MailDoor.objects.filter(pk=door.pk).update(first_day=None) and door.pk, now=NOW)
    conversation = type(a_letter).objects.latest("pk")

    tried(answered(conversation, "It leaves today.", by=mia))
    tried(answered(conversation, "It has left.", by=mia))

    first, second = (parse(raw) for *_, raw in office.taken)
    assert first.in_reply_to == "<2@home.example>"
    assert first.references == ("<0@home.example>", "<1@home.example>", "<2@home.example>")
    assert second.in_reply_to == "<2@home.example>"
    assert first.message_id in second.references
    assert first.subject == "Re: Lamp"


def test_who_is_written_to_first_gets_the_subject_as_it_is(care, mia, office):
    conversation = start.start(
        by=mia, channel="email", address="rob@home.example", name="Rob", subject="Your visit", text="On Friday.",
        now=NOW,
    )  # fmt: skip
    message = conversation.messages.get()
    tried(message)
    second = answered(conversation, "At nine.", by=mia)
    tried(second)

    first_mail, second_mail = (parse(raw) for *_, raw in office.taken)
    assert (first_mail.subject, first_mail.to) == ("Your visit", ("rob@home.example",))
    assert second_mail.in_reply_to == message.outbox.header_id

    answer = an_inbound(
        "Thank you", channel="email", from_address="rob@home.example", subject="WG: something",
        in_reply_to=second_mail.message_id,
    )  # fmt: skip
    assert receive.receive(inbound=answer, now=LATER).conversation == conversation


def test_the_bytes_of_a_second_try_are_those_of_the_first(a_letter, a_reply, office, mia, monkeypatch):
    office.says("DATA", "451 4.3.0 Later")
    from unruffled.channels.email import post

    sent = []
    real = post.compose
    monkeypatch.setattr(post, "compose", lambda outbound: sent.append(real(outbound)) or sent[-1])
    outbox = tried(a_reply)
    receive.receive(
        inbound=an_inbound("More", channel="email", from_address="ana@mail.example", subject="Invoice 88"), now=LATER
    )
    tried(a_reply, outbox.due_at)

    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_in_practice_no_mail_leaves_the_machine(a_letter, mia, office):
    people.make_organisation(name="Harbour Lane", practice=True, now=NOW)

    assert tried(answered(a_letter, "It is 20.", by=mia)).state == "sent"
    assert office.asked == []
