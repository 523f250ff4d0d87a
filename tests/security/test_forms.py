"""What a page sends that no page of ours would: nothing breaks, and nothing is kept that is none of our words."""

import re

import pytest

from cast import last_of
from unruffled.desk.conversations.models import SavedView
from unruffled.desk.guidance.models import Shown
from unruffled.engine.coach.labels import patterns

pytestmark = pytest.mark.django_db


def sent(client, conversation, moves):
    given = {"text": "Your lamp comes on Monday.", "seen": last_of(conversation), "inserted_moves": moves}
    return client.post(f"/conversations/{conversation.pk}/replies", given).status_code


@pytest.fixture
def mias(client, mia):
    client.force_login(mia)
    return client


@pytest.mark.parametrize("moves", ["\x00", "x" * 300, "'; DROP TABLE", "Ana wrote 'my secret is 4471'", "let_vent\x00"])
def test_a_move_that_no_playbook_has_is_left_out_and_the_reply_goes(mias, a_conversation, moves):
    assert sent(mias, a_conversation, moves) == 302
    assert not Shown.objects.exists()


def test_a_move_that_was_inserted_is_kept_once(mias, a_conversation):
    assert sent(mias, a_conversation, "nonsense let_vent let_vent") == 302
    assert list(Shown.objects.values_list("move", "did")) == [("let_vent", "inserted")]


NUL = "a\x00b"


def test_a_view_is_called_by_letters_alone(mias, care):
    assert mias.post("/views", {"said": "view=team&channel=chat", "name": NUL}).status_code == 302
    assert SavedView.objects.get().name == "a b"
    assert mias.post("/views", {"said": "view=team&channel=chat", "name": "\x00"}).status_code == 422


@pytest.mark.parametrize("address", ["withdrawal", "renewal"])
def test_an_invitation_of_no_address_is_none(client, maya, address):
    client.force_login(maya)

    assert client.post(f"/settings/invitations/{address}", {"email": NUL}).status_code == 302


def test_no_words_in_a_record_are_looked_for_over_gaps_without_end():
    """Four thousand empty lines in a field of a record kept a thread of ours busy for half a minute."""
    endless = [found.pattern for _, found in patterns("Ana Maria") if re.search(r"(?<!\\)[+*]", found.pattern)]

    assert not endless
