"""GET /healthz: 200 only when the database answers and a worker has beaten."""

import pytest
from django.db import connection

import unruffled

pytestmark = pytest.mark.django_db


def a_worker_beat(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_all_is_well_while_a_worker_beats(client):
    a_worker_beat(seconds_ago=3)

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["version"] == unruffled.__version__


def test_the_embedded_database_says_what_it_is_for(client):
    a_worker_beat(seconds_ago=3)

    assert "trial and small teams" in client.get("/healthz").json()["database"]


def test_no_worker_is_said_in_a_sentence(client):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "No worker is running."


def test_an_old_beat_is_not_enough(client):
    a_worker_beat(seconds_ago=31)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "31 seconds old" in answer.json()["detail"]


def test_the_newest_of_several_workers_counts(client):
    a_worker_beat(seconds_ago=4000)
    a_worker_beat(seconds_ago=1)

    assert client.get("/healthz").status_code == 200


def test_health_is_never_cached_and_only_read(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
    assert client.post("/healthz").status_code == 405
