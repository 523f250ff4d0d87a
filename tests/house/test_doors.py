"""Every address of the house, walked: nobody gets in unsigned, and a stranger gets 404 on every record of others."""

import json
import re

import pytest
from django.urls import get_resolver

from cast import NOW, last_of
from unruffled.desk.cases.models import Case
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import token
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import ApiToken, User

VERBS = ("get", "post", "put", "patch", "delete")
API = "api/v1/"
LINKS = {"welcome/<str:secret>", "password/<str:secret>"}
PUBLIC = {"healthz", "practice-seat", "sign-in", "sign-out", *LINKS, API + "openapi.json"}
MANAGERS = ("settings/people/", "settings/inboxes/", "set-up/")
ANYBODYS = {"practice-seat", "sign-out"}
BODIES = {"/replies": {"text": "Hello", "seen": 0}, "/correction": {"heat": 1}}
QUESTIONS = {"/acts": {"move": "commit_concrete"}}
MISSING = 987_654_321


def addresses():
    """Return every route as it is written, such as conversations/<int:pk>/notes."""
    return sorted(set(walk(get_resolver().url_patterns, "")))


def walk(patterns, before):
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, here)
        else:
            yield here


def records():
    """Return the routes that name a record."""
    return [route for route in addresses() if "<" in route and "<str:" not in route]


def filled(route, *, conversation, message, saved_view=1, file=1):
    """Return the address with the numbers of these records in it."""
    place = route.removeprefix(API)

    def number(found):
        kind, name = found["kind"], found["name"]
        if kind == "str":
            return "nonsense"
        if place.startswith("views/"):
            return str(saved_view)
        if place.startswith("set-up/"):
            return "1"
        if place.startswith("settings/people/"):
            return str(mias_number(conversation))
        if place.startswith("settings/you/tokens/"):
            return str(mias_token(conversation))
        if place.startswith(("mail/", "settings/inboxes/")):
            return str(mail_inbox_of(conversation))
        if place.startswith("cases/"):
            return str(case_of(conversation))
        if name == "file_pk":
            return str(file)
        of_message = name == "message_pk" or place.startswith("messages/")
        assert kind in ("int", None), f"tell this test what {found[0]} of {route} is"
        assert of_message or (name in ("pk", "id") and place.startswith("conversations/")), (
            f"what is {name} in {route}?"
        )
        return str(message if of_message else conversation)

    return "/" + re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", number, route)


def mias_token(conversation):
    """Return a token of Mia's; a missing conversation has none."""
    if conversation in (1, MISSING):
        return conversation
    token.issue(person=User.objects.get(username="mia"), label="", now=NOW)
    return ApiToken.objects.latest("pk").pk


def mias_number(conversation):
    """Return somebody of this conversation's team; a missing conversation has nobody."""
    if conversation in (1, MISSING):
        return conversation
    return User.objects.get(username="mia").pk


def mail_inbox_of(conversation):
    """Return the inbox for mail of this conversation's team; a missing conversation has a missing inbox."""
    if conversation in (1, MISSING):
        return conversation
    return Inbox.objects.get(team__conversations=conversation, channel="email").pk


def case_of(conversation):
    """Return a case of this conversation, made here if there is none; a missing conversation has a missing case."""
    if conversation in (1, MISSING):
        return conversation
    return Case.objects.get_or_create(conversation_id=conversation, defaults={"opened_at": NOW})[0].pk


def call(client, verb, address, **given):
    """Call with a question or a body that passes the form, so that only the record decides."""
    if verb == "get":
        return client.get(address, at_the_end_of(address, QUESTIONS), **given)
    body = json.dumps(at_the_end_of(address, BODIES))
    return getattr(client, verb)(address, data=body, content_type="application/json", **given)


def at_the_end_of(address, choices):
    return next((choice for end, choice in choices.items() if address.endswith(end)), {})


def with_a_file(conversation):
    """Let the last message have come with a file and a page of its own; return the file's number."""
    from unruffled.channels.envelope import Attachment
    from unruffled.desk.conversations.actions.files import keep_files

    message = conversation.messages.get(pk=last_of(conversation))
    keep_files(message, [Attachment("bill.pdf", "application/pdf", 5, content=b"%PDF-")])
    conversation.messages.filter(pk=message.pk).update(html="<p>Hello</p>")
    return message.attachments.get().pk


