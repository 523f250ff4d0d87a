"""A desk with as many conversations as wanted: one afternoon played through the real flows, then copied in SQL.

Every copy is a whole conversation: contact, address, messages with readings, guidance, case, promises, journal,
search words. Four of five are closed, as on a desk that has run for a while; ten teams share the living ones.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from unruffled.site import home, postgres

TEAMS, AGENTS = 10, 20
STRIDE = 10_000
"""Ids of the copies: the id of the original + copy number × stride. No table of the original afternoon is longer."""

CUSTOMER = (
    "The kettle I ordered on the 3rd has not come and nobody answers my mails.",
    "I have written three times now. Nine days. What am I supposed to do?",
    "That is not what I asked. I asked where the parcel is.",
    "And who pays for the second kettle that I had to buy meanwhile?",
    "My mother comes on Friday, I need an answer before that.",
)
AGENT = (
    "I am sorry that three mails stayed without an answer. I look for the parcel now and write to you by 15:00.",
    "You asked where the parcel is. It stands at the depot since Monday; I have asked for it to go out tomorrow.",
    "The cost of the second kettle is a fair question. Could you send me the receipt?",
)


@contextmanager
def floor() -> Iterator[str]:
    """A throwaway PostgreSQL with one afternoon in it, Django set up on it; gives the server's address."""
    with tempfile.TemporaryDirectory(prefix="unruffled-bench-") as folder, postgres.throwaway() as url:
        os.environ |= {"UNRUFFLED_HOME": f"{folder}/home", "DATABASE_URL": url}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
        import django
        from django.core.management import call_command

        home.prepare()
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        _afternoon()
        _leave_room()
        yield url


def grow_to(wanted: int, *, have: int) -> None:
    """Copy the afternoon until there are `wanted` conversations; `have` are there already."""
    from django.db import connection

    from unruffled.desk.conversations.models import Conversation

    originals = Conversation.objects.filter(pk__lt=STRIDE).count()
    first, last = have // originals + 1, wanted // originals
    with connection.cursor() as cursor:
        for statement in _copies():
            cursor.execute(statement, [first, last])
        cursor.execute("VACUUM ANALYZE")


def _afternoon() -> None:
    """Play thirty conversations of different lengths, one of thirty messages, and leave them in every state."""
    from django.utils import timezone

    from unruffled.desk.conversations.models import Inbox
    from unruffled.desk.people import actions as people
    from unruffled.desk.people.models import Role

    now = timezone.now() - timedelta(days=2)
    people.make_organisation(name="Bench", now=now)
    teams = [people.add_team(f"Team {number}") for number in range(TEAMS)]
    Inbox.objects.bulk_create(
        Inbox(name=f"Chat {n}", channel="chat", team=team, address=f"chat{n}") for n, team in enumerate(teams)
    )
    agents = [
        people.add_person(username=f"agent{n}", email=f"agent{n}@bench.example", name="Mia", teams=(teams[n % TEAMS],))
        for n in range(AGENTS)
    ]
    people.add_person(username="maya", email="maya@bench.example", name="Maya", role=Role.MANAGER)
    for number in range(30):
        _conversation(number, turns=30 if number == 0 else 2 + number % 8, agent=agents[0], now=now)


