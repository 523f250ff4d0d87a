"""The OpenAPI document says what the API takes and answers, and what it says is held against the API itself."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from cast import last_of
from shells.api.conftest import a_token
from unruffled.shells.api.interface import api
from unruffled.site.asgi import django_wsgi

EXAMPLES = 25

OPERATIONS = [
    ("POST", "/api/v1/inbound"),
    ("POST", "/api/v1/inbound/typing"),
    ("GET", "/api/v1/conversations"),
    ("GET", "/api/v1/conversations/{pk}"),
    ("POST", "/api/v1/conversations/{pk}/replies"),
    ("POST", "/api/v1/messages/{pk}/correction"),
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


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_the_document_says_is_so(a_conversation, mia, document, method, path):
    """schemathesis makes good and bad requests of each operation; every answer must be one that was promised."""
    schema = schemathesis.openapi.from_dict(document)
    operation = schema[path][method]
    headers = {"Authorization": f"Bearer {a_token(mia)}", "Host": "localhost"}
    parts = {"pk": a_conversation.pk if "conversations" in path else last_of(a_conversation)}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        response = case.call(headers=headers, app=django_wsgi)
        case.validate_response(response, headers=headers)

    for case_of in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
        from hypothesis import given

        strategy = operation.as_strategy(generation_mode=case_of)
        if parts and "{pk}" in path and case_of is schemathesis.GenerationMode.POSITIVE:

            def at_the_record(case):
                case.path_parameters = dict(parts)
                return case

            strategy = strategy.map(at_the_record)
        given(case=strategy)(holds)()
