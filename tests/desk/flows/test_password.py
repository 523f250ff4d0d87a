"""Passwords: one's own, and a link for who lost theirs."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import NOW, fresh
from unruffled.desk.flows import password, person
from unruffled.desk.flows.allowed import NotAllowed

NEW = "nine-boats-home"


def test_ones_own_password_is_changed_with_the_present_one(mia):
    password.change(person=mia, present="mia-mia-1", new=NEW, now=NOW)

    assert fresh(mia).check_password(NEW)


def test_without_the_present_one_nothing_changes(mia):
    with pytest.raises(password.Wrong):
        password.change(person=mia, present="guess", new=NEW, now=NOW)

    assert fresh(mia).check_password("mia-mia-1")


@pytest.mark.parametrize("weak", ["short", "password123", "mia@harbour.example"])
def test_a_password_that_others_would_guess_is_refused_in_words(mia, weak):
    with pytest.raises(password.Weak, match="password"):
        password.change(person=mia, present="mia-mia-1", new=weak, now=NOW)


def test_a_link_sets_it_once(mia, maya):
    secret = password.make_link(person=mia, by=maya, now=NOW).secret

    assert password.set_by_link(secret, new=NEW, now=NOW) == mia
    assert fresh(mia).check_password(NEW)
    with pytest.raises(password.NotValid):
        password.set_by_link(secret, new="ten-other-boats", now=NOW)


def test_a_weak_one_leaves_the_link_good(mia, maya):
    secret = password.make_link(person=mia, by=maya, now=NOW).secret
    with pytest.raises(password.Weak):
        password.set_by_link(secret, new="short", now=NOW)

    assert password.set_by_link(secret, new=NEW, now=NOW) == mia


def test_a_newer_link_ends_the_older_one(mia, maya):
    old = password.make_link(person=mia, by=maya, now=NOW).secret
    password.make_link(person=mia, by=maya, now=NOW)

    with pytest.raises(password.NotValid):
        password.set_by_link(old, new=NEW, now=NOW)


@pytest.mark.parametrize("secret", ["", "made-up"])
def test_nobody_guesses_a_link(secret, db):
    with pytest.raises(password.NotValid):
        password.set_by_link(secret, new=NEW, now=NOW)


def test_a_link_is_good_for_a_day(mia, maya):
    secret = password.make_link(person=mia, by=maya, now=NOW).secret

    with pytest.raises(password.NotValid):
        password.set_by_link(secret, new=NEW, now=NOW + timedelta(hours=24, seconds=1))


def test_who_has_left_does_not_come_back_by_a_link(mia, maya):
    secret = password.make_link(person=mia, by=maya, now=NOW).secret
    person.place(person=mia, role="agent", teams=(), active=False, by=maya, now=NOW)

    with pytest.raises(password.NotValid):
        password.set_by_link(secret, new=NEW, now=NOW)
    with pytest.raises(password.NotValid):
        password.make_link(person=fresh(mia), by=maya, now=NOW)


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_only_a_manager_makes_a_link(who, request, noor):
    with pytest.raises(NotAllowed):
        password.make_link(person=noor, by=request.getfixturevalue(who), now=NOW)


def test_every_window_is_signed_out_by_a_new_password(mia, maya):
    window = Client()
    window.force_login(mia)
    assert window.get("/theme").status_code == 405

    password.set_by_link(password.make_link(person=mia, by=maya, now=NOW).secret, new=NEW, now=NOW)

    assert window.get("/theme").status_code == 302
