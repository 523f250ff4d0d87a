"""People with tokens, an inbox for each team, and a caller that speaks JSON."""

import json
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from unruffled.desk.conversations.actions import add_inbox
from unruffled.desk.people import actions


class Caller:
    """Somebody who calls the API with a token."""

    def __init__(self, token):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path, body, **headers):
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        given = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", raw, content_type="application/json", headers=given)


def make_house():
    """Two teams with an inbox each: Deliveries with Mia and Sam, Elsewhere with Omar; Maya manages."""
    teams = {name: actions.add_team(name) for name in ("Deliveries", "Elsewhere")}
    house = SimpleNamespace(teams=teams, people={}, tokens={})
    for name, role, team in (
        ("mia", "agent", "Deliveries"),
        ("sam", "supervisor", "Deliveries"),
        ("maya", "manager", None),
        ("omar", "agent", "Elsewhere"),
    ):
        person = actions.add_person(
            username=name,
            email=f"{name}@example.org",
            name=name.title(),
            role=role,
            teams=(teams[team],) if team else (),
        )
        house.people[name] = person
        house.tokens[name] = actions.issue_token(user=person, now=timezone.now())
        setattr(house, name, Caller(house.tokens[name]))
    house.nobody = Caller("")
    add_inbox(name="Chat", channel="chat", team_id=teams["Deliveries"].pk)
    add_inbox(name="Chat elsewhere", channel="chat", team_id=teams["Elsewhere"].pk)
    add_inbox(name="Mail", channel="email", team_id=teams["Deliveries"].pk)
    return house


@pytest.fixture
def house(db):
    return make_house()


@pytest.fixture
def lasting_house(transactional_db):
    """The same where everything is committed, for callers at once."""
    return make_house()


def arrival(text="Where is my cot? I have waited three weeks.", n=1, **other):
    """The body of POST /inbound, from Ana."""
    return {
        "channel": "chat",
        "external_id": f"widget-{n}",
        "from": {"address": "ana@example.org", "name": "Ana"},
        "text": text,
        **other,
    }


@pytest.fixture
def anas(house):
    """The id of a conversation with Ana, who has written once."""
    return house.mia.post("/inbound", arrival()).json()["conversation"]
