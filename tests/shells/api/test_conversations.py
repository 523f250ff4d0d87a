"""Conversations are listed page by page, and shown with their messages and their reading."""

import pytest

from cast import NOW, answered, minutes, said
from shells.api.conftest import refusal
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import close


def ids(answer):
    return [item["id"] for item in answer.json()["items"]]


@pytest.fixture
def twelve(care, mia):
    """Twelve conversations of all heats (two without any), the last one changed last."""
    from unruffled.desk.conversations import actions

    inbox = care.inboxes.get(channel="chat")
    made = []
    for n in range(12):
        contact = actions.contact_at(kind="chat", value=f"c-{n}", name=f"C {n}", now=NOW)
        conversation = actions.open_conversation(
            inbox=inbox, contact=contact, subject=f"Matter {n}", now=NOW + minutes(n)
        )
        heat = None if n in (4, 9) else (n * 7 % 5) + 1 / 3 * (n % 2)
        heat = None if heat is None else round(min(heat, 4.0), 4)
        Conversation.objects.filter(pk=conversation.pk).update(
            heat_score=heat, heat=None if heat is None else round(heat)
        )
        made.append(conversation.pk)
    return made


def test_a_row_says_what_a_list_needs(as_mia, a_conversation):
    (row,) = as_mia.get("/conversations").json()["items"]

    assert list(row) == [
        "id", "subject", "contact", "channel", "status", "heat", "stage", "waiting_since", "assignee",
    ]  # fmt: skip
    assert row["id"] == a_conversation.pk
    assert row["contact"] == "Ana"
    assert row["status"] == "open"
    assert row["waiting_since"] == "2026-11-19T14:00:00Z"
    assert row["assignee"] is None


@pytest.mark.parametrize("order", ["hottest", "newest"])
@pytest.mark.parametrize("limit", [1, 3, 5, 12])
def test_the_pages_together_hold_every_conversation_once_in_order(as_mia, twelve, order, limit):
    found, after = [], None
    while True:
        answer = as_mia.get("/conversations", limit=limit, order=order, **({"after": after} if after else {}))
        found += ids(answer)
        after = answer.json()["next"]
        if after is None:
            break

    whole = ids(as_mia.get("/conversations", order=order, limit=200))
    assert found == whole
    assert sorted(found) == sorted(twelve)


def test_hottest_first_is_by_heat_and_those_never_read_come_last(as_mia, twelve):
    rows = as_mia.get("/conversations").json()["items"]
    heats = dict(Conversation.objects.values_list("pk", "heat_score"))
    scores = [heats[row["id"]] for row in rows]

    assert scores[-2:] == [None, None]
    assert scores[:-2] == sorted(scores[:-2], reverse=True)


def test_newest_first_is_by_the_last_change(as_mia, twelve):
    assert ids(as_mia.get("/conversations", order="newest")) == twelve[::-1]


def test_a_conversation_that_arrives_between_two_pages_moves_nothing(as_mia, twelve, care):
    first = as_mia.get("/conversations", order="newest", limit=6)
    said(Conversation.objects.get(pk=twelve[0]), "One more thing", at=NOW + minutes(60))
    second = as_mia.get("/conversations", order="newest", limit=6, after=first.json()["next"])

    assert ids(first) + ids(second) == twelve[:0:-1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"order": "coldest"}, "order"),
        ({"after": "here"}, "after"),
        ({"after": "1.2.3"}, "after"),
        ({"after": "9" * 50}, "after"),
        ({"after": "9" * 61}, "after"),
        ({"after": "'; --"}, "after"),
        ({"team": 1}, "team"),
        ({"assignee": "mia"}, "assignee"),
    ],
)
def test_a_list_refuses_what_it_does_not_know(as_mia, query, field):
    document = refusal(as_mia.get("/conversations", **query), 422, "invalid")

    assert list(document["fields"]) == [field]


