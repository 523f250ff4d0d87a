"""Messages are handed in once, whole, and into what the caller may see."""

import pytest

from cast import fresh, told
from shells.api.conftest import arrival, refusal
from unruffled.desk.conversations.models import Conversation, Message


def test_a_message_arrives_and_says_where_it_went(as_mia):
    answer = as_mia.post("/inbound", arrival())

    assert answer.status_code == 201
    message = Message.objects.get()
    assert answer.json() == {"conversation": message.conversation_id, "message": message.pk}
    assert message.text == arrival()["text"]
    assert message.conversation.contact.name == "Ana"
    assert "message.received" in told(message.conversation)


def test_the_same_message_again_is_the_same_answer_with_200(as_mia):
    first = as_mia.post("/inbound", arrival())
    again = as_mia.post("/inbound", arrival())

    assert again.status_code == 200
    assert again.json() == first.json()
    assert Message.objects.count() == 1


def test_another_text_under_the_same_external_id_is_refused(as_mia):
    as_mia.post("/inbound", arrival())
    document = refusal(as_mia.post("/inbound", arrival(text="Something else")), 409, "other_text")

    assert "external_id" in document["fields"]
    assert Message.objects.count() == 1


def test_a_second_message_of_the_contact_goes_on_in_the_same_conversation(as_mia):
    first = as_mia.post("/inbound", arrival(n=1)).json()
    second = as_mia.post("/inbound", arrival(n=2, text="Anyone?")).json()

    assert first["conversation"] == second["conversation"]
    assert first["message"] < second["message"]


def test_a_message_may_name_its_conversation(as_mia):
    pk = as_mia.post("/inbound", arrival()).json()["conversation"]
    answer = as_mia.post("/inbound", arrival(n=2, text="More", conversation=pk))

    assert answer.json()["conversation"] == pk


def test_nobody_writes_into_a_conversation_with_somebody_else(as_mia):
    as_mia.post("/inbound", arrival(n=1, **{"from": {"address": "rob@example.org"}}))
    pk = as_mia.post("/inbound", arrival(n=2)).json()["conversation"]
    rob = {"address": "rob@example.org", "name": "Rob"}
    document = refusal(as_mia.post("/inbound", arrival(n=3, conversation=pk, **{"from": rob})), 422, "invalid")

    assert list(document["fields"]) == ["from.address"]


def test_a_conversation_elsewhere_and_one_that_is_missing_are_the_same_404(a_conversation, as_omar):
    elsewhere = as_omar.post("/inbound", arrival(conversation=a_conversation.pk))
    missing = as_omar.post("/inbound", arrival(conversation=10**12))

    refusal(elsewhere, 404, "not_found")
    assert elsewhere.content == missing.content
    assert a_conversation.messages.count() == 1


def test_a_message_lands_with_the_team_of_the_caller(as_omar, omar):
    pk = as_omar.post("/inbound", arrival()).json()["conversation"]

    assert Conversation.objects.get(pk=pk).team_id == omar.teams.get().pk


def test_a_channel_without_an_inbox_is_refused_with_its_name(as_omar):
    document = refusal(as_omar.post("/inbound", arrival(channel="sms")), 422, "invalid")

    assert "sms" in document["fields"]["channel"]


def test_the_time_of_sending_is_kept_in_utc(as_mia):
    as_mia.post("/inbound", arrival(sent_at="2026-11-03T14:20:00.123456+01:00"))
    pk = Message.objects.get().conversation_id

    assert as_mia.get(f"/conversations/{pk}").json()["messages"][0]["sent_at"] == "2026-11-03T13:20:00.123456Z"


@pytest.mark.parametrize(
    "text",
    ["á\u0301 \U0001f621 ‮right to left", "a\u0000b", "x" * 100_000, "€" * 33_333, "\ud83d\ude21 by halves"],
)
def test_a_text_of_any_letters_arrives_with_every_character_in_its_place(as_mia, text):
    import json

    answer = as_mia.post("/inbound", json.dumps(arrival(text=text)))

    assert answer.status_code == 201
    wanted = text.encode("utf-16", "surrogatepass").decode("utf-16").replace("\0", "\ufffd")
    assert Message.objects.get().text == wanted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": 7}, "text"),
        ({"text": None}, "text"),
        ({"text": "€" * 33_334}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"channel": "fax"}, "channel"),
        ({"channel": ["chat"]}, "channel"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": 7}, "external_id"),
        ({"external_id": "x" * 301}, "external_id"),
        ({"external_id": "a\u0000"}, "external_id"),
        ({"from": "ana@example.org"}, "from"),
        ({"from": {}}, "from.address"),
        ({"from": {"address": ""}}, "from.address"),
        ({"from": {"address": " "}}, "from.address"),
        ({"from": {"address": "a", "role": "manager"}}, "from.role"),
        ({"from": {"address": "a", "name": "x" * 201}}, "from.name"),
        ({"conversation": "1"}, "conversation"),
        ({"conversation": 0}, "conversation"),
        ({"conversation": True}, "conversation"),
        ({"conversation": 1.5}, "conversation"),
        ({"conversation": 2**63}, "conversation"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": 1700000000}, "sent_at"),
        ({"sent_at": "2026-11-03"}, "sent_at"),
        ({"sent_at": "2026-11-03T14:20:00"}, "sent_at"),
        ({"sent_at": "0001-01-01T00:00:00+14:00"}, "sent_at"),
        ({"team": 1}, "team"),
        ({"by": "agent"}, "by"),
        ({"heat": 0}, "heat"),
        ({"author": "mia"}, "author"),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_changes_nothing(as_mia, changes, field):
    document = refusal(as_mia.post("/inbound", arrival(**changes)), 422, "invalid")

    assert list(document["fields"]) == [field]
    assert document["fields"][field].endswith(".")
    assert not Message.objects.exists()


def test_every_missing_field_is_named(as_mia):
    document = refusal(as_mia.post("/inbound", {}), 422, "invalid")

    assert sorted(document["fields"]) == ["channel", "external_id", "from", "text"]


def test_a_large_text_is_refused_with_its_size_in_a_sentence(as_mia):
    document = refusal(as_mia.post("/inbound", arrival(text="€" * 33_334)), 422, "invalid")

    assert document["fields"]["text"] == "This has 100,002 bytes; at most 100,000 are taken."


def test_the_contact_is_writing(as_mia, a_conversation):
    answer = as_mia.post("/inbound/typing", {"conversation": a_conversation.pk})

    assert (answer.status_code, answer.content) == (204, b"")
    assert fresh(a_conversation).typing_at is not None
    assert fresh(a_conversation).version == a_conversation.version


def test_a_stranger_cannot_say_that_somebody_is_writing(a_conversation, as_omar):
    refusal(as_omar.post("/inbound/typing", {"conversation": a_conversation.pk}), 404, "not_found")

    assert fresh(a_conversation).typing_at is None
