"""What is left of the practice floor when an organisation of one's own begins: nobody who listens, nobody who may."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import connection
from django.test import Client

from cast import NOW
from unruffled.desk.flows import own
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries
from unruffled.desk.people.models import Invitation, Organisation


@pytest.fixture
def line(transactional_db):
    """A line to the database of its own, that hears what open pages hear."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as heard:
        heard.execute("LISTEN unruffled")
        yield heard


@pytest.fixture
def journal_may_be_emptied_again():
    yield
    with connection.cursor() as cursor:  # tests empty the journal, a real database never does
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_is_never_emptied")


@pytest.mark.django_db(transaction=True)
def test_streams_and_tokens_of_the_practice_floor_end_with_it(line, journal_may_be_emptied_again, mia, maya):
    people.make_organisation(name="Harbour Lane", now=NOW, practice=True)
    window = Client()
    window.force_login(mia)
    key = hashlib.md5(window.session.session_key.encode(), usedforsecurity=False).hexdigest()
    token = people.issue_token(user=maya, now=NOW)

    own.begin(now=NOW)

    assert any(notice.payload == f"session/{key}" for notice in line.notifies(timeout=5))
    assert queries.key_of(token) is None
    assert not window.login(username="maya", password="maya-maya-1")


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_one_begins_and_the_other_empties_nothing(journal_may_be_emptied_again, mia, maya):
    people.make_organisation(name="Harbour Lane", now=NOW, practice=True)
    together = Barrier(2)

    def clicked(window):
        try:
            together.wait(timeout=10)
            return window.post("/own-organisation", {"sure": "yes"})
        finally:
            connection.close()

    windows = [Client(raise_request_exception=False) for _ in range(2)]
    for window in windows:
        window.force_login(maya)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(clicked, windows))

    assert {answer.status_code for answer in answers} <= {302, 404, 422}
    assert sum(answer.get("Location", "").startswith("/welcome/") for answer in answers) == 1
    assert Organisation.objects.get().practice is False
    assert Invitation.objects.filter(used_at=None).count() == 1
