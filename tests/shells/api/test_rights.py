"""The stranger gets 404 on every record; everybody may do by API exactly what they may do by hand."""

import pytest
from django.test import Client

from cast import NOW, answered, last_of, minutes
from shells.api.conftest import Caller, a_token, arrival, refusal
from unruffled.desk.conversations.models import Conversation, Correction, Message
from unruffled.desk.journal.models import Entry


def everything():
    return Conversation.objects.count(), Message.objects.count(), Correction.objects.count(), Entry.objects.count()


def requests_for(conversation, reply):
    """Every call that names a record, with each of its numbers."""
    pk, message = conversation.pk, conversation.messages.order_by("pk").first().pk
    return [
        ("get", f"/conversations/{pk}", None),
        ("post", f"/conversations/{pk}/replies", {"text": "Mine now.", "seen": last_of(conversation)}),
        ("post", f"/messages/{message}/correction", {"heat": 0}),
        ("post", f"/messages/{reply.pk}/correction", {"heat": 0}),
        ("post", "/inbound", arrival(conversation=pk)),
        ("post", "/inbound/typing", {"conversation": pk}),
    ]


def ask(caller, method, path, body):
    return caller.get(path) if method == "get" else caller.post(path, body)


@pytest.fixture
def anas(a_conversation, mia):
    """Ana's conversation, with a reply of Mia's."""
    return a_conversation, answered(a_conversation, "I look for it.", by=mia, at=NOW + minutes(1))


def test_the_stranger_gets_the_same_404_as_for_nothing_on_every_record(anas, as_omar):
    nothing = as_omar.get("/conversations/999999").content
    before = everything()
    for method, path, body in requests_for(*anas):
        answer = ask(as_omar, method, path, body)

        refusal(answer, 404, "not_found")
        assert answer.content == nothing
    assert everything() == before


def test_the_stranger_finds_nothing_in_lists_and_search(anas, as_omar):
    empty = {"items": [], "next": None}

    assert as_omar.get("/conversations").json() == empty
    assert as_omar.get("/conversations", order="newest").json() == empty
    assert as_omar.get("/search", q="lamp").json() == empty
    assert as_omar.get("/conversations", after=f"9999999999999999.{anas[0].pk + 1}", order="newest").json() == empty


def test_a_fault_in_the_body_tells_the_stranger_no_more_than_the_404(anas, as_omar):
    """Fields are checked before the record is looked up, so the answer is the same for a missing one."""
    conversation, _ = anas
    for path in (f"/conversations/{conversation.pk}/replies", "/conversations/999999/replies"):
        assert refusal(as_omar.post(path, {}), 422, "invalid")["fields"].keys() == {"text", "seen"}


def test_the_strangers_copy_of_an_external_id_tells_nothing_of_ours(anas, as_mia, as_omar):
    ours = as_mia.post("/inbound", arrival(n=5)).json()
    theirs = as_omar.post("/inbound", arrival(n=5, text="Another text"))

    assert theirs.status_code == 201
    assert theirs.json()["conversation"] != ours["conversation"]


@pytest.mark.parametrize("who", ["mia", "noor", "sam", "maya"])
def test_the_team_and_the_managers_may_do_everything(anas, request, who):
    caller = Caller(a_token(request.getfixturevalue(who)))
    conversation, _ = anas

    assert caller.get(f"/conversations/{conversation.pk}").status_code == 200
    assert caller.post("/inbound/typing", {"conversation": conversation.pk}).status_code == 204
    first = conversation.messages.order_by("pk").first().pk
    assert caller.post(f"/messages/{first}/correction", {"heat": 1}).status_code == 201
    body = {"text": "Mine now.", "seen": last_of(conversation)}
    assert caller.post(f"/conversations/{conversation.pk}/replies", body).status_code == 201


def test_a_manager_sees_every_team(anas, a_strange_conversation, as_maya, as_mia):
    def seen(caller):
        return {row["id"] for row in caller.get("/conversations").json()["items"]}

    assert seen(as_maya) == {anas[0].pk, a_strange_conversation.pk}
    assert seen(as_mia) == {anas[0].pk}


def by_hand(person, conversation):
    """What a browser of this person gets for reading, correcting and answering."""
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    first = conversation.messages.order_by("pk").first().pk
    reply = {"text": "Friday.", "seen": last_of(conversation)}
    return [
        browser.get(f"/conversations/{conversation.pk}").status_code,
        browser.post(f"/messages/{first}/corrections", {"field": "heat", "value": "1"}).status_code,
        browser.post(f"/conversations/{conversation.pk}/replies", reply).status_code,
    ]


def by_api(person, conversation):
    """What a program with this person's token gets for the same."""
    caller = Caller(a_token(person))
    first = conversation.messages.order_by("pk").first().pk
    reply = {"text": "Friday.", "seen": last_of(conversation)}
    return [
        caller.get(f"/conversations/{conversation.pk}").status_code,
        caller.post(f"/messages/{first}/correction", {"heat": 1}).status_code,
        caller.post(f"/conversations/{conversation.pk}/replies", reply).status_code,
    ]


@pytest.mark.parametrize("who", ["mia", "noor", "sam", "maya", "omar"])
def test_the_pages_and_the_api_let_the_same_people_do_the_same(anas, request, who):
    person, stranger = request.getfixturevalue(who), who == "omar"

    assert [status < 400 for status in by_hand(person, anas[0])] == [not stranger] * 3
    assert by_api(person, anas[0]) == ([404] * 3 if stranger else [200, 201, 201])


def test_a_person_who_leaves_the_team_sees_nothing_at_the_next_call(anas, as_mia, mia):
    assert as_mia.get(f"/conversations/{anas[0].pk}").status_code == 200
    mia.teams.clear()

    refusal(as_mia.get(f"/conversations/{anas[0].pk}"), 404, "not_found")
    assert as_mia.get("/conversations").json()["items"] == []
