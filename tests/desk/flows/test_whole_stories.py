"""Whole stories through the flows: the journal tells them, and whatever is done in any order, the row stays true."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import NOW, an_inbound, answered, fresh, minutes, said, told
from unruffled.desk.cases.models import Promise
from unruffled.desk.conversations import actions, need, queries
from unruffled.desk.flows import assign, close, correct, deliver, note, promise, receive, reopen, reply, sweep
from unruffled.desk.guidance.models import Guidance

pytestmark = pytest.mark.django_db


def test_the_journal_tells_an_afternoon(care, mia, noor, sam):
    ana = receive.receive(inbound=an_inbound("Where is my lamp? Nobody rang me."), now=NOW).conversation
    assign.assign(conversation=ana, to=mia, by=noor, now=NOW + minutes(1))
    reply.undo(message=answered(ana, "Soon.", by=mia, at=NOW + minutes(2)), agent=mia, now=NOW + minutes(2))
    sent = answered(ana, "Nobody rang you, that is on us. I will ring you today at 15:00.", by=mia, at=NOW + minutes(3))
    deliver.deliver(message_id=sent.pk, now=NOW + minutes(4))
    note.add(conversation=ana, author=sam, text="Depot has it.", now=NOW + minutes(5))
    said(ana, "Thank you.", at=NOW + minutes(6))
    sweep.sweep(now=NOW + minutes(50))
    promise.decide(conversation=ana, promise_id=Promise.objects.get().pk, state="kept", by=mia, now=NOW + minutes(61))
    close.close(conversation=ana, by=mia, outcome="resolved", root_cause="process", now=NOW + minutes(62))

    assert [what for what in told(ana) if not what.startswith("case.")] == [
        "conversation.opened",
        "message.received",
        "conversation.assigned",
        "reply.held",
        "reply.undone",
        "reply.held",
        "reply.sent",
        "note.written",
        "message.received",
        "promise.kept",
        "conversation.closed",
    ]


STEPS = {
    "they write": lambda c, mia, sam, at: said(c, "And where is it now? Nobody rang!", at=at),
    "they insult": lambda c, mia, sam, at: said(c, "You stupid idiot, you useless moron.", at=at),
    "they thank": lambda c, mia, sam, at: said(c, "Thank you, that helps a lot.", at=at),
    "mia answers": lambda c, mia, sam, at: answered(c, "It is in Bremen, you have it on Monday.", by=mia, at=at),
    "sam answers": lambda c, mia, sam, at: answered(c, "I am Sam. We lost two days of yours.", by=sam, at=at),
    "mia promises": lambda c, mia, sam, at: answered(c, "I will ring you today at 16:30.", by=mia, at=at),
    "mia takes back": lambda c, mia, sam, at: _take_back(c, mia, at),
    "the worker delivers": lambda c, mia, sam, at: _deliver_all(c, at),
    "mia closes": lambda c, mia, sam, at: close.close(conversation=c, by=mia, now=at),
    "mia puts aside": lambda c, mia, sam, at: close.snooze(conversation=c, until=at + minutes(20), by=mia, now=at),
    "sam reopens": lambda c, mia, sam, at: reopen.reopen(conversation=c, by=sam, now=at),
    "mia takes it": lambda c, mia, sam, at: assign.assign(conversation=c, to=mia, by=mia, now=at),
    "mia corrects": lambda c, mia, sam, at: correct.correct(
        message=c.messages.filter(by="customer").latest("pk"), by=mia, field="heat", value=1, now=at
    ),
    "a promise is decided": lambda c, mia, sam, at: _decide(c, mia, at),
    "an hour passes": lambda c, mia, sam, at: sweep.sweep(now=at),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=12))
def test_whatever_is_done_in_whatever_order_the_row_stays_true(care, mia, sam, steps):
    with transaction.atomic():
        conversation = receive.receive(inbound=an_inbound("Where is my lamp?"), now=NOW).conversation
        now = NOW
        for step in steps:
            now += timedelta(minutes=60 if step == "an hour passes" else 1)
            before = fresh(conversation)
            STEPS[step](conversation, mia, sam, now)
            assert fresh(conversation).version >= before.version
            _is_true(conversation, now)
        transaction.set_rollback(True)


def _is_true(conversation, now):
    """Everything that the row keeps for lists can be worked out again from what was said and done."""
    row = fresh(conversation)
    told_anew = fresh(conversation)
    actions.count_waiting(told_anew)
    if row.status != "closed":
        assert row.waiting_since == told_anew.waiting_since
    undecided = Promise.objects.filter(conversation=row, state__in=["open", "late"])
    assert row.promise_due_at == undecided.aggregate(first=Min("due_at"))["first"]
    assert row.cases.filter(closed_at=None).count() <= 1
    assert (row.status == "closed") == (row.need_rank >= need.CLOSED_FROM)
    theirs = [r for r in queries.thread_of(row) if r.kind == "message" and r.by == "customer"]
    assert row.heat == theirs[-1].heat
    assert row.trace == [round(r.heat_score, 2) for r in theirs[-5:]]
    assert Guidance.objects.filter(conversation=row).latest("message_id").message_id == actions.said_in(row).last().pk


def _take_back(conversation, mia, at):
    held = conversation.messages.filter(author=mia, outbox__state="held").last()
    if held is not None:
        reply.undo(message=held, agent=mia, now=at)


def _deliver_all(conversation, at):
    for message in conversation.messages.exclude(outbox=None):
        deliver.deliver(message_id=message.pk, now=at + minutes(1))


def _decide(conversation, mia, at):
    made = Promise.objects.filter(conversation=conversation).last()
    if made is not None:
        promise.decide(conversation=conversation, promise_id=made.pk, state="kept", by=mia, now=at)
