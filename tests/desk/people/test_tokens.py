"""Tokens and invitations: kept as hashes, usable by one person, used up once, and expiring."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from cast import NOW, fresh
from unruffled.desk.people import actions, queries
from unruffled.desk.people.models import ApiToken, Invitation, Organisation, User

pytestmark = pytest.mark.django_db


def test_a_token_opens_the_door_for_its_person(mia):
    raw = actions.issue_token(user=mia, now=NOW)

    assert queries.key_of(raw).user == mia
    assert actions.use_token(raw, now=NOW).user == mia


def test_a_token_is_kept_only_as_its_hash(mia):
    raw = actions.issue_token(user=mia, now=NOW)

    assert len(raw) >= 43
    assert raw not in str(ApiToken.objects.values())


@pytest.mark.parametrize("given", ["", " ", "null", "None", "x" * 5000, "\x00", "\ud800", "' OR 1=1 --"])
def test_nothing_else_opens_it(mia, given):
    actions.issue_token(user=mia, now=NOW)

    assert queries.key_of(given) is None


def test_a_revoked_token_and_the_token_of_somebody_who_left_are_useless(mia, noor):
    of_mia, of_noor = (actions.issue_token(user=who, now=NOW) for who in (mia, noor))
    assert actions.revoke_tokens(user=mia, now=NOW) == 1
    noor.is_active = False
    noor.save()

    assert (queries.key_of(of_mia), queries.key_of(of_noor)) == (None, None)


def test_the_last_use_is_noted_once_an_hour(mia, django_assert_num_queries):
    raw = actions.issue_token(user=mia, now=NOW)
    actions.use_token(raw, now=NOW)
    with django_assert_num_queries(1):
        actions.use_token(raw, now=NOW + timedelta(minutes=59))
    actions.use_token(raw, now=NOW + timedelta(minutes=61))

    assert ApiToken.objects.get().last_used_at == NOW + timedelta(minutes=61)


def test_an_invitation_lets_its_address_in_once(care, maya):
    raw = actions.invite(email="Lena@Harbour.example", role="agent", team=care, by=maya, now=NOW)
    assert queries.invitation_of(raw, now=NOW).email == "lena@harbour.example"

    lena = actions.accept_invitation(raw, username="Lena", name="Lena Vogt", password="a-long-word-1", now=NOW)

    assert (lena.username, lena.email, lena.role, set(lena.teams.all())) == (
        "lena",
        "lena@harbour.example",
        "agent",
        {care},
    )
    assert authenticate(username="lena", password="a-long-word-1") == lena
    assert authenticate(username="LENA@harbour.example", password="a-long-word-1") == lena
    with pytest.raises(actions.NotValid):
        actions.accept_invitation(raw, username="eve", name="Eve", password="a-long-word-1", now=NOW)


def test_an_invitation_expires(care):
    raw = actions.invite(email="l@x.example", role="agent", team=care, by=None, now=NOW)

    with pytest.raises(actions.NotValid):
        actions.accept_invitation(raw, username="l", name="L", password="p", now=NOW + timedelta(days=8))
    assert not User.objects.filter(username="l").exists()


@pytest.mark.parametrize("given", ["", "x", "\x00"])
def test_an_empty_or_guessed_link_lets_nobody_in(db, given):
    with pytest.raises(actions.NotValid):
        actions.accept_invitation(given, username="eve", name="Eve", password="p", now=NOW)
    assert queries.invitation_of(given, now=NOW) is None


def test_a_taken_name_leaves_the_invitation_good(mia, care):
    raw = actions.invite(email="other@x.example", role="agent", team=care, by=None, now=NOW)

    with pytest.raises(actions.Taken):
        actions.accept_invitation(raw, username="mia", name="Mia Two", password="p", now=NOW)

    assert Invitation.objects.get().used_at is None
    assert actions.accept_invitation(raw, username="mia2", name="Mia Two", password="p", now=NOW).username == "mia2"


def test_the_link_of_the_first_manager_needs_nobody(db):
    raw = actions.invite(email="", role="manager", team=None, by=None, now=NOW)

    boss = actions.accept_invitation(raw, username="ida", name="Ida", email="ida@x.example", password="p", now=NOW)

    assert (boss.role, boss.email) == ("manager", "ida@x.example")


def test_there_is_one_organisation(db):
    first = actions.make_organisation(name="Harbour Lane", practice=True, now=NOW)

    assert actions.make_organisation(name="Another", now=NOW) == first
    with pytest.raises(IntegrityError, match="there_is_one_organisation"), transaction.atomic():
        Organisation.objects.create(pk=2, name="Second", created_at=NOW)


def test_preferences_are_kept_and_checked(mia):
    actions.prefer(mia, theme="dark", keys_on=False)
    assert (fresh(mia).theme, fresh(mia).keys_on) == ("dark", False)

    with pytest.raises(ValueError, match="pink"):
        actions.prefer(mia, theme="pink")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("username", "Mia", "username_is_in_small_letters"),
        ("username", "a@b", "username_is_no_email_address"),
        ("email", "Mia@x.example", "email_is_in_small_letters"),
        ("role", "king", "person_has_a_known_role"),
        ("theme", "pink", "theme_is_known"),
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(mia, field, value, sentence):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        User.objects.filter(pk=mia.pk).update(**{field: value})
