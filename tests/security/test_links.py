"""Links that let somebody in outlive nobody's right to make them, and no password that was set since (hole 12)."""

import pytest

from cast import NOW, fresh
from unruffled.desk.flows import invite, password, person
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def theo(care):
    """A second manager, who prepares a way back for himself."""
    return people.add_person(username="theo", email="theo@harbour.example", name="Theo", role="manager")


def kept_by(theo, mia):
    """The secrets that a manager may have kept: an invitation in the highest role, and a link to Mia's password."""
    (made,) = invite.invite(wanted=[invite.Wanted("theo@elsewhere.example", "manager")], team=None, by=theo, now=NOW)
    return made.secret, password.make_link(person=mia, by=theo, now=NOW).secret


@pytest.mark.parametrize(("role", "active"), [("manager", False), ("agent", True), ("supervisor", True)])
def test_who_is_no_manager_any_more_has_no_way_back(role, active, theo, maya, mia):
    invitation, link = kept_by(theo, mia)

    person.place(person=theo, role=role, teams=[], active=active, by=maya, now=NOW)

    assert queries.invitation_of(invitation, now=NOW) is None
    assert queries.person_of_password_link(link, now=NOW) is None


def test_who_stays_manager_keeps_the_links(theo, maya, mia, care):
    invitation, link = kept_by(theo, mia)

    person.place(person=theo, role="manager", teams=[care], active=True, by=maya, now=NOW)

    assert queries.invitation_of(invitation, now=NOW)
    assert queries.person_of_password_link(link, now=NOW) == mia


def test_a_password_that_was_found_again_ends_the_link_that_was_asked_for(maya, mia):
    link = password.make_link(person=mia, by=maya, now=NOW).secret

    password.change(person=fresh(mia), present="mia-mia-1", new="nine-boats-home", now=NOW)

    assert queries.person_of_password_link(link, now=NOW) is None
