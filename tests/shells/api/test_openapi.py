"""The OpenAPI document says what the API takes and answers, and what it says is held against the API itself."""

import json
from itertools import count

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from cast import last_of
from shells.api.conftest import a_token
from unruffled.desk.conversations.actions import add_inbox
from unruffled.shells.api.interface import api
from unruffled.site.asgi import django_wsgi

EXAMPLES = 25
FEW = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

OPERATIONS = [
    ("POST", "/api/v1/inbound"),
    ("POST", "/api/v1/inbound/typing"),
    ("GET", "/api/v1/conversations"),
    ("GET", "/api/v1/conversations/{id}"),
    ("POST", "/api/v1/conversations/{id}/replies"),
    ("POST", "/api/v1/messages/{id}/correction"),
    ("GET", "/api/v1/search"),
]


@pytest.fixture
def document(as_nobody):
    return as_nobody.get("/openapi.json").json()


def test_the_document_names_every_call(document):
    found = [(method.upper(), path) for path, methods in document["paths"].items() for method in methods]

    assert sorted(found) == sorted(OPERATIONS)


def test_every_call_needs_a_token_and_says_how_it_refuses(document):
    for methods in document["paths"].values():
        for call in methods.values():
            assert call["security"] == [{"Token": []}]
            assert {"401", "404", "422"} <= set(call["responses"])
            assert call["summary"]


def test_every_post_takes_an_idempotency_key(document):
    for path, methods in document["paths"].items():
        names = {p["name"] for p in methods.get("post", {}).get("parameters", []) if p["in"] == "header"}
        assert names == ({"Idempotency-Key"} if "post" in methods else set()), path


def test_every_body_refuses_unknown_fields(document):
    for name in ("Arrival", "Sender", "Typing", "Reply", "Correction", "SignalCorrection"):
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_the_document_says_nothing_of_pages_that_do_not_exist(as_nobody):
    assert as_nobody.get("/docs").status_code == 404
    assert "cdn" not in json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))


@pytest.mark.parametrize("kind", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_the_document_says_is_so(transactional_db, a_conversation, mia, method, path, kind):
    """Good and bad requests are made up from the document; each answer must be one that was promised."""
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", django_wsgi)[path][method]
    headers = {"Authorization": f"Bearer {a_token(mia)}"}
    for channel in ("sms", "social"):
        add_inbox(name=channel, channel=channel, team_id=a_conversation.team_id)
    record = a_conversation.pk if "conversations" in path else last_of(a_conversation)

    keys = count(1)

    @settings(FEW, max_examples=EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=kind))
    def holds(case):
        if kind is GenerationMode.POSITIVE and "{id}" in path:
            case.path_parameters = {"id": record}
        if "Idempotency-Key" in (case.headers or {}) and kind is GenerationMode.POSITIVE:
            case.headers["Idempotency-Key"] += f".{next(keys)}"  # one made up twice would be refused, rightly
        case.call_and_validate(headers=headers)

    holds()
