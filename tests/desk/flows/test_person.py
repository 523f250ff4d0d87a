"""People: their roles and teams change, some leave, and somebody always decides."""

import pytest

from cast import NOW, fresh
from unruffled.desk.flows import inbox, organisation, person
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people import actions as people
from unruffled.desk.people import house, queries


def place(who, by, role="agent", teams=(), active=True):
    return person.place(person=who, role=role, teams=teams, active=active, by=by, now=NOW)


def test_an_agent_becomes_supervisor_of_another_team(mia, maya, elsewhere):
    place(mia, maya, role="supervisor", teams=[elsewhere])

    assert fresh(mia).role == "supervisor"
    assert list(mia.teams.all()) == [elsewhere]


def test_who_leaves_is_signed_out_and_their_tokens_end(mia, maya, client):
    client.force_login(mia)
    token = people.issue_token(user=mia, now=NOW)

    place(mia, maya, active=False)

    assert client.get("/theme").status_code == 302
    assert queries.key_of(token) is None


def test_the_last_manager_stays(maya, mia):
    with pytest.raises(person.LastManager):
        place(maya, maya, role="agent")
    with pytest.raises(person.LastManager):
        place(maya, maya, role="manager", active=False)

    place(mia, maya, role="manager")
    place(maya, fresh(mia), role="agent")
    assert fresh(maya).role == "agent"


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_nobody_lifts_themselves_up(who, request, care, maya):
    me = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        place(me, me, role="manager")
    with pytest.raises(NotAllowed):
        inbox.add(name="Mine", channel="chat", team=care, by=me, now=NOW)
    with pytest.raises(NotAllowed):
        organisation.describe(name="Mine", time_zone="UTC", by=me, now=NOW)
    with pytest.raises(NotAllowed):
        organisation.go_on(done=1, by=me, now=NOW)


def test_an_inbox_is_renamed_and_closed_and_takes_nothing_new(care, maya):
    from unruffled.desk.conversations.queries import NoInbox, all_inboxes, inbox_for_starting

    letters = next(one for one in all_inboxes() if one.name == "Letters")
    inbox.change(inbox=letters, name="Post", team=care, is_open=False, by=maya, now=NOW)

    assert "Post" in [one.name for one in all_inboxes()]
    with pytest.raises(NoInbox):
        inbox_for_starting(maya, channel="email")


def test_two_inboxes_never_share_a_name_or_an_address(care, maya):
    inbox.add(name="Shop", channel="email", team=care, address="A@shop.example", by=maya, now=NOW)

    with pytest.raises(inbox.Taken):
        inbox.add(name="Shop", channel="chat", team=care, by=maya, now=NOW)
    with pytest.raises(inbox.Taken):
        inbox.add(name="Shop 2", channel="email", team=care, address="a@SHOP.example", by=maya, now=NOW)


def test_the_organisations_clock_is_the_one_it_chose(maya):
    people.make_organisation(name="Shop", now=NOW)
    organisation.describe(name=" Quay Street Shop ", time_zone="Europe/Berlin", by=maya, now=NOW)

    assert queries.organisation().name == "Quay Street Shop"
    assert str(house.in_force().zone) == "Europe/Berlin"
    with pytest.raises(organisation.BadPolicy, match="no time zone"):
        organisation.describe(name="Shop", time_zone="../../etc/passwd", by=maya, now=NOW)


def test_the_set_up_goes_on_where_it_stopped_and_ends_once(maya):
    people.make_organisation(name="Shop", now=NOW)
    people.keep_step(1)

    organisation.go_on(done=1, by=maya, now=NOW)
    organisation.go_on(done=2, by=maya, now=NOW)
    organisation.go_on(done=1, by=maya, now=NOW)
    assert queries.organisation().set_up_step == 3

    organisation.go_on(done=4, by=maya, now=NOW)
    organisation.go_on(done=2, by=maya, now=NOW)
    assert queries.organisation().set_up_step is None
