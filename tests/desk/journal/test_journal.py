"""The journal only grows, and holds ids and numbers; jobs and pulses belong to the transaction."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from cast import NOW, jobs_left, minutes
from unruffled.desk.journal import actions, queries
from unruffled.desk.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_an_entry_says_what_happened_to_what_and_by_whom(a_conversation, mia):
    actions.record("reply.sent", by=mia, about=a_conversation, at=NOW, numbers={"attempts": 1})

    entry = queries.history_of(a_conversation.pk)[-1]
    assert (entry.what, entry.by, entry.about_kind, entry.about_id) == (
        "reply.sent", mia.pk, "conversation", a_conversation.pk,
    )  # fmt: skip
    assert (entry.at, entry.conversation, entry.numbers) == (NOW, a_conversation.pk, {"attempts": 1})


@pytest.mark.parametrize("change", ["UPDATE journal_entry SET what = 'a.b'", "DELETE FROM journal_entry"])
def test_nothing_in_the_journal_can_be_changed_or_removed(a_conversation, change):
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        connection.cursor().execute(change)

    assert Entry.objects.filter(what="message.received").exists()


def test_the_journal_cannot_be_emptied_at_once(a_conversation):
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    connection.cursor().execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_is_never_emptied")  # as everywhere

    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE journal_entry")


@pytest.mark.parametrize("words", ["Ana wrote this", "ana@mail.example", "Where is it?", "Ä", "x" * 61, "a\nb"])
@pytest.mark.parametrize("place", [lambda w: {"a": w}, lambda w: {"a": [1, w]}, lambda w: {"a": {"b": [w]}}])
def test_the_journal_takes_no_text_and_no_names(a_conversation, words, place):
    with pytest.raises(IntegrityError, match="entry_holds_ids_and_numbers_only"), transaction.atomic():
        actions.record("reply.sent", about=a_conversation, at=NOW, numbers=place(words))


def test_ids_of_the_vocabulary_are_no_text(a_conversation):
    actions.record("a.b", about=a_conversation, at=NOW, numbers={"stage": "acknowledge", "flags": ["safety"], "n": 2.5})

    assert queries.history_of(a_conversation.pk)[-1].numbers["flags"] == ["safety"]


@pytest.mark.parametrize("what", ["Sent", "sent", "reply sent", "reply.sent!", ""])
def test_what_happened_is_a_pair_of_plain_words(a_conversation, what):
    with pytest.raises(IntegrityError, match="entry_says_what_happened"), transaction.atomic():
        actions.record(what, about=a_conversation, at=NOW)


def test_the_history_of_a_conversation_can_be_continued(a_conversation):
    known = queries.history_of(a_conversation.pk)
    actions.record("a.b", about=a_conversation, at=NOW)

    assert [e.what for e in queries.history_of(a_conversation.pk, after=known[-1].pk)] == ["a.b"]


def test_a_job_of_a_transaction_that_fails_does_not_exist(db):
    with transaction.atomic():
        actions.later("deliver", message_id=1)
        transaction.set_rollback(True)

    assert jobs_left() == []


def test_inside_a_worker_too_a_job_belongs_to_the_transaction(db):
    """A worker's app writes on a connection of its own: a job left there would outlive the work that left it."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()), transaction.atomic():
        actions.later("deliver", message_id=1)
        assert jobs_left() == ["deliver"]
        transaction.set_rollback(True)

    assert jobs_left() == []


def test_under_one_name_a_single_job_waits(db):
    actions.later("deliver", once="deliver/1", at=NOW + minutes(1), message_id=1)
    with pytest.raises(actions.AlreadyWaits), transaction.atomic():
        actions.later("deliver", once="deliver/1", message_id=1)

    assert jobs_left("deliver") == [{"message_id": 1}]