def test_one_conversation_has_its_messages_and_a_reading_turn_by_turn(as_mia, mia, an_angry_conversation):
    answered(an_angry_conversation, "That is two lost days, and it was our mistake.", by=mia, at=NOW + minutes(2))
    said(an_angry_conversation, "And when will he come?", at=NOW + minutes(4))
    document = as_mia.get(f"/conversations/{an_angry_conversation.pk}").json()

    assert [m["by"] for m in document["messages"]] == ["customer", "agent", "customer"]
    assert [m["author"] for m in document["messages"]] == [None, "Mia", None]
    assert [m["delivery"] for m in document["messages"]] == [None, "held", None]
    assert [m["n"] for m in document["messages"]] == [1, 2, 3]
    reading = document["reading"]
    assert reading["schema"] == "unruffled-reading/1"
    assert [(turn["n"], turn["by"]) for turn in reading["turns"]] == [(1, "customer"), (2, "agent"), (3, "customer")]
    assert {"heat", "conduct", "stage", "signals", "moves", "guard", "boundary", "flags"} <= set(reading["turns"][0])
    assert {"good", "bad"} == set(reading["turns"][1]["agent_signals"])
    assert {"outcome", "root_cause", "peak_heat", "promises"} <= set(reading["case"])


def test_the_reading_points_at_the_words_of_the_messages(as_mia, an_angry_conversation):
    document = as_mia.get(f"/conversations/{an_angry_conversation.pk}").json()
    text = document["messages"][0]["text"]
    signals = document["reading"]["turns"][0]["signals"]

    assert signals
    for signal in signals:
        assert all(0 <= start < end <= len(text) for start, end in signal["spans"])


def test_notes_are_not_among_the_messages(as_mia, mia, a_conversation):
    from unruffled.desk.flows import note

    note.add(conversation=a_conversation, author=mia, text="Her brother works here.", now=NOW)

    assert b"brother" not in as_mia.get(f"/conversations/{a_conversation.pk}").content


def test_a_reply_taken_back_is_not_among_the_messages(as_mia, mia, a_conversation):
    from unruffled.desk.flows import reply

    message = answered(a_conversation, "Too quick.", by=mia)
    reply.undo(message=message, agent=mia, now=NOW)

    document = as_mia.get(f"/conversations/{a_conversation.pk}").json()
    assert [m["by"] for m in document["messages"]] == ["customer"]
    assert len(document["reading"]["turns"]) == 1


def test_a_closed_conversation_says_when(as_mia, mia, a_conversation):
    close.close(conversation=a_conversation, by=mia, now=NOW + minutes(5))
    document = as_mia.get(f"/conversations/{a_conversation.pk}").json()

    assert (document["status"], document["closed_at"]) == ("closed", "2026-11-19T14:05:00Z")
    assert document["waiting_since"] is None


def test_a_row_and_the_whole_conversation_say_the_same(as_mia, an_angry_conversation):
    (row,) = as_mia.get("/conversations").json()["items"]
    whole = as_mia.get(f"/conversations/{an_angry_conversation.pk}").json()

    assert {key: whole[key] for key in row} == row


def test_search_finds_what_was_said_by_anybody(as_mia, mia, a_conversation, an_angry_conversation):
    answered(an_angry_conversation, "The fitter has the brass hinges with him.", by=mia)

    assert ids(as_mia.get("/search", q="lamp")) == [a_conversation.pk]
    assert ids(as_mia.get("/search", q="brass hing")) == [an_angry_conversation.pk]
    assert ids(as_mia.get("/search", q="brass lamp")) == []


@pytest.mark.parametrize(
    "q", ["", " ", "'", "& | !", "\\", "%_", "a\x00b", "<script>", "-- x", "(" * 400, "\U0001f621"]
)
def test_search_takes_any_letters_as_words(as_mia, a_conversation, q):
    answer = as_mia.get("/search", q=q)

    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next": None}


def test_search_needs_words_and_not_too_many(as_mia):
    assert refusal(as_mia.get("/search"), 422, "invalid")["fields"] == {"q": "This is needed."}
    refusal(as_mia.get("/search", q="x" * 501), 422, "invalid")
    refusal(as_mia.get("/search", q="x", order="hottest"), 422, "invalid")
