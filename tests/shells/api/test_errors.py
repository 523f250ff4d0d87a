"""Every refusal is one kind of document, whatever was wrong and wherever it was noticed."""

import json

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from shells.api.conftest import Caller, a_token, arrival, refusal
from unruffled.desk.conversations import queries
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people import actions
from unruffled.engine.vocabulary import Decision, Reason
from unruffled.shells.api.errors import refusal_of

PLACES = [
    ("GET", "/conversations"),
    ("GET", "/conversations/1"),
    ("GET", "/search?q=lamp"),
    ("POST", "/inbound"),
    ("POST", "/inbound/typing"),
    ("POST", "/conversations/1/replies"),
    ("POST", "/messages/1/correction"),
]


def call(method, path, *, body="{}", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(raise_request_exception=False).generic(
        method, f"/api/v1{path}", body, content_type="application/json", headers=given
    )


@pytest.mark.parametrize(("method", "path"), PLACES)
@pytest.mark.parametrize(
    "token",
    [None, "", " ", "wrong", "x" * 5000, "a b", "\xff\xfe", "null", "[]", "' OR 1=1 --", "Basic bWlhOm1pYQ=="],
)
def test_who_has_no_good_token_is_told_the_same_everywhere(db, method, path, token):
    headers = {} if token is None else {"Authorization": token if token.startswith("Basic") else f"Bearer {token}"}
    answer = call(method, path, **headers)

    refusal(answer, 401, "unauthorised")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.content == call(method, path).content


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_a_revoked_token_and_one_of_somebody_who_left_open_nothing(mia, noor, method, path, django_user_model):
    revoked, left = a_token(mia), a_token(noor)
    actions.revoke_tokens(user=mia, now=mia.api_tokens.get().created_at)
    django_user_model.objects.filter(pk=noor.pk).update(is_active=False)

    assert call(method, path, Authorization=f"Bearer {revoked}").status_code == 401
    assert call(method, path, Authorization=f"Bearer {left}").status_code == 401


def test_a_session_is_no_token(mia, a_conversation):
    browser = Client()
    browser.force_login(mia)

    assert browser.get("/api/v1/conversations").status_code == 401


def test_the_word_bearer_may_be_written_in_any_way(mia):
    token = a_token(mia)

    assert call("GET", "/conversations", Authorization=f"bearer {token}").status_code == 200
    assert call("GET", "/conversations", Authorization=token).status_code == 401


def test_tokens_are_kept_as_hashes_only(mia):
    raw = a_token(mia)
    (kept,) = mia.api_tokens.values()

    assert raw not in json.dumps(kept, default=str)
    assert len(raw) >= 43


@pytest.mark.parametrize(
    "path",
    ["/", "/nothing", "/conversations/", "/conversations/1/notes", "/docs", "/conversations/one", "/%00", "/../v2"],
)
def test_an_address_that_does_not_exist_is_a_404_of_ours(as_mia, path):
    refusal(as_mia.get(path), 404, "not_found")


@pytest.mark.parametrize("pk", [0, 7, 2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_names_nothing_is_the_same_404(as_mia, pk):
    answer = as_mia.get(f"/conversations/{pk}")

    refusal(answer, 404, "not_found")
    assert answer.content == as_mia.get("/nothing").content


@pytest.mark.parametrize(("method", "path"), [*PLACES, ("GET", "/openapi.json")])
def test_another_method_is_refused_with_the_good_one(as_mia, method, path):
    for other in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {method}:
        answer = call(other, path, **as_mia.headers)

        refusal(answer, 405, "method_not_allowed")
        assert method in answer["Allow"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is needed"),
        (b"{", "line 1, column 2"),
        (b'{"text": "a",}', "line 1"),
        (b"{'text': 1}", "line 1, column 2"),
        (b"\xff\xfe", "byte 0"),
        (b'{"heat": NaN}', "cannot be read"),
        (b'{"seen": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"a":' * 20_000, "cannot be read"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(as_mia, body, words):
    answer = as_mia.post("/inbound", body)

    assert answer.status_code in (400, 422)
    assert words in answer.content.decode()


def test_a_body_too_large_is_refused_before_it_is_read(as_mia):
    document = refusal(as_mia.post("/inbound", b" " * 1_000_001), 413, "too_large")

    assert "1,000,001 bytes" in document["detail"]
    assert "1,000,000" in document["detail"]


def test_a_body_of_unknown_length_is_refused(as_mia):
    answer = Client().generic("POST", "/api/v1/inbound", b"", headers=as_mia.headers | {"Transfer-Encoding": "chunked"})

    refusal(answer, 411, "length_needed")


@pytest.mark.parametrize("length", ["many", "-5", "1e3"])
def test_a_length_that_is_none_is_refused(as_mia, length):
    answer = Client().generic("POST", "/api/v1/inbound", b"{}", CONTENT_LENGTH=length, headers=as_mia.headers)

    assert answer.status_code in (400, 422)
    assert answer.json()["error"]


def test_a_fault_of_ours_is_told_without_its_inside(as_mia, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(queries, "listed_for", broken)
    answer = as_mia.get("/conversations")

    refusal(answer, 500, "failed")
    assert b"secret" not in answer.content


def test_a_database_that_does_not_answer_is_told_as_such(as_mia, monkeypatch):
    def broken(*_, **__):
        raise OperationalError("server closed the connection at 10.0.0.7")

    monkeypatch.setattr(queries, "listed_for", broken)
    answer = as_mia.get("/conversations")

    refusal(answer, 503, "unavailable")
    assert b"10.0.0.7" not in answer.content
    assert answer["Retry-After"]


def test_answers_are_kept_by_nobody_and_carry_no_cookie(as_mia, a_conversation):
    for path in ("/conversations", f"/conversations/{a_conversation.pk}", "/nothing"):
        answer = as_mia.get(path)

        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        assert not answer.cookies


def test_the_log_says_nothing_that_a_contact_wrote(as_mia, monkeypatch, caplog):
    from unruffled.desk.flows import receive

    def broken(**_):
        raise RuntimeError("no")

    monkeypatch.setattr(receive, "receive", broken)
    refusal(as_mia.post("/inbound", arrival(text="My sister is ill")), 500, "failed")

    assert "failed" in caplog.text
    assert "sister" not in caplog.text


def test_a_caller_without_a_person_is_nobody(db):
    refusal(Caller("x").post("/inbound", arrival()), 401, "unauthorised")


def test_what_one_may_see_but_not_do_is_refused_with_whom_to_ask():
    decision = Decision(allowed=False, reasons=(Reason("amount", 500, "≤ 50"),), ask="manager")
    refused = refusal_of(NotAllowed(decision), RequestFactory().post("/api/v1/conversations/1/replies"))

    assert refused.status == 403
    assert refused.document["detail"] == "You may not do this here; ask a manager."


def test_asking_for_the_head_alone_is_asking(as_mia):
    answer = as_mia.client.head("/api/v1/conversations", headers=as_mia.headers)

    assert answer.status_code == 200
