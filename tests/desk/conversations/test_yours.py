"""What a person has in hand, for the rail: their own, living, where they may still look, worst need first."""

from datetime import timedelta

import pytest

from cast import NOW, minutes, said
from unruffled.desk.conversations import queries
from unruffled.desk.flows import assign, close
from unruffled.desk.people.models import User

pytestmark = pytest.mark.django_db


def in_hand(person, *, limit=9):
    return [one.contact_name for one in queries.yours_for(User.objects.get(pk=person.pk), limit=limit)]


@pytest.fixture
def mias(a_conversation, an_angry_conversation, mia):
    for conversation in (a_conversation, an_angry_conversation):
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
    return a_conversation, an_angry_conversation


def test_it_is_ones_own_alone_in_the_order_of_the_inbox(mias, mia, noor, maya):
    rows = queries.inbox_for(mia, now=NOW, view="yours").rows

    assert in_hand(mia) == [row.contact_name for row in rows]
    assert set(in_hand(mia)) == {"Ana", "Rob"}
    assert in_hand(mia, limit=1) == in_hand(mia)[:1]
    assert in_hand(noor) == in_hand(maya) == []


def test_what_is_closed_is_out_of_hand_until_it_comes_back(mias, mia):
    close.close(conversation=mias[0], by=mia, now=NOW + minutes(1))
    assert in_hand(mia) == ["Rob"]

    said(mias[0], "One more thing", at=NOW + timedelta(hours=1))
    assert set(in_hand(mia)) == {"Ana", "Rob"}


def test_whoever_left_the_team_sees_no_name_of_it(mias, mia):
    mia.teams.clear()
    assert in_hand(mia) == []


def test_whoever_is_gone_sees_nothing(mias, mia):
    User.objects.filter(pk=mia.pk).update(is_active=False)
    assert in_hand(mia) == []
