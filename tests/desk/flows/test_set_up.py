"""A screen of the set-up is kept whole or not at all."""

import pytest

from cast import NOW, fresh
from unruffled.desk.flows import inbox, invite, set_up, team
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people import actions as people
from unruffled.desk.people import house, queries
from unruffled.desk.people.house import BadPolicy
from unruffled.desk.people.models import Team


@pytest.fixture
def begun(maya):
    people.make_organisation(name="Ours", now=NOW)
    people.keep_step(1)


def test_the_first_screen_keeps_its_three_answers_and_goes_on(begun, maya):
    set_up.describe(name="Lanterns", time_zone="Europe/Berlin", alias="May", by=maya, now=NOW)

    here = queries.organisation()
    assert (here.name, here.time_zone, here.set_up_step, fresh(maya).alias) == ("Lanterns", "Europe/Berlin", 2, "May")


def test_a_time_zone_that_does_not_exist_leaves_everything_as_it_was(begun, maya):
    with pytest.raises(BadPolicy):
        set_up.describe(name="Lanterns", time_zone="Europe/Nowhere", alias="May", by=maya, now=NOW)

    here = queries.organisation()
    assert (here.name, here.set_up_step, fresh(maya).alias) == ("Ours", 1, "Maya")
    assert house.in_force() is not None


def test_teammates_are_invited_and_the_screen_is_done_in_one(begun, maya, care, mia):
    with pytest.raises(invite.BadLine):
        set_up.invite(wanted=[invite.Wanted(mia.email, "agent")], team=care, by=maya, now=NOW)
    assert queries.organisation().set_up_step == 1

    set_up.invite(wanted=[invite.Wanted("lena@example.com", "agent")], team=care, by=maya, now=NOW)
    assert queries.organisation().set_up_step == 3


def test_who_decides_nothing_sets_nothing_up(begun, mia, care):
    with pytest.raises(NotAllowed):
        set_up.describe(name="Mine", time_zone="Europe/Berlin", alias="M", by=mia, now=NOW)
    with pytest.raises(NotAllowed):
        team.add(name="Mine", by=mia, now=NOW)
    with pytest.raises(NotAllowed):
        inbox.add_mail(by=mia, now=NOW)
    assert (queries.organisation().name, fresh(mia).alias, Team.objects.count()) == ("Ours", "Mia", 1)


def test_the_first_mail_inbox_makes_the_first_team_where_there_is_none(maya):
    made = inbox.add_mail(by=maya, now=NOW)

    assert (made.name, made.channel, made.team.name) == ("Mail", "email", "Support")
