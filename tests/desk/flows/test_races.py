"""Two things at once, with real threads and real transactions: nothing doubled, nothing lost, nobody talked over."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, connections, transaction

from cast import NOW, an_inbound, fresh, jobs_left, last_of
from unruffled.desk.conversations.models import Contact, Conversation, Message, Outbox
from unruffled.desk.flows import deliver, person, policy, recalibrate, receive, reply
from unruffled.desk.people import house
from unruffled.desk.people.actions import add_person, make_organisation
from unruffled.desk.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*stories):
    """Begin all of these at the same moment; return what each returned or raised."""
    begin = threading.Barrier(len(stories))

    def tell(story):
        begin.wait(timeout=20)
        try:
            return story()
        except Exception as outcome:  # noqa: BLE001 - what is raised is what the test looks at
            return outcome
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(stories)) as threads:
        return list(threads.map(tell, stories))


def a_reply(conversation, agent, seen, text="It leaves today."):
    return lambda: reply.send(conversation=conversation, agent=agent, draft=reply.Draft(text=text, seen=seen), now=NOW)


def an_arrival(**given):
    return lambda: receive.receive(inbound=an_inbound(**given), now=NOW)


def of_kind(kind, outcomes):
    return [one for one in outcomes if isinstance(one, kind)]


def test_of_two_who_answer_at_once_one_sends_and_the_other_gets_the_newer_message(a_conversation, mia, noor):
    seen = last_of(a_conversation)
    for n in range(5):
        outcomes = at_once(
            a_reply(a_conversation, mia, seen, f"Mia {n}"), a_reply(a_conversation, noor, seen, f"Noor {n}")
        )
        (sent,), (stale,) = of_kind(Message, outcomes), of_kind(reply.StaleDraft, outcomes)
        assert stale.newer == [sent]
        seen = sent.pk

    assert Outbox.objects.count() == 5


def test_of_twenty_who_answer_at_once_one_sends(a_conversation, mia):
    seen = last_of(a_conversation)

    outcomes = at_once(*[a_reply(a_conversation, mia, seen, f"Answer {n}") for n in range(20)])

    assert len(of_kind(reply.StaleDraft, outcomes)) == 19
    (sent,) = of_kind(Message, outcomes)
    assert jobs_left("deliver").count({"message_id": sent.pk}) == 1


def test_a_reply_and_a_message_at_once_the_message_always_arrives_and_the_reply_knows_of_it_or_came_first(
    a_conversation, mia
):
    for n in range(8):
        seen = last_of(a_conversation)
        sent, received = at_once(
            a_reply(a_conversation, mia, seen), an_arrival(text=f"Wait, {n}", external_id=f"race-{n}")
        )
        assert received.is_new
        if isinstance(sent, Message):
            assert sent.pk < received.message.pk
        else:
            assert sent.newer == [received.message]

    conversation = fresh(a_conversation)
    assert conversation.messages.filter(text__startswith="Wait").count() == 8
    assert conversation.waiting_since == NOW


def test_the_first_two_messages_of_somebody_at_once_are_one_contact_and_one_conversation(care):
    for n in range(5):
        outcomes = at_once(*[an_arrival(text=f"{n}.{m}", from_address=f"new-{n}") for m in range(3)])
        assert len(of_kind(receive.Received, outcomes)) == 3

    assert (Contact.objects.count(), Conversation.objects.count(), Message.objects.count()) == (5, 5, 15)


def test_of_two_managers_who_decide_at_once_neither_undoes_what_the_other_decided(care, maya):
    make_organisation(name="Harbour Lane", now=NOW)
    learnt = {"number": 1, "weights": "2025.01", "by": {"anger": 0.4}, "learnt": []}
    for n in range(6):
        policy.decide(changes={"reading": learnt}, by=maya, now=NOW)
        given = replace(policy.answers_now(), goodwill=Decimal(31 + n))
        at_once(
            lambda given=given: policy.answer(given, by=maya, now=NOW),
            lambda: recalibrate.switch_off(by=maya, now=NOW),
        )

        assert "reading" not in house.changes_now()
        assert policy.answers_now().goodwill == 31 + n


def test_five_copies_at_once_are_one_message(care):
    for n in range(5):
        outcomes = at_once(*[an_arrival(text="Copy", external_id=f"copy-{n}", from_address="c")] * 5)
        assert sorted(one.is_new for one in outcomes) == [False] * 4 + [True]
        assert len({one.message.pk for one in outcomes}) == 1


def test_two_texts_under_one_external_id_from_two_addresses_at_once_one_is_refused(care):
    outcomes = at_once(
        an_arrival(text="One", external_id="same", from_address="a"),
        an_arrival(text="Two", external_id="same", from_address="b"),
    )

    assert len(of_kind(receive.Received, outcomes)) == 1
    assert len(of_kind(receive.Conflict, outcomes)) == 1
    assert Message.objects.count() == 1


def test_undo_and_delivery_at_once_either_it_left_or_it_was_taken_back(a_conversation, mia):
    for n in range(6):
        message = a_reply(a_conversation, mia, last_of(a_conversation), f"Reply {n}")()
        taken, _ = at_once(
            lambda m=message: reply.undo(message=m, agent=mia, now=m.outbox.due_at),
            lambda m=message: deliver.deliver(message_id=m.pk, now=m.outbox.due_at),
        )
        state = fresh(message.outbox).state
        assert state == ("sent" if isinstance(taken, reply.TooLate) else "undone")


def test_two_workers_deliver_a_reply_once(a_conversation, mia):
    message = a_reply(a_conversation, mia, last_of(a_conversation))()
    at_once(*[lambda: deliver.deliver(message_id=message.pk, now=message.outbox.due_at)] * 4)

    outbox = fresh(message.outbox)
    assert (outbox.state, outbox.attempts) == ("sent", 1)


def test_pages_hear_the_name_when_it_is_true_and_nothing_of_what_was_rolled_back(care):
    with psycopg.connect(**_where(), autocommit=True) as listening:
        listening.execute("LISTEN unruffled")
        received = receive.receive(inbound=an_inbound(), now=NOW)
        with transaction.atomic():
            receive.receive(inbound=an_inbound(from_address="other"), now=NOW)
            transaction.set_rollback(True)
        heard = [notice.payload for notice in listening.notifies(timeout=0.5)]

    assert heard == [f"conversation/{received.conversation.pk} team/{care.pk}"]


def _where():
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}


def test_of_two_managers_who_let_each_other_go_at_once_one_stays(maya):
    for n in range(5):
        maya.refresh_from_db()
        other = add_person(username=f"lee{n}", email=f"lee{n}@example.com", name="Lee", role="manager")
        outcomes = at_once(lets_go(maya, other), lets_go(other, maya))

        assert len(of_kind(User, outcomes)) == len(of_kind(person.LastManager, outcomes)) == 1
        assert User.objects.filter(role="manager", is_active=True).count() == 1
        User.objects.filter(pk=other.pk).update(role="agent")
        User.objects.filter(pk=maya.pk).update(role="manager")


def lets_go(by, who):
    """Each request has loaded its people for itself."""
    by, who = fresh(by), fresh(who)
    return lambda: person.place(person=who, role="agent", teams=[], active=True, by=by, now=NOW)
