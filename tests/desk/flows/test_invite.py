"""Invitations: many at once, each good for one person, withdrawn and made anew."""

from datetime import timedelta

import pytest

from cast import NOW
from unruffled.desk.flows import invite
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries


def invited(lines, by, team=None, role="agent"):
    made = invite.invite(wanted=invite.wanted_in(lines, role=role), team=team, by=by, now=NOW)
    return {one.email: one.secret for one in made}


def came_in(secret, name, now=NOW):
    return people.accept_invitation(secret, username=name, name=name, password="nine-boats-home", now=now)


def test_a_line_is_an_address_and_may_name_its_own_role():
    found = invite.wanted_in(
        "noor@shop.example\n\n Sam@shop.example, supervisor \nmaya@shop.example manager", role="agent"
    )

    assert [(one.email, one.role) for one in found] == [
        ("noor@shop.example", "agent"),
        ("sam@shop.example", "supervisor"),
        ("maya@shop.example", "manager"),
    ]


def test_an_address_that_stands_there_twice_is_invited_once():
    assert len(invite.wanted_in("a@shop.example\nA@shop.example", role="agent")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "noor",
        "noor@shop.example boss",
        "noor@shop.example, agent, today",
        "Noor <noor@shop.example>",
        "@shop.example",
        "a@b\x00.example",
        "x" * 300 + "@shop.example",
    ],
)
def test_a_line_that_names_nobody_is_said_with_its_number(line):
    with pytest.raises(invite.BadLine, match="Line 2"):
        invite.wanted_in(f"ok@shop.example\n{line}", role="agent")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\u2028", "\u0085"])
def test_no_line_end_gets_into_an_address(end):
    """What would add a line to the head of a mail is two lines here, and the second is no address."""
    with pytest.raises(invite.BadLine):
        invite.wanted_in(f"a@shop.example{end}Bcc: all@shop.example", role="agent")


def test_ten_thousand_lines_are_too_many_and_one_sentence_says_so():
    with pytest.raises(invite.BadLine, match=r"10,000 lines\. At most 100"):
        invite.wanted_in("a@shop.example\n" * 10_000, role="agent")


def test_whoever_comes_in_has_the_role_and_the_team(maya, care):
    secrets = invited("nell@shop.example supervisor", maya, team=care)

    nell = came_in(secrets["nell@shop.example"], "nell")

    assert (nell.role, nell.email, list(nell.teams.all())) == ("supervisor", "nell@shop.example", [care])


def test_a_link_works_once(maya):
    (secret,) = invited("nell@shop.example", maya).values()
    came_in(secret, "nell")

    with pytest.raises(people.NotValid):
        came_in(secret, "nell2")


def test_a_withdrawn_link_lets_nobody_in(maya):
    (secret,) = invited("nell@shop.example", maya).values()

    assert invite.withdraw(email="nell@shop.example", by=maya, now=NOW) == 1
    assert queries.invitation_of(secret, now=NOW) is None
    with pytest.raises(people.NotValid):
        came_in(secret, "nell")


def test_a_new_link_ends_the_old_one_and_keeps_role_and_team(maya, care):
    (old,) = invited("nell@shop.example", maya, team=care, role="supervisor").values()

    new = invite.again(email="nell@shop.example", by=maya, now=NOW).secret

    assert queries.invitation_of(old, now=NOW) is None
    found = queries.invitation_of(new, now=NOW)
    assert (found.role, found.team) == ("supervisor", care)


def test_an_expired_link_is_made_anew(maya):
    invited("nell@shop.example", maya)
    later = NOW + timedelta(days=30)

    new = invite.again(email="nell@shop.example", by=maya, now=later).secret

    assert queries.invitation_of(new, now=later) is not None


def test_nobody_is_invited_again_who_never_was(maya):
    assert invite.again(email="nobody@shop.example", by=maya, now=NOW) is None


def test_somebody_who_works_here_is_not_invited(maya, mia):
    with pytest.raises(invite.BadLine, match=r"mia@harbour\.example can sign in here already"):
        invited("mia@harbour.example\nnew@shop.example", maya)

    assert queries.invitations() == []


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_only_a_manager_invites_withdraws_and_makes_anew(who, request, maya):
    person = request.getfixturevalue(who)
    invited("nell@shop.example", maya)

    for act in (
        lambda: invited("x@shop.example", person),
        lambda: invite.withdraw(email="nell@shop.example", by=person, now=NOW),
        lambda: invite.again(email="nell@shop.example", by=person, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