@pytest.fixture
def key_of(db):
    """Return what the API wants to see of somebody."""
    from unruffled.desk.people import actions

    return lambda person: {"HTTP_AUTHORIZATION": f"Bearer {actions.issue_token(user=person, now=NOW)}"}


@pytest.fixture
def a_saved_view(mia):
    """A list that Mia comes back to."""
    from unruffled.desk.conversations.queries import Filter
    from unruffled.desk.flows import saved_view

    return saved_view.keep(owner=mia, name="Chats", view="team", only=Filter(channel="chat"), now=NOW)


def test_the_walk_finds_the_house():
    found = addresses()

    assert {"healthz", "conversations/<int:pk>", API + "conversations/<id>"} <= set(found)
    assert len(records()) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in addresses() if route not in PUBLIC])
def test_nobody_gets_in_unsigned(route, client):
    address = filled(route, conversation=1, message=1)
    for verb in VERBS:
        answer = call(client, verb, address)

        if route.startswith(API):
            assert answer.status_code in (401, 404, 405), f"{verb} {address}"
        else:
            assert answer.status_code in (302, 401), f"{verb} {address}"
            assert answer.get("Location", "/sign-in").startswith("/sign-in"), f"{verb} {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", records())
def test_a_stranger_gets_404_on_every_record_he_may_not_see(route, client, a_conversation, a_saved_view, omar, key_of):
    client.force_login(omar)
    beside = {"saved_view": a_saved_view.pk, "file": with_a_file(a_conversation)}
    theirs = filled(route, conversation=a_conversation.pk, message=last_of(a_conversation), **beside)
    missing = filled(route, conversation=MISSING, message=MISSING, saved_view=MISSING, file=MISSING)
    known = key_of(omar) if route.startswith(API) else {}
    reached = []
    for verb in VERBS:
        answer, nothing = call(client, verb, theirs, **known), call(client, verb, missing, **known)

        assert answer.status_code in (404, 405), f"{verb} {theirs}: {answer.status_code}"
        assert (answer.status_code, body_of(answer)) == (nothing.status_code, body_of(nothing)), f"{verb} {theirs}"
        reached += [verb] if answer.status_code == 404 else []
    assert reached, f"no verb at all reaches {theirs}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", records())
def test_who_may_see_it_gets_something_else_than_404(route, client, mia, maya, a_conversation, a_saved_view, key_of):
    """Without this the walk above could be green because its addresses lead nowhere."""
    people.make_organisation(name="Harbour Lane", now=NOW)
    client.force_login(maya if route.startswith(MANAGERS) else mia)
    beside = {"saved_view": a_saved_view.pk, "file": with_a_file(a_conversation)}
    address = filled(route, conversation=a_conversation.pk, message=last_of(a_conversation), **beside)
    known = key_of(mia) if route.startswith(API) else {}

    statuses = {verb: call(client, verb, address, **known).status_code for verb in VERBS}

    assert set(statuses.values()) - {404, 405}, f"{address}: {statuses}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in addresses() if "<" not in route and route not in ANYBODYS])
def test_no_page_tells_a_stranger_what_others_talk_about(route, client, a_conversation, omar, key_of):
    client.force_login(omar)
    known = key_of(omar) if route.startswith(API) else {}

    text = body_of(client.get(f"/{route}", {"q": "lamp"}, **known))

    assert "HL-4471" not in text
    assert "Ana" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("inbound", {"channel": "chat", "external_id": "x1", "from": {"address": "omar"}, "text": "hello"}),
        ("inbound/typing", {}),
    ],
)
def test_a_stranger_cannot_write_into_a_conversation_by_its_number(address, body, client, a_conversation, omar, key_of):
    given = {**body, "conversation": a_conversation.pk}

    answer = client.post(f"/{API}{address}", given, content_type="application/json", **key_of(omar))

    assert answer.status_code in (404, 422)
    assert a_conversation.messages.count() == 1


def body_of(answer):
    """Return what was answered, without what is new in every answer."""
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", text)
