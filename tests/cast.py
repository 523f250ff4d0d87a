"""The cast: mia and noor (agents), sam (supervisor), maya (manager); ana, rob and zed who write; omar the stranger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from unruffled.channels.envelope import Inbound

NOW = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
"""When every test begins: a Thursday, two in the afternoon."""

_numbers = count(1)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


def an_inbound(text="Hello", **given):
    """One message from Ana by chat, unless said otherwise."""
    wanted = {
        "channel": "chat",
        "external_id": f"m-{next(_numbers)}",
        "from_address": "ana-7f3",
        "from_name": "Ana",
        "text": text,
    }
    return Inbound(**(wanted | given))


def said(conversation, text, *, at=NOW, external_id=None, **given):
    """Let the contact of this conversation write, and return the message."""
    from unruffled.desk.conversations import queries
    from unruffled.desk.flows import receive

    given |= {"external_id": external_id} if external_id else {}
    inbound = an_inbound(
        text,
        channel=conversation.channel,
        from_address=queries.address_of(conversation),
        conversation=conversation.pk,
        **given,
    )
    return receive.receive(inbound=inbound, now=at).message


def answered(conversation, text, *, by, at=NOW, seen=None, **given):
    """Let one of us answer, having seen everything, and return the message."""
    from unruffled.desk.flows import reply

    seen = last_of(conversation) if seen is None else seen
    draft = reply.Draft(text=text, seen=seen, **given)
    return reply.send(conversation=conversation, agent=by, draft=draft, now=at)


def a_reply_that_failed(conversation, text="It was 20. Mia", *, by, at=NOW, because=None):
    """One of us answers, and the mail server of the contact does not take it."""
    from django.db import transaction

    from unruffled.desk.conversations import actions as conversations
    from unruffled.desk.conversations.actions import mails

    message = answered(conversation, text, by=by, at=at)
    why = because or "The mail server of mail.example says that there is no such mailbox"
    with transaction.atomic():
        conversations.mark_failed(message.outbox, reason=why)
        mails.waits_again(conversations.locked(conversation.pk), now=at)
    return message


def last_of(conversation):
    """The id of the last message on the page."""
    from unruffled.desk.conversations.queries import thread_of

    return max((row.id for row in thread_of(conversation) if row.kind == "message"), default=0)


def fresh(record):
    """The record as the database has it now."""
    return type(record).objects.get(pk=record.pk)


def told(conversation):
    """What the journal tells of a conversation, in order."""
    from unruffled.desk.journal.queries import history_of

    return [entry.what for entry in history_of(conversation.pk)]


def jobs_left(name=None):
    """The jobs that wait for the worker: their names, or the ids given to those of one name."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    if name is None:
        return list(waiting.values_list("task_name", flat=True))
    return list(waiting.filter(task_name=name).values_list("args", flat=True))


# Places --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def care(db):
    """Team Care with an inbox for chat, mail and reviews."""
    from unruffled.desk.conversations import actions as conversations
    from unruffled.desk.people import actions as people

    team = people.add_team("Care")
    for name, channel in (("Shop chat", "chat"), ("Letters", "email"), ("Reviews", "review"), ("Line", "phone")):
        conversations.add_inbox(name=name, channel=channel, team_id=team.pk)
    return team


@pytest.fixture
def elsewhere(db):
    """Another team, with an inbox of its own."""
    from unruffled.desk.conversations import actions as conversations
    from unruffled.desk.people import actions as people

    team = people.add_team("Wholesale")
    conversations.add_inbox(name="Wholesale chat", channel="chat", team_id=team.pk)
    return team


# Us ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mia(care):
    return _person("mia", "Mia Larsen", "agent", care)


@pytest.fixture
def noor(care):
    return _person("noor", "Noor Haddad", "agent", care)


@pytest.fixture
def sam(care):
    return _person("sam", "Sam Okoro", "supervisor", care)


@pytest.fixture
def maya(db):
    return _person("maya", "Maya Lind", "manager")


@pytest.fixture
def omar(elsewhere):
    return _person("omar", "Omar Reyes", "agent", elsewhere)


def _person(username, name, role, *teams):
    from unruffled.desk.people import actions as people

    person = people.add_person(
        username=username,
        email=f"{username}@harbour.example",
        name=name,
        role=role,
        teams=teams,
        password=f"{username}-{username}-1",
    )
    people.prefer(person, alias=name.split()[0])
    return person


# Them ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_conversation(care):
    """Ana asks where her lamp is; nobody has answered."""
    return _first_message("Hello, where is my lamp? The order is HL-4471.", "ana-7f3", "Ana")


@pytest.fixture
def an_angry_conversation(care):
    """Rob stayed at home twice for a visit that did not come."""
    return _first_message(
        "I took a day off work AGAIN and your engineer did not turn up. Second time! This is ridiculous, "
        "I want somebody to tell me what you are going to do about it!",
        "rob-11c",
        "Rob",
    )


@pytest.fixture
def an_abusive_conversation(care):
    """Zed insults Mia."""
    return _first_message("You stupid idiot, you useless brainless moron. Change the address.", "zed-9a0", "Zed")


@pytest.fixture
def a_dangerous_conversation(care):
    """A plug catches fire: somebody may be in danger."""
    return _first_message("The lamp plug is on fire, there are sparks and smoke coming out of it!", "ida-2d2", "Ida")


@pytest.fixture
def a_letter(care):
    """Ana writes a mail."""
    from unruffled.desk.flows import receive

    inbound = an_inbound(
        "My invoice is wrong, it says 40 and I paid 20.",
        channel="email",
        from_address="ana@mail.example",
        subject="Invoice 88",
    )
    return receive.receive(inbound=inbound, now=NOW).conversation


@pytest.fixture
def a_strange_conversation(elsewhere):
    """Somebody writes to the other team."""
    from unruffled.desk.conversations.models import Inbox
    from unruffled.desk.flows import receive

    inbox = Inbox.objects.get(team=elsewhere)
    inbound = an_inbound("Do you sell by the pallet?", from_address="bo-1", from_name="Bo")
    return receive.receive(inbound=inbound, now=NOW, inbox_id=inbox.pk).conversation


def _first_message(text, address, name):
    from unruffled.desk.flows import receive

    inbound = an_inbound(text, from_address=address, from_name=name)
    return receive.receive(inbound=inbound, now=NOW).conversation
