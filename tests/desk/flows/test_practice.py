"""The practice floor: the afternoon plays once somebody watches, stops where a person answers, and its past loads."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, jobs_left, said, told
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import deliver, played, practice, sweep
from unruffled.desk.journal.models import Progress
from unruffled.site import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour_lane():
    demo._make("open sesame")
    from unruffled.desk.people.models import Organisation

    return Organisation.objects.get()


def story(name):
    return Conversation.objects.get(context__script=name)


def player(name):
    from unruffled.desk.people.queries import by_username

    return by_username(name)


def test_the_floor_opens_with_every_story_that_has_begun_and_plays_no_live_turn_yet(harbour_lane):
    begun = [script for script in practice.afternoon() if not script.begins_live]

    assert Conversation.objects.count() == len(begun) < len(practice.afternoon())
    assert all(conversation.messages.exists() for conversation in Conversation.objects.all())
    assert story("01-ana-cot").messages.count() == 2
    assert jobs_left("play_turn") == jobs_left("open_story") == []


def test_the_afternoon_goes_on_once_however_many_sign_in(harbour_lane):
    assert practice.begin(now=NOW)
    assert not practice.begin(now=NOW)

    live = [turn for script in practice.afternoon() for turn in script.turns if "live" in turn]
    assert len(jobs_left("play_turn")) + len(jobs_left("open_story")) == len(live)


def test_a_conversation_is_made_by_its_first_words(harbour_lane):
    assert not Conversation.objects.filter(context__script="08-joss-sofa").exists()

    assert practice.open_story(number=7, now=NOW)
    assert not practice.open_story(number=7, now=NOW)
    assert not practice.open_story(number=0, now=NOW)

    joss = story("08-joss-sofa")
    assert (joss.messages.count(), joss.waiting_since) == (1, NOW)


def test_starting_over_plays_the_afternoon_from_its_beginning(harbour_lane):
    practice.begin(now=NOW)
    old = story("01-ana-cot")
    practice.play_turn(conversation_id=old.pk, n=3, now=NOW)
    answered(old, "I ring you at 16:30 today.", by=player("mia"))

    practice.start_over(by=player("mia"), now=NOW)

    new = story("01-ana-cot")
    assert new.pk != old.pk
    assert (new.status, new.messages.count()) == ("open", 2)
    assert (fresh(old).status, fresh(old).persona) == ("closed", None)
    assert not practice.play_turn(conversation_id=old.pk, n=3, now=NOW)
    assert practice.play_turn(conversation_id=new.pk, n=3, now=NOW)


def test_what_was_played_never_comes_back(harbour_lane):
    ana = story("01-ana-cot")
    practice.play_turn(conversation_id=ana.pk, n=3, now=NOW)
    reply = answered(ana, "You waited all Thursday for our call. I ring you at 16:30 today.", by=player("mia"), at=NOW)
    practice.start_over(by=player("mia"), now=NOW)

    deliver.deliver(message_id=reply.pk, now=NOW + timedelta(seconds=11))
    assert played.react(conversation_id=ana.pk, now=NOW + timedelta(seconds=20)) is None
    sweep.sweep(now=NOW + timedelta(days=2))

    assert fresh(ana).status == "closed"


def test_a_played_danger_ends_with_the_round(harbour_lane):
    ana = story("01-ana-cot")
    said(ana, "I smell gas in the kitchen and my baby is in here.", at=NOW)
    assert fresh(ana).safety_open

    practice.start_over(by=player("noor"), now=NOW)

    assert fresh(ana).status == "closed"
    assert "safety.closed" in told(ana)


def test_a_real_floor_never_starts_over(harbour_lane):
    harbour_lane.practice = False
    harbour_lane.save()

    with pytest.raises(practice.NoPractice):
        practice.start_over(by=player("mia"), now=NOW)
    assert story("01-ana-cot").status == "open"


def test_a_real_organisation_has_no_afternoon(harbour_lane):
    harbour_lane.practice = False
    harbour_lane.save()

    assert not practice.begin(now=NOW)


def test_a_live_turn_is_received_read_and_guided_like_any_message(harbour_lane):
    ana = story("01-ana-cot")

    assert practice.play_turn(conversation_id=ana.pk, n=3, now=NOW)

    ana = fresh(ana)
    assert ana.waiting_since is not None
    assert ana.heat >= 2
    assert told(ana)[-1] in {"message.received", "case.opened"}


def test_a_turn_that_was_played_is_not_played_again(harbour_lane):
    ana = story("01-ana-cot")
    practice.play_turn(conversation_id=ana.pk, n=3, now=NOW)

    assert not practice.play_turn(conversation_id=ana.pk, n=3, now=NOW)
    assert ana.messages.count() == 3


def test_the_script_stops_where_a_person_has_answered(harbour_lane):
    rob = story("02-rob-visit")
    answered(rob, "Rob, I'm ringing the fitter now and call you back at 15:00.", by=player("noor"))

    assert not practice.play_turn(conversation_id=rob.pk, n=3, now=NOW)


def test_ana_answers_what_is_written_to_her(harbour_lane):
    ana = story("01-ana-cot")
    practice.play_turn(conversation_id=ana.pk, n=3, now=NOW)
    text = "You waited at home all Thursday for a call that never came. I'll ring you at 16:30 today."
    reply = answered(ana, text, by=player("mia"), at=NOW)
    deliver.deliver(message_id=reply.pk, now=NOW + timedelta(seconds=11))

    reaction = played.react(conversation_id=ana.pk, now=NOW + timedelta(seconds=20))

    assert "16:30" in reaction.message.text
    assert fresh(ana).persona["state"]["heat"] < 3.0


def test_the_past_loads_piece_by_piece_and_goes_on_where_it_stopped(harbour_lane, monkeypatch):
    practice.load_more(now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(practice, "_close", lambda *args, **given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            practice.load_more(now=NOW)

    assert Progress.objects.get(name=practice.HISTORY).done == practice.HISTORY_AT_ONCE
    while practice.load_more(now=NOW):
        pass
    far = Progress.objects.get(name=practice.HISTORY)
    assert (far.done, far.finished_at) == (far.total, NOW)
    assert Conversation.objects.filter(status="closed").count() == far.total


def test_the_past_stays_past(harbour_lane):
    practice.load_more(now=NOW)

    sweep.sweep(now=NOW + timedelta(days=40))

    assert Conversation.objects.filter(status="closed").count() == practice.HISTORY_AT_ONCE


def test_the_demo_is_made_once_and_says_how_to_sign_in(db):
    first = demo.prepare()

    assert "mia (agent)" in first[0]
    assert demo.prepare() == first
    assert Conversation.objects.count() == sum(not script.begins_live for script in practice.afternoon())
