"""One's own organisation: laid out empty, and never over a real one."""

import pytest
from django.db import connection
from django.test import Client

from cast import NOW
from unruffled.desk.conversations.models import Conversation, Inbox
from unruffled.desk.flows import own, policy
from unruffled.desk.people import actions as people
from unruffled.desk.people import house, queries
from unruffled.desk.people.models import Organisation, Team, User


@pytest.fixture
def practice(care):
    people.make_organisation(name="Harbour Lane", now=NOW, practice=True)


@pytest.fixture
def a_real_one(care):
    people.make_organisation(name="Quay Street Shop", now=NOW)


def test_an_empty_organisation_has_a_team_a_chat_and_one_link(db):
    first, second = own.lay_out(now=NOW), own.lay_out(now=NOW)

    assert queries.organisation().set_up_step == 1
    assert [team.name for team in Team.objects.all()] == ["Support"]
    assert [inbox.channel for inbox in Inbox.objects.all()] == ["chat"]
    assert queries.invitation_of(first, now=NOW) is None
    assert queries.invitation_of(second, now=NOW).role == "manager"


def test_a_real_organisation_is_never_emptied(a_real_one, a_conversation, maya):
    with pytest.raises(own.NoPractice):
        own.begin(now=NOW)

    assert Conversation.objects.filter(pk=a_conversation.pk).exists()


def test_a_real_organisation_has_no_such_page(a_real_one, browser_window, maya):
    mayas = browser_window(maya)

    assert mayas.get("/own-organisation").status_code == 404
    assert mayas.post("/own-organisation", {"sure": "yes"}).status_code == 404
    assert Organisation.objects.get().name == "Quay Street Shop"


def test_where_others_practise_too_only_a_manager_ends_it(practice, browser_window, mia, sam, maya):
    for who in (mia, sam):
        window = browser_window(who, REMOTE_ADDR="203.0.113.9")
        page = window.post("/own-organisation", {"sure": "yes"})
        assert page.status_code == 403
        assert b"only a manager can end" in page.content

    assert User.objects.count() == 3
    assert browser_window(maya, REMOTE_ADDR="203.0.113.9").get("/own-organisation").status_code == 200


@pytest.mark.parametrize("sure", ["", "no", "on"])
def test_without_the_tick_nothing_ends(sure, practice, browser_window, mia):
    page = browser_window(mia).post("/own-organisation", {"sure": sure})

    assert page.status_code == 422
    assert Organisation.objects.get().practice


@pytest.mark.django_db(transaction=True)
def test_the_practice_floor_is_cleared_whole_and_the_journal_is_guarded_again(practice, maya, a_conversation):
    policy.decide(changes={"answer_within": {"chat": 30}}, by=maya, now=NOW)
    window = Client()
    window.force_login(maya)
    try:
        secret = own.begin(now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'journal_is_never_emptied'")
            assert cursor.fetchone() == ("O",)
    finally:
        with connection.cursor() as cursor:  # tests empty the journal, a real database never does
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_is_never_emptied")

    assert (User.objects.count(), Conversation.objects.count()) == (0, 0)
    assert queries.organisation().practice is False
    assert house.in_force().answer_within == {}
    assert queries.invitation_of(secret, now=NOW) is not None
    assert window.get("/theme").status_code == 302


def test_what_the_practice_floor_left_in_the_worker_plays_nothing_in_a_real_organisation(a_real_one):
    from unruffled.desk.flows import practice as floor

    assert floor.load_more(now=NOW) is False
    assert not any(floor.open_story(number=number, now=NOW) for number in range(len(floor.afternoon())))
    assert Conversation.objects.count() == 0


@pytest.fixture
def browser_window():
    """Give a person a browser that is signed in."""

    def signed_in(user, **given):
        window = Client(**given)
        window.force_login(user)
        return window

    return signed_in
