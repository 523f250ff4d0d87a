"""The database itself refuses what makes no sense; each rule's name is the sentence that one would say."""

import pytest
from django.db import IntegrityError, transaction

from cast import NOW, answered
from unruffled.desk.conversations.models import ContactAddress, Conversation, Inbox, Message, Note, Outbox, RawInbound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "closed", "need_rank": 9 * 10**12}, "a_closed_conversation_says_when"),
        ({"closed_at": NOW}, "a_closed_conversation_says_when"),
        ({"status": "snoozed"}, "a_snoozed_conversation_says_until_when"),
        (
            {"status": "closed", "closed_at": NOW, "need_rank": 9 * 10**12, "waiting_since": NOW},
            "nobody_waits_in_a_closed_conversation",
        ),
        ({"need_rank": 9 * 10**12}, "only_a_closed_conversation_ranks_last"),
        ({"heat": 5, "heat_score": 4.0}, "heat_is_0_to_4_and_has_its_score"),
        ({"heat": None, "heat_score": 2.0}, "heat_is_0_to_4_and_has_its_score"),
        ({"difficulty": 101}, "difficulty_is_0_to_100"),
        ({"boundary": 7}, "boundary_is_0_to_6"),
        ({"channel": "fax"}, "conversation_has_a_known_channel"),
        ({"status": "lost"}, "conversation_has_a_known_status"),
    ],
)
def test_a_conversation_makes_sense(a_conversation, change, sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Conversation.objects.filter(pk=a_conversation.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"by": "robot"}, "message_is_by_a_known_side"),
        ({"channel": "fax"}, "message_has_a_known_channel"),
        ({"reading": {}, "reader": ""}, "a_reading_names_its_reader"),
        ({"unread_reason": "The reader failed"}, "a_message_is_read_or_says_why_not"),
    ],
)
def test_a_message_makes_sense(a_conversation, change, sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Message.objects.filter(conversation=a_conversation).update(**change)


def test_only_our_messages_have_an_author(a_conversation, mia):
    with pytest.raises(IntegrityError, match="only_our_messages_have_an_author"), transaction.atomic():
        Message.objects.filter(conversation=a_conversation).update(author=mia)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "lost"}, "a_reply_is_somewhere_known"),
        ({"state": "sent"}, "a_sent_reply_says_when"),
        ({"sent_at": NOW}, "a_sent_reply_says_when"),
        ({"state": "failed"}, "a_failed_reply_says_why"),
    ],
)
def test_a_reply_on_its_way_makes_sense(a_conversation, mia, change, sentence):
    answered(a_conversation, "It leaves today.", by=mia)
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Outbox.objects.update(**change)


def test_what_exists_once_exists_once(a_conversation, mia, care):
    message = a_conversation.messages.get()
    raw = RawInbound.objects.get()
    address = ContactAddress.objects.get()
    for make, sentence in (
        (lambda: _copy(message), "message_arrives_once"),
        (lambda: _copy(raw, message=None), "raw_is_kept_once"),
        (lambda: _copy(address), "address_belongs_to_one_contact"),
        (lambda: _copy(Inbox.objects.first()), "inbox_name_is_taken_once"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            make()


def test_a_note_says_something(a_conversation, mia):
    with pytest.raises(IntegrityError, match="a_note_says_something"), transaction.atomic():
        Note.objects.create(conversation=a_conversation, author=mia, text="", written_at=NOW)


def _copy(record, **change):
    record.pk = None
    for name, value in change.items():
        setattr(record, name, value)
    record.save(force_insert=True)
