"""What holds in the organisation, while it is being changed and afterwards."""

import pytest

from cast import NOW
from unruffled.desk.people import actions as people
from unruffled.desk.people import house

pytestmark = pytest.mark.django_db

SOONER = {"answer_within": {"email": 30}}


class PowerCut(Exception):
    pass


def test_what_was_changed_holds_as_soon_as_it_is_over(maya):
    assert "email" not in house.in_force().answer_within

    with house.changing():
        people.keep_policy(changes=SOONER, by=maya, now=NOW)

    assert house.in_force().answer_within == {"email": 30}


def a_change_that_fails(maya):
    with house.changing():
        people.keep_policy(changes=SOONER, by=maya, now=NOW)
        house.forget()
        assert house.in_force().answer_within == {"email": 30}
        raise PowerCut


def test_what_somebody_saw_of_a_change_that_failed_is_forgotten(maya):
    with pytest.raises(PowerCut):
        a_change_that_fails(maya)

    assert "email" not in house.in_force().answer_within
    assert house.changes_now() == {}


@house.changing()
def a_change_within_a_change_that_fails(maya):
    with house.changing():
        people.keep_policy(changes=SOONER, by=maya, now=NOW)
    raise PowerCut


def test_a_change_within_a_change_ends_with_the_whole(maya):
    with pytest.raises(PowerCut):
        a_change_within_a_change_that_fails(maya)

    assert house.changes_now() == {}
