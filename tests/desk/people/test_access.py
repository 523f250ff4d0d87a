"""The one access policy: own teams, managers everywhere, nobody who has left."""

import pytest

from cast import fresh
from unruffled.desk.people import access
from unruffled.desk.people.queries import colleague, colleagues_for, people_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", sorted(access.VERBS))
def test_mia_sam_and_maya_may_do_everything_in_care_and_omar_nothing(verb, a_conversation, mia, sam, maya, omar):
    assert [access.may(who, verb, a_conversation).allowed for who in (mia, sam, maya, omar)] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("verb", sorted(access.VERBS))
def test_who_has_left_may_do_nothing(verb, a_conversation, mia, maya):
    for person in (mia, maya):
        person.is_active = False
        person.save()

    assert not access.may(fresh(mia), verb, a_conversation).allowed
    assert not access.may(fresh(maya), verb, a_conversation).allowed


def test_a_refusal_says_why_and_whom_to_ask(a_conversation, omar):
    decision = access.may(omar, "reply", a_conversation)

    assert decision.ask == "manager"
    assert [(r.fact, r.value, r.holds) for r in decision.reasons] == [("team", a_conversation.team_id, False)]


def test_an_unknown_verb_names_the_good_ones(a_conversation, mia):
    with pytest.raises(ValueError, match=r"'delete' is not a verb.*assign, close"):
        access.may(mia, "delete", a_conversation)


def test_an_agent_sees_own_teams_and_a_manager_all(mia, maya, care, elsewhere):
    assert list(access.visible_teams(mia)) == [care]
    assert set(access.visible_teams(maya)) == {care, elsewhere}
    assert (access.sees_all(mia), access.sees_all(maya)) == (False, True)


def test_teams_are_asked_for_once_in_a_request(mia, a_conversation, django_assert_num_queries):
    person = fresh(mia)
    with django_assert_num_queries(1):
        for _ in range(3):
            access.may(person, "read", a_conversation)


def test_colleagues_are_the_team_and_the_managers_by_name(a_conversation, mia, noor, sam, maya, omar):
    found = colleagues_for(mia, a_conversation)

    assert [(c.name, c.is_you) for c in found] == [("Maya", False), ("Mia", True), ("Noor", False), ("Sam", False)]


def test_somebody_elsewhere_is_no_colleague(a_conversation, mia, omar):
    assert colleague(omar.pk, a_conversation) is None
    assert colleague(10**9, a_conversation) is None
    assert colleague(mia.pk, a_conversation) == mia


def test_people_are_those_one_works_with(mia, noor, maya, omar):
    assert set(people_for(mia)) == {mia, noor, maya}
    assert set(people_for(maya)) == {mia, noor, maya, omar}
