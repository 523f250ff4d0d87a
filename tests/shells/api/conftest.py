"""The cast with tokens, calling the API in JSON."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from unruffled.desk.people import actions


class Caller:
    """Somebody who calls the API with a token."""

    def __init__(self, token=""):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path, body, **headers):
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        given = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", raw, content_type="application/json", headers=given)


def a_token(person):
    return actions.issue_token(user=person, now=timezone.now())


@pytest.fixture
def as_mia(mia):
    return Caller(a_token(mia))


@pytest.fixture
def as_sam(sam):
    return Caller(a_token(sam))


@pytest.fixture
def as_maya(maya):
    return Caller(a_token(maya))


@pytest.fixture
def as_omar(omar):
    return Caller(a_token(omar))


@pytest.fixture
def as_nobody(db):
    return Caller()


def arrival(text="Where is my cot? I have waited three weeks.", n=1, **other):
    """The body of POST /inbound, from Ana."""
    return {
        "channel": "chat",
        "external_id": f"widget-{n}",
        "from": {"address": "ana@example.org", "name": "Ana"},
        "text": text,
        **other,
    }


def refusal(answer, status, code):
    """Return the document of a refusal, which has to be whole and of this status and code."""
    assert answer.status_code == status, answer.content
    document = answer.json()
    assert document["error"] == code, document
    assert document["detail"].endswith((".", "…"))
    assert isinstance(document["fields"], dict)
    return document