def _conversation(number: int, *, turns: int, agent: Any, now: Any) -> None:
    from unruffled.channels.envelope import Inbound
    from unruffled.desk.conversations.models import Conversation, Inbox
    from unruffled.desk.flows import assign, receive, reply

    inbox = Inbox.objects.get(name="Chat 0")
    for turn in range(turns):
        at = now + timedelta(minutes=number + 3 * turn)
        if turn % 2 == 0:
            arrived = receive.receive(
                inbound=Inbound(
                    channel="chat",
                    external_id=f"{number}-{turn}",
                    from_address=f"customer{number}",
                    from_name=f"Customer {number}",
                    text=CUSTOMER[(number + turn // 2) % len(CUSTOMER)],
                ),
                now=at,
                inbox_id=inbox.pk,
            )
            continue
        conversation = Conversation.objects.get(pk=arrived.conversation.pk)
        draft = reply.Draft(AGENT[(number + turn // 2) % len(AGENT)], seen=arrived.message.pk)
        reply.send(conversation=conversation, agent=agent, draft=draft, now=at)
    if number % 3 == 0:
        conversation = Conversation.objects.get(pk=arrived.conversation.pk)
        assign.assign(conversation=conversation, to=agent, by=agent, now=now + timedelta(hours=1))


def _leave_room() -> None:
    """Let what comes in later have ids beyond those of all copies."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in _numbered(cursor):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1000000000)", [table])


def _numbered(cursor: Any) -> list[str]:
    """The tables of the desk whose rows are counted; some have a key of another kind, such as the hash of a file."""
    cursor.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND column_name = 'id' AND is_identity = 'YES' AND table_name ~ '^(conversations|guidance|cases|journal)_'"
    )
    return [table for (table,) in cursor.fetchall()]


# Copying -------------------------------------------------------------------------------------------------------------

CLOSED = "k %% 5 <> 0"
"""Which copies are closed; `k` is the number of the copy, `o` the original row."""

AGES = "- k * interval '7 minutes'"


def _copies() -> Iterator[str]:
    """The statements that copy rows of the afternoon, in the order that foreign keys ask for."""
    from unruffled.desk.cases.models import Case, Promise
    from unruffled.desk.conversations.models import Contact, ContactAddress, Conversation, Message, Outbox
    from unruffled.desk.guidance.models import Guidance
    from unruffled.desk.journal.models import Entry

    shifted = f"o.id + k * {STRIDE}"
    conversation = f"o.conversation_id + k * {STRIDE}"
    message = f"o.message_id + k * {STRIDE}"
    yield _copy(Contact, id=shifted)
    yield _copy(ContactAddress, id=shifted, contact_id=f"o.contact_id + k * {STRIDE}", value="o.value || '-' || k")
    yield _copy(Conversation, id=shifted, contact_id=f"o.contact_id + k * {STRIDE}", **_aged())
    yield _copy(Message, id=shifted, conversation_id=conversation, sent_at=f"o.sent_at {AGES}")
    yield _copy(
        Outbox, id=shifted, message_id=message, header_id="o.header_id || '-' || k", state="'sent'", sent_at="o.due_at"
    )
    yield _copy(Guidance, id=shifted, conversation_id=conversation, message_id=message)
    yield _copy(Case, id=shifted, conversation_id=conversation)
    yield _copy(Promise, id=shifted, conversation_id=conversation, message_id=message)
    yield _copy(Entry, id=shifted, conversation=f"o.conversation + k * {STRIDE}", about_id=f"o.about_id + k * {STRIDE}")


def _aged() -> dict[str, str]:
    """The columns of a copied conversation that differ: older, shared among the teams, mostly closed."""
    from unruffled.desk.conversations.need import CLOSED_FROM

    return {
        "team_id": f"(SELECT min(id) FROM people_team) + k %% {TEAMS}",
        "inbox_id": f"(SELECT min(id) FROM conversations_inbox) + k %% {TEAMS}",
        "assignee_id": f"CASE WHEN k %% 3 = 0 THEN (SELECT min(id) FROM people_user) + (k / 3) %% {AGENTS} END",
        "last_at": f"o.last_at {AGES}",
        "opened_at": f"o.opened_at {AGES}",
        "status": f"CASE WHEN {CLOSED} THEN 'closed' ELSE o.status END",
        "closed_at": f"CASE WHEN {CLOSED} THEN o.last_at {AGES} END",
        "waiting_since": f"CASE WHEN {CLOSED} THEN NULL ELSE o.waiting_since {AGES} END",
        "need": f"CASE WHEN {CLOSED} THEN 'closed' ELSE o.need END",
        "need_rank": f"CASE WHEN {CLOSED} THEN {CLOSED_FROM} + k ELSE o.need_rank - 70 * k END",
        "promise_due_at": f"CASE WHEN {CLOSED} THEN NULL ELSE o.promise_due_at END",
    }


def _copy(model: Any, **changed: str) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, f'o."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS o, "
        f"generate_series(%s::bigint, %s::bigint) AS k WHERE o.id < {STRIDE}"
    )
