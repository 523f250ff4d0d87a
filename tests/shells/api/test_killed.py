"""A server killed in the middle of a request has done all of it or nothing, and the client may just send it again."""

import threading

import pytest
from django.db import connection, transaction

from cast import last_of
from shells.api.conftest import a_token
from shells.served import Server
from unruffled.desk.conversations.models import Conversation, Outbox

pytestmark = pytest.mark.alone


@pytest.fixture
def server(transactional_db):
    server = Server()
    server.start()
    yield server
    server.kill()
    server.socket.close()


def wait_until_blocked():
    """Return when the server waits for a row that we hold."""
    blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _ in range(3000):
        with connection.cursor() as cursor:
            cursor.execute(blocked)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("the request never came to the lock")


@pytest.mark.parametrize("n", range(3))
def test_killed_in_the_middle_and_sent_ten_times_again_it_is_done_once(server, a_conversation, mia, n):
    path, before = f"/conversations/{a_conversation.pk}/replies", last_of(a_conversation)
    headers = {"Authorization": f"Bearer {a_token(mia)}", "Idempotency-Key": f"round-{n}"}
    body, broken = {"text": "Friday.", "seen": before}, []
    sending = threading.Thread(target=lambda: broken.append(server.post(path, body, **headers)))

    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=a_conversation.pk)
        sending.start()
        wait_until_blocked()
        server.kill()
    sending.join()
    server.start()
    answers = [server.post(path, body, **headers) for _ in range(10)]

    assert broken == [None]
    good = [raw for status, raw in answers if status == 201]
    assert {status for status, _ in answers} <= {201, 409}  # 409 while the database buries the dead line
    assert answers[-1][0] == 201
    assert len(set(good)) == 1
    assert Outbox.objects.filter(message__conversation=a_conversation).count() == 1
