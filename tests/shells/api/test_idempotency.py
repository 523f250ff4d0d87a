"""A POST that is sent again with its Idempotency-Key does nothing twice, whatever happened in between."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cast import fresh, last_of
from shells.api.conftest import Caller, a_token, arrival, refusal
from unruffled.desk.conversations.models import Correction, Message
from unruffled.desk.journal import answers
from unruffled.desk.journal.models import Entry, Remembered
from unruffled.shells.api import idempotency

KEY = {"Idempotency_Key": "6f1c2f3e-1"}


def everything():
    """How much of everything there is."""
    return Message.objects.count(), Correction.objects.count(), Entry.objects.count()


@pytest.fixture
def posts(a_conversation):
    """One good request for every POST of the API."""
    message = last_of(a_conversation)
    return {
        "inbound": ("/inbound", arrival()),
        "typing": ("/inbound/typing", {"conversation": a_conversation.pk}),
        "reply": (f"/conversations/{a_conversation.pk}/replies", {"text": "Friday.", "seen": message}),
        "correction": (f"/messages/{message}/correction", {"heat": 2}),
    }


@pytest.mark.parametrize("name", ["inbound", "typing", "reply", "correction"])
def test_the_second_time_is_answered_with_the_very_same_bytes_and_nothing_is_done(posts, as_mia, name):
    first = as_mia.post(*posts[name], **KEY)
    done = everything()
    for _ in range(10):
        again = as_mia.post(*posts[name], **KEY)

        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.get("Content-Type") == first.get("Content-Type")
        assert again["Idempotent-Replayed"] == "true"
    assert first.status_code in (201, 204)
    assert "Idempotent-Replayed" not in first
    assert everything() == done


@pytest.mark.parametrize("name", ["inbound", "reply", "correction"])
def test_another_body_under_the_same_key_is_refused(posts, as_mia, name):
    path, body = posts[name]
    as_mia.post(path, body, **KEY)
    done = everything()
    changed = body | ({"heat": 3} if name == "correction" else {"text": "Monday."})

    refusal(as_mia.post(path, changed, **KEY), 422, "key_used_otherwise")
    assert everything() == done


def test_the_same_body_at_another_address_is_another_request(posts, as_mia, an_angry_conversation):
    path, body = posts["typing"]
    as_mia.post(path, body, **KEY)

    refusal(as_mia.post("/inbound", body, **KEY), 422, "key_used_otherwise")


def test_two_callers_may_use_the_same_key(posts, as_mia, as_sam):
    path, body = posts["typing"]

    assert "Idempotent-Replayed" not in as_mia.post(path, body, **KEY)
    assert "Idempotent-Replayed" not in as_sam.post(path, body, **KEY)


def test_a_refused_request_may_be_mended_and_sent_again_under_its_key(posts, as_mia):
    path, body = posts["reply"]
    refusal(as_mia.post(path, body | {"text": ""}, **KEY), 422, "invalid")
    refusal(as_mia.post(path, b"{", **KEY), 400, "bad_json")

    assert as_mia.post(path, body, **KEY).status_code == 201


def test_a_stranger_learns_nothing_from_a_key(posts, as_mia, as_omar):
    path, body = posts["reply"]
    as_mia.post(path, body, **KEY)

    refusal(as_omar.post(path, body, **KEY), 404, "not_found")


def test_after_24_hours_the_key_is_new(posts, as_mia):
    path, body = posts["typing"]
    as_mia.post(path, body, **KEY)
    Remembered.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))

    assert "Idempotent-Replayed" not in as_mia.post(path, body, **KEY)
    assert "Idempotent-Replayed" in as_mia.post(path, body, **KEY)


def test_what_is_older_than_24_hours_is_forgotten_and_the_rest_is_not(posts, as_mia):
    as_mia.post(*posts["typing"], Idempotency_Key="old")
    Remembered.objects.update(at=timezone.now() - timedelta(hours=25))
    as_mia.post(*posts["typing"], Idempotency_Key="new")

    assert answers.forget_old(now=timezone.now()) == 1
    assert list(Remembered.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "ä", "\x7f"])
def test_a_key_that_is_none_is_refused(posts, as_mia, key):
    document = refusal(as_mia.post(*posts["reply"], Idempotency_Key=key), 422, "invalid")

    assert list(document["fields"]) == ["Idempotency-Key"]


def test_a_fault_after_the_work_leaves_neither_the_work_nor_the_answer(posts, as_mia, monkeypatch, a_conversation):
    def killed(**_):
        raise RuntimeError("killed here")

    with monkeypatch.context() as during:
        during.setattr(idempotency.answers, "remember", killed)
        refusal(as_mia.post(*posts["reply"], **KEY), 500, "failed")
    assert a_conversation.messages.count() == 1
    assert fresh(a_conversation).waiting_since is not None

    assert as_mia.post(*posts["reply"], **KEY).status_code == 201
    assert a_conversation.messages.count() == 2


def test_ten_at_once_under_one_key_do_it_once(transactional_db, a_conversation, mia):
    token, path = a_token(mia), f"/conversations/{a_conversation.pk}/replies"
    body = {"text": "Friday.", "seen": last_of(a_conversation)}
    found, start = [], threading.Barrier(10)

    def send():
        start.wait()
        try:
            found.append(Caller(token).post(path, body, **KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    good = [answer for answer in found if answer.status_code == 201]
    assert good
    assert len({answer.content for answer in good}) == 1
    assert {answer.status_code for answer in found} <= {201, 409}
    assert all(answer.json()["error"] == "in_progress" for answer in found if answer.status_code == 409)
    assert a_conversation.messages.count() == 2


def test_while_the_first_is_being_answered_the_second_is_told_to_wait(
    transactional_db, a_conversation, mia, monkeypatch
):
    token, path = a_token(mia), f"/conversations/{a_conversation.pk}/replies"
    body = {"text": "Friday.", "seen": last_of(a_conversation)}
    working, go_on, remember = threading.Event(), threading.Event(), answers.remember

    def slowly(**given):
        working.set()
        go_on.wait(10)
        remember(**given)

    monkeypatch.setattr(idempotency.answers, "remember", slowly)
    found = []

    def send():
        try:
            found.append(Caller(token).post(path, body, **KEY))
        finally:
            connection.close()

    first = threading.Thread(target=send)
    first.start()
    working.wait(10)
    second = Caller(token).post(path, body, **KEY)
    go_on.set()
    first.join()

    refusal(second, 409, "in_progress")
    assert second["Retry-After"] == "1"
    assert found[0].status_code == 201
