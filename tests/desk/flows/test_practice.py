"""The practice floor: the afternoon plays once somebody watches, stops where a person answers, and its past loads."""

from datetime import timedelta

import pytest

from cast import NOW, answered, fresh, jobs_left, told
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


def test_the_floor_opens_with_every_story_and_plays_no_live_turn_yet(harbour_lane):
    assert Conversation.objects.count() == len(practice.afternoon())
    assert story("01-ana-cot").messages.count() == 2
    assert jobs_left("play_turn") == []


def test_the_afternoon_goes_on_once_however_many_sign_in(harbour_lane):
    assert practice.begin(now=NOW)
    assert not practice.begin(now=NOW)

    live = [turn for script in practice.afternoon() for turn in script.turns if "live" in turn]
    assert len(jobs_left("play_turn")) == len(live)


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
    assert Conversation.objects.count() == len(practice.afternoon())
