"""The stream through the real server: what one process posts, another page hears."""

import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from shells.served import Server
from unruffled.desk.conversations.actions import add_inbox
from unruffled.desk.people import actions

pytestmark = pytest.mark.alone


@pytest.fixture
def server(house):
    server = Server()
    server.start()
    yield server
    server.kill()
    server.socket.close()


def opened(server, session):
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/live", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
    )
    return urllib.request.urlopen(request, timeout=60)


def names(stream):
    """The names that the stream is told, one after another, until it ends."""
    for line in stream:
        if line.startswith(b"data: "):
            yield line.decode().removeprefix("data: ").strip()


def test_a_message_posted_by_api_is_named_on_the_open_page_and_sign_out_ends_the_stream(server, house, sign_in):
    add_inbox(name="Chat", channel="chat", team_id=house.teams["deliveries"].pk)
    token = actions.issue_token(user=house.mia, now=timezone.now())
    session = sign_in(house.sam)

    with opened(server, session) as stream:
        heard = names(stream)
        assert next(heard) == "everything"
        status, _ = server.post(
            "/inbound",
            {"channel": "chat", "external_id": "1", "from": {"address": "ana"}, "text": "Hello?"},
            Authorization=f"Bearer {token}",
        )
        assert status == 201
        assert next(heard).startswith("conversation/")
        Session.objects.filter(pk=session).delete()
        assert list(heard) == []
    with pytest.raises(urllib.error.HTTPError) as refused:
        opened(server, session)
    assert refused.value.code == 401
