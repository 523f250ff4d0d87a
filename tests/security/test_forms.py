"""What a page sends that no page of ours would: nothing breaks, and nothing is kept that is none of our words."""

import pytest

from cast import last_of
from unruffled.desk.guidance.models import Shown

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
