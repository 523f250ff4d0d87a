"""Answering by API: as by hand, and never past somebody else."""

import pytest

from cast import NOW, answered, fresh, last_of, minutes, said, told
from shells.api.conftest import refusal
from unruffled.desk.conversations.models import Message

WORDS = "The new date is Friday, and I will ring you at 12:15 today."


def replies(conversation):
    return f"/conversations/{conversation.pk}/replies"


def test_a_reply_is_taken_and_waits_ten_seconds(as_mia, a_conversation):
    answer = as_mia.post(replies(a_conversation), {"text": WORDS, "seen": last_of(a_conversation)})

    assert answer.status_code == 201
    message = Message.objects.get(pk=answer.json()["message"])
    assert (message.text, message.by, message.author.username) == (WORDS, "agent", "mia")
    assert message.outbox.state == "held"
    assert fresh(a_conversation).waiting_since is None
    assert "reply.held" in told(a_conversation)


def test_a_supervisors_reply_is_a_supervisors(as_sam, a_conversation):
    pk = as_sam.post(replies(a_conversation), {"text": WORDS, "seen": last_of(a_conversation)}).json()["message"]

    assert Message.objects.get(pk=pk).by == "supervisor"


def test_who_has_not_seen_the_newer_messages_gets_them_instead(as_mia, noor, a_conversation):
    seen = last_of(a_conversation)
    said(a_conversation, "Hello? Anyone?", at=NOW + minutes(1))
    answered(a_conversation, "I am looking.", by=noor, at=NOW + minutes(2))
    document = refusal(as_mia.post(replies(a_conversation), {"text": WORDS, "seen": seen}), 409, "stale")

    assert [(m["by"], m["author"], m["text"]) for m in document["messages"]] == [
        ("customer", None, "Hello? Anyone?"),
        ("agent", "Noor", "I am looking."),
    ]
    assert a_conversation.messages.count() == 3


def test_after_the_newer_messages_are_seen_the_same_reply_goes(as_mia, a_conversation):
    seen = last_of(a_conversation)
    said(a_conversation, "Hello? Anyone?")
    document = as_mia.post(replies(a_conversation), {"text": WORDS, "seen": seen}).json()
    answer = as_mia.post(replies(a_conversation), {"text": WORDS, "seen": document["messages"][-1]["id"]})

    assert answer.status_code == 201


def test_the_same_reply_sent_twice_goes_once(as_mia, a_conversation):
    body = {"text": WORDS, "seen": last_of(a_conversation)}
    first, second = as_mia.post(replies(a_conversation), body), as_mia.post(replies(a_conversation), body)

    assert first.status_code == 201
    assert [m["text"] for m in refusal(second, 409, "stale")["messages"]] == [WORDS]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "", "seen": 1}, "text"),
        ({"text": "\n", "seen": 1}, "text"),
        ({"text": "I ring at {time}.", "seen": 1}, "text"),
        ({"text": "x" * 100_001, "seen": 1}, "text"),
        ({"seen": 1}, "text"),
        ({"text": WORDS}, "seen"),
        ({"text": WORDS, "seen": None}, "seen"),
        ({"text": WORDS, "seen": "1"}, "seen"),
        ({"text": WORDS, "seen": -1}, "seen"),
        ({"text": WORDS, "seen": 2**63}, "seen"),
        ({"text": WORDS, "seen": 1, "author": 1}, "author"),
        ({"text": WORDS, "seen": 1, "by": "supervisor"}, "by"),
        ({"text": WORDS, "seen": 1, "sent_at": "2026-11-19T14:00:00Z"}, "sent_at"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_sent(as_mia, a_conversation, body, field):
    if body.get("seen") == 1:
        body = body | {"seen": last_of(a_conversation)}
    document = refusal(as_mia.post(replies(a_conversation), body), 422, "invalid")

    assert list(document["fields"]) == [field]
    assert a_conversation.messages.count() == 1


def test_a_place_to_fill_in_is_named(as_mia, a_conversation):
    body = {"text": "I ring at {time}, {name}.", "seen": last_of(a_conversation)}
    document = refusal(as_mia.post(replies(a_conversation), body), 422, "invalid")

    assert "time" in document["fields"]["text"]
    assert "name" in document["fields"]["text"]
