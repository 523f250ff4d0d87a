"""A conversation that was had elsewhere is read here like any other, and nothing leaves from it."""

import pytest

from cast import NOW, answered, minutes
from unruffled.desk.conversations.queries import thread_of
from unruffled.desk.flows import deliver, try_out
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.guidance.models import Guidance
from unruffled.engine.vocabulary import Story, Turn


def a_story(*said):
    turns = tuple(
        Turn(n=n, by=by, at=n * 3.0, text=text, channel="email") for n, (by, text) in enumerate(said, start=1)
    )
    return Story(channel="email", turns=turns)


THEIRS = ("customer", "My parcel is three weeks late and nobody answers me. This is ridiculous.")
OURS = ("agent", "I am sorry. I have rung the courier and I write to you again by four today.")
AGAIN = ("customer", "It is five now and there is no word from you. I want to speak to your manager!")


def test_it_becomes_a_conversation_with_its_heat_and_a_next_move(care, maya):
    brought = try_out.try_out(story=a_story(THEIRS, OURS, AGAIN), by=maya, now=NOW)

    rows = [row for row in thread_of(brought) if row.kind == "message"]
    assert [row.by for row in rows] == ["customer", "agent", "customer"]
    assert brought.heat is not None
    assert brought.need == "supervisor_demand"
    assert Guidance.objects.filter(conversation=brought).latest("pk").step["moves"]
    assert brought.last_at == NOW


def test_what_is_answered_there_reaches_nobody(care, maya):
    brought = try_out.try_out(story=a_story(THEIRS), by=maya, now=NOW)
    reply = answered(brought, "I have it in front of me. It leaves tonight.", by=maya)

    deliver.deliver(message_id=reply.pk, now=NOW + minutes(1))

    assert reply.outbox.__class__.objects.get(message=reply).state == "sent"
    assert brought.inbox.name == try_out.INBOX
    assert brought.channel == "chat"


def test_a_text_without_a_customer_says_how_to_mark_one(care, maya):
    with pytest.raises(try_out.NothingSaid, match="Customer:"):
        try_out.try_out(story=a_story(("agent", "Hello?")), by=maya, now=NOW)


def test_of_a_very_long_one_the_end_is_taken(care, maya, monkeypatch):
    monkeypatch.setattr(try_out, "MOST_TURNS", 2)
    brought = try_out.try_out(story=a_story(THEIRS, OURS, AGAIN), by=maya, now=NOW)

    assert brought.messages.count() == 2


def test_two_times_the_same_is_two_conversations(care, maya):
    first, second = (try_out.try_out(story=a_story(THEIRS), by=maya, now=NOW) for _ in range(2))

    assert first.pk != second.pk


def test_only_a_manager_brings_one(care, mia):
    with pytest.raises(NotAllowed):
        try_out.try_out(story=a_story(THEIRS), by=mia, now=NOW)
