"""A person's reading of a message counts, and what follows is folded again."""

import pytest

from cast import NOW, answered, fresh, minutes, said
from shells.api.conftest import refusal
from unruffled.desk.conversations.models import Correction


def correction(message):
    return f"/messages/{message.pk}/correction"


@pytest.fixture
def anas_message(a_conversation):
    return a_conversation.messages.get()


@pytest.mark.parametrize(
    ("body", "field", "after"),
    [
        ({"heat": 3}, "heat", 3),
        ({"conduct": "rude"}, "conduct", "rude"),
        ({"stage": "stuck"}, "stage", "stuck"),
        ({"signal": {"id": "sarcasm", "shows": True}}, "signal", {"id": "sarcasm", "shows": True}),
    ],
)
def test_one_field_is_corrected_and_kept_with_what_it_was(as_mia, mia, anas_message, body, field, after):
    answer = as_mia.post(correction(anas_message), body)

    assert answer.status_code == 201
    document = answer.json()
    assert (document["field"], document["after"], document["message"]) == (field, after, anas_message.pk)
    kept = Correction.objects.get()
    assert (kept.field, kept.after, kept.by) == (field, after, mia)


def test_the_corrected_turn_and_the_later_ones_are_folded_again(as_mia, mia, a_conversation, anas_message):
    answered(a_conversation, "I look it up.", by=mia, at=NOW + minutes(1))
    said(a_conversation, "Fine.", at=NOW + minutes(2))
    as_mia.post(correction(anas_message), {"heat": 4})
    turns = as_mia.get(f"/conversations/{a_conversation.pk}").json()["reading"]["turns"]

    assert turns[0]["heat"] == 4
    assert as_mia.get(f"/conversations/{a_conversation.pk}").json()["reading"]["case"]["peak_heat"] == 4
    assert fresh(a_conversation).trace[0] == 4.0


def test_only_what_the_contact_wrote_can_be_corrected(as_mia, mia, a_conversation):
    ours = answered(a_conversation, "I look it up.", by=mia)

    assert list(refusal(as_mia.post(correction(ours), {"heat": 1}), 422, "invalid")["fields"]) == ["heat"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"heat": 1, "conduct": "ok"}, "body"),
        ([], "body"),
        ('"heat"', "body"),
        (None, "body"),
        ({"heat": 5}, "heat"),
        ({"heat": -1}, "heat"),
        ({"heat": 2.5}, "heat"),
        ({"heat": "2"}, "heat"),
        ({"heat": True}, "heat"),
        ({"heat": None}, "heat"),
        ({"conduct": "difficult"}, "conduct"),
        ({"stage": "angry"}, "stage"),
        ({"signal": "sarcasm"}, "signal"),
        ({"signal": {"id": "moody", "shows": True}}, "signal.id"),
        ({"signal": {"id": "sarcasm"}}, "signal.shows"),
        ({"signal": {"id": "sarcasm", "shows": "yes"}}, "signal.shows"),
        ({"signal": {"id": "sarcasm", "shows": True, "spans": []}}, "signal.spans"),
        ({"text": "kinder"}, "text"),
    ],
)
def test_anything_else_is_refused_and_changes_nothing(as_mia, anas_message, body, field):
    document = refusal(as_mia.post(correction(anas_message), body), 422, "invalid")

    assert next(iter(document["fields"])) == field
    assert not Correction.objects.exists()


def test_a_wrong_word_is_answered_with_the_good_ones(as_mia, anas_message):
    document = refusal(as_mia.post(correction(anas_message), {"conduct": "difficult"}), 422, "invalid")

    assert all(word in document["fields"]["conduct"] for word in ("ok", "rude", "abuse", "threat"))
