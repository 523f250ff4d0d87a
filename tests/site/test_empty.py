"""An empty organisation: a link for the first manager while nobody lives there, and never the demo by mistake."""

import re

import pytest
from django.utils import timezone

from unruffled.desk.flows import own
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import Invitation, Organisation
from unruffled.site import empty, prepare

HERE = "http://127.0.0.1:8000"


@pytest.mark.django_db
def test_each_start_prints_one_link_and_only_the_latest_can_be_used():
    first, second = empty.prepare(HERE), empty.prepare(HERE)

    assert re.search(r"first manager: http://127\.0\.0\.1:8000/welcome/\S{20,}$", second[0])
    assert first != second
    assert Invitation.objects.count() == 1


def test_where_somebody_lives_nothing_is_printed(mia):
    assert empty.prepare(HERE) == []


def test_in_the_folder_of_the_demo_it_says_how_to_begin_elsewhere(mia):
    people.make_organisation(name="Harbour Lane", now=timezone.now())
    Organisation.objects.update(practice=True)

    (said,) = empty.prepare(HERE)
    assert "UNRUFFLED_HOME=FOLDER UNRUFFLED_DEMO=0" in said


@pytest.mark.django_db
def test_who_cleared_the_practice_floor_and_lost_the_link_gets_one_at_the_next_start(monkeypatch):
    own.lay_out(now=timezone.now())
    monkeypatch.delenv("UNRUFFLED_DEMO", raising=False)

    assert f"first manager: {HERE}/welcome/" in prepare._first_steps(address=HERE)


def test_a_start_where_somebody_lives_says_nothing(mia, monkeypatch):
    people.make_organisation(name="Shop", now=timezone.now())
    monkeypatch.delenv("UNRUFFLED_DEMO", raising=False)

    assert prepare._first_steps(address=HERE) == ""
