"""A reply leaves the house once it can no longer be taken back."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, jobs_left, last_of, minutes, told
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Outbox
from unruffled.desk.flows import deliver, reply, sweep
from unruffled.desk.people import actions as people

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=10)


def state_of(message):
    return Outbox.objects.get(message=message).state


def test_a_chat_has_arrived_once_its_ten_seconds_are_over(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    deliver.deliver(message_id=message.pk, now=LATER)

    outbox = Outbox.objects.get(message=message)
    assert (outbox.state, outbox.sent_at, outbox.attempts) == ("sent", LATER, 1)
    assert told(a_conversation)[-1] == "reply.sent"


def test_nothing_leaves_before_its_time(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    deliver.deliver(message_id=message.pk, now=LATER - timedelta(seconds=1))

    assert state_of(message) == "held"


def test_what_was_taken_back_never_leaves(a_conversation, mia):
    message = answered(a_conversation, "Oh.", by=mia)
    reply.undo(message=message, agent=mia, now=NOW)
    deliver.deliver(message_id=message.pk, now=LATER)

    assert state_of(message) == "undone"


def test_a_second_delivery_does_nothing(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    for n in range(3):
        deliver.deliver(message_id=message.pk, now=LATER + minutes(n))

    assert Outbox.objects.get().attempts == 1
    assert told(a_conversation).count("reply.sent") == 1


def test_delivering_what_does_not_exist_does_nothing(db):
    deliver.deliver(message_id=10**9, now=NOW)


def test_a_mail_without_a_door_says_so_in_plain_words_and_can_be_tried_again(a_letter, mia):
    message = answered(a_letter, "It is 20.", by=mia)
    header_id = message.outbox.header_id
    deliver.deliver(message_id=message.pk, now=LATER)

    (row,) = (r for r in queries.thread_of(a_letter) if r.by == "agent")
    assert (row.delivery, row.failed_because) == (
        "failed", "No door is set up for mail yet. The text is kept: send it by hand, or connect an inbox.",
    )  # fmt: skip
    assert told(a_letter)[-1] == "reply.failed"

    deliver.try_again(message=message, agent=mia, now=LATER)
    outbox = Outbox.objects.get()
    assert (outbox.state, outbox.header_id) == ("held", header_id)


def test_trying_again_does_not_send_twice(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    deliver.deliver(message_id=message.pk, now=LATER)
    deliver.try_again(message=message, agent=mia, now=LATER)

    assert state_of(message) == "sent"


def test_what_the_contact_wrote_cannot_be_sent_again(a_conversation, mia):
    with pytest.raises(deliver.TooLate):
        deliver.try_again(message=a_conversation.messages.get(), agent=mia, now=LATER)


def test_in_practice_a_mail_arrives_and_nothing_leaves_the_machine(a_letter, mia):
    people.make_organisation(name="Harbour Lane", practice=True, now=NOW)
    message = answered(a_letter, "It is 20.", by=mia)
    deliver.deliver(message_id=message.pk, now=LATER)

    assert state_of(message) == "sent"


def test_a_reply_whose_job_was_lost_gets_a_new_one_and_only_one(a_conversation, mia):
    from django.db import connection
    from procrastinate.contrib.django.models import ProcrastinateJob

    message = answered(a_conversation, "It leaves today.", by=mia)
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    assert not ProcrastinateJob.objects.exists()

    for n in (2, 3, 4):
        sweep.sweep(now=NOW + minutes(n))

    assert jobs_left("deliver") == [{"message_id": message.pk}]


def test_the_thread_shows_until_when_a_reply_can_be_taken_back(a_conversation, mia):
    message = answered(a_conversation, "It leaves today.", by=mia)
    (held,) = (r for r in queries.thread_of(a_conversation) if r.by == "agent")
    assert (held.delivery, held.undo_until, held.author_name) == ("held", LATER, "Mia")

    deliver.deliver(message_id=message.pk, now=LATER)
    (sent,) = (r for r in queries.thread_of(a_conversation) if r.by == "agent")
    assert (sent.delivery, sent.undo_until, sent.sent_at) == ("sent", None, LATER)


# Played --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_played_conversation(a_conversation):
    a_conversation.persona = {"id": "ana"}
    a_conversation.save()
    return a_conversation


def sent(conversation, text, mia, at=NOW):
    message = answered(conversation, text, by=mia, at=at)
    deliver.deliver(message_id=message.pk, now=at + timedelta(seconds=10))
    return message


def test_a_played_contact_answers_a_moment_after_delivery(a_played_conversation, mia):
    from unruffled.desk.flows import played

    sent(a_played_conversation, "I am looking into it and will get back to you soon.", mia)
    assert jobs_left("react") == [{"conversation_id": a_played_conversation.pk}]

    received = played.react(conversation_id=a_played_conversation.pk, now=NOW + minutes(1))

    assert received.is_new
    assert received.message.by == "customer"
    assert fresh(a_played_conversation).waiting_since == NOW + minutes(1)
    assert set(fresh(a_played_conversation).persona["state"]) >= {"heat", "said"}


def test_a_played_contact_does_not_answer_twice(a_played_conversation, mia):
    from unruffled.desk.flows import played

    sent(a_played_conversation, "I will look.", mia)
    played.react(conversation_id=a_played_conversation.pk, now=NOW + minutes(1))

    assert played.react(conversation_id=a_played_conversation.pk, now=NOW + minutes(1)) is None
    assert a_played_conversation.messages.count() == 3


def test_a_played_contact_does_not_answer_what_is_still_held(a_played_conversation, mia):
    from unruffled.desk.flows import played

    answered(a_played_conversation, "I will look.", by=mia)

    assert played.react(conversation_id=a_played_conversation.pk, now=NOW) is None


def test_a_real_contact_is_never_played(a_conversation, mia):
    from unruffled.desk.flows import played

    sent(a_conversation, "I will look.", mia)

    assert jobs_left("react") == []
    assert played.react(conversation_id=a_conversation.pk, now=NOW) is None
    assert last_of(a_conversation) == a_conversation.messages.latest("pk").pk
