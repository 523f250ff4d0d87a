"""Somebody may be in danger: the card opens by itself, whoever leads is asked, people come, and a person closes it."""

from importlib import import_module

import psycopg
import pytest
from django.db import connection

from cast import NOW, an_inbound, fresh, minutes, said, told
from unruffled.desk.cases import local_cards
from unruffled.desk.conversations.models import Conversation, Correction, Note
from unruffled.desk.flows import assign, close, correct, local_card, receive, safety
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import alarms
from unruffled.desk.journal.models import Entry
from unruffled.desk.people.models import User
from unruffled.engine.policies.safety import BadCard

pytestmark = pytest.mark.django_db

CARD = {
    "country": "NL",
    "emergency": "99 99",
    "lines": [{"name": "A crisis line", "number": "99 13", "hours": "always"}],
    "people": [{"name": "Sam Okoro", "number": "99 20", "hours": "Mon-Fri 09:00-17:00"}],
}


def steps(conversation):
    return [step.what for step in alarms.log_of(conversation)]


def test_a_danger_opens_the_card_and_asks_whoever_leads_the_team(care, sam, noor, maya):
    inbound = an_inbound("The lamp plug is on fire, there are sparks and smoke coming out of it!")
    conversation = receive.receive(inbound=inbound, now=NOW).conversation

    assert conversation.safety_open
    (asked,) = (step for step in alarms.log_of(conversation) if step.what == "asked")
    assert asked.to_names == ("Sam",)


def test_without_a_supervisor_the_managers_are_asked(care, maya):
    conversation = receive.receive(inbound=an_inbound("I want to end my life."), now=NOW).conversation

    assert [step.to_names for step in alarms.log_of(conversation) if step.what == "asked"] == [("Maya",)]


def test_more_of_the_same_danger_opens_no_second_card(a_dangerous_conversation, sam):
    said(a_dangerous_conversation, "Now there is fire on the curtain, help!", at=NOW + minutes(1))

    assert told(a_dangerous_conversation).count("safety.opened") == 1


def test_a_kind_question_opens_none(a_conversation):
    assert "safety.opened" not in told(a_conversation)


def test_a_person_who_sees_danger_opens_the_card(a_conversation, mia, sam):
    message = a_conversation.messages.get()
    correct.correct(message=message, by=mia, field="signal", value={"id": "self_harm", "shows": True}, now=NOW)

    assert fresh(a_conversation).safety_open
    assert steps(a_conversation) == ["opened", "asked"]
    assert alarms.log_of(a_conversation)[0].by_name == "Mia"


def test_who_saw_it_and_who_is_here_is_written_once_each(a_dangerous_conversation, mia, sam):
    for person in (mia, sam, mia):
        safety.see(conversation=a_dangerous_conversation, by=person, now=NOW)
        safety.join(conversation=a_dangerous_conversation, by=person, now=NOW + minutes(1))

    log = alarms.log_of(a_dangerous_conversation)
    assert [(step.what, step.by_name) for step in log[1:]] == [
        ("seen", "Mia"), ("joined", "Mia"), ("seen", "Sam"), ("joined", "Sam"),
    ]  # fmt: skip


def test_a_card_that_opens_again_has_a_log_of_its_own(a_dangerous_conversation, mia, sam):
    safety.join(conversation=a_dangerous_conversation, by=mia, now=NOW)
    safety.close_card(conversation=a_dangerous_conversation, by=mia, note="Plug is out.", now=NOW)
    said(a_dangerous_conversation, "Now the socket is on fire, there is smoke!", at=NOW + minutes(9))

    assert steps(a_dangerous_conversation) == ["opened", "asked"]


def test_nobody_sees_or_joins_where_no_card_is_open(a_conversation, mia):
    safety.see(conversation=a_conversation, by=mia, now=NOW)
    safety.join(conversation=a_conversation, by=mia, now=NOW)

    assert steps(a_conversation) == []


@pytest.mark.parametrize("act", ["see", "join", "close_card", "not_a_danger"])
def test_a_stranger_has_nothing_to_do_with_it(a_dangerous_conversation, omar, act):
    given = {"close_card": {"note": "x"}, "not_a_danger": {"reason": "misread"}}.get(act, {})
    with pytest.raises(safety.NotAllowed):
        getattr(safety, act)(conversation=a_dangerous_conversation, by=omar, now=NOW, **given)


def test_a_card_is_closed_with_a_note_and_the_log_knows_which(a_dangerous_conversation, mia):
    with pytest.raises(safety.NeedsANote):
        safety.close_card(conversation=a_dangerous_conversation, by=mia, note=" ", now=NOW)

    safety.close_card(conversation=a_dangerous_conversation, by=mia, note="Plug is out, nobody hurt.", now=NOW)

    note = Note.objects.get()
    assert not fresh(a_dangerous_conversation).safety_open
    assert Entry.objects.get(what="safety.closed").numbers == {"note": note.pk}


def test_not_a_danger_corrects_the_reading_closes_the_card_and_keeps_the_reason(a_dangerous_conversation, mia):
    safety.not_a_danger(conversation=a_dangerous_conversation, by=mia, reason="figure_of_speech", now=NOW)

    after = fresh(a_dangerous_conversation)
    message = after.messages.get(by="customer")
    assert not after.safety_open
    assert after.stage != "safety"
    assert Correction.objects.get().after == {"id": "safety_hazard", "shows": False}
    assert message.corrected["signal"] == {"safety_hazard": False}
    assert Note.objects.get().text == "Not a danger: a figure of speech."
    assert Entry.objects.get(what="safety.mistaken").numbers["reason"] == "figure_of_speech"


def test_after_a_mistake_the_next_danger_opens_a_card_again(a_dangerous_conversation, mia, sam):
    safety.not_a_danger(conversation=a_dangerous_conversation, by=mia, reason="long_past", now=NOW)
    said(a_dangerous_conversation, "There is smoke coming out of the plug again, it is on fire!", at=NOW + minutes(3))

    assert fresh(a_dangerous_conversation).safety_open
    assert steps(a_dangerous_conversation) == ["opened", "asked"]


def test_a_danger_known_before_the_first_message_can_be_called_none_too(a_conversation, mia):
    a_conversation.context = {"history": {"safety_open": True}}
    a_conversation.save(update_fields=["context"])
    guidance.renew(a_conversation, now=NOW)
    a_conversation.save(update_fields=["safety_open"])

    safety.not_a_danger(conversation=a_conversation, by=mia, reason="long_past", now=NOW)

    assert not fresh(a_conversation).safety_open


def test_a_mistake_has_one_of_the_reasons_there_are(a_dangerous_conversation, mia):
    with pytest.raises(safety.NotAReason, match="Good ones: figure_of_speech"):
        safety.not_a_danger(conversation=a_dangerous_conversation, by=mia, reason="tired", now=NOW)


def test_no_conversation_closes_while_its_card_is_open(a_dangerous_conversation, mia):
    with pytest.raises(close.NotAllowed):
        close.close(conversation=a_dangerous_conversation, by=mia, now=NOW)


def test_nothing_of_the_danger_is_in_the_journal(a_dangerous_conversation, mia, sam):
    safety.see(conversation=a_dangerous_conversation, by=sam, now=NOW)
    safety.join(conversation=a_dangerous_conversation, by=sam, now=NOW)
    safety.close_card(conversation=a_dangerous_conversation, by=mia, note="The plug is out.", now=NOW)

    for entry in Entry.objects.filter(what__startswith="safety."):
        assert set(entry.numbers) <= {"to", "note", "reason"}
        assert "fire" not in str(entry.numbers)
        assert "safety_hazard" not in str(entry.numbers)


def test_dangers_are_named_to_whoever_leads_and_to_whose_they_are(a_dangerous_conversation, sam, maya, mia, noor, omar):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)

    named = {who.username: [d.name for d in alarms.standing_for(who).dangers] for who in (sam, maya, mia, noor, omar)}
    assert named == {"sam": ["Ida"], "maya": ["Ida"], "mia": ["Ida"], "noor": [], "omar": []}
    assert alarms.standing_for(sam).dangers[0].assignee == "Mia"


def test_a_graver_danger_under_an_open_card_is_the_one_that_is_named(a_dangerous_conversation, sam, mia):
    (danger,) = alarms.standing_for(sam).dangers
    assert danger.kind == "safety_hazard"
    assert "on fire" in danger.words

    said(a_dangerous_conversation, "I can't take this any more, I want to end my life.", at=NOW + minutes(1))
    assert [d.kind for d in alarms.standing_for(sam).dangers] == ["self_harm"]
    assert steps(a_dangerous_conversation).count("opened") == 1

    safety.close_card(conversation=a_dangerous_conversation, by=mia, note="Help is there.", now=NOW + minutes(2))
    closed = fresh(a_dangerous_conversation)
    assert (closed.safety_open, closed.danger, closed.danger_words) == (False, "", "")


def test_pages_are_told_when_a_card_is_about_another_danger_now(a_dangerous_conversation, monkeypatch):
    stood = alarms.stands(a_dangerous_conversation)
    told = []
    monkeypatch.setattr(alarms.journal, "alarm", told.append)

    alarms.tell(a_dangerous_conversation, stood=stood, now=NOW)
    assert told == []
    alarms.tell(a_dangerous_conversation, stood=(True, "third_party_risk", ""), now=NOW)
    assert told == [a_dangerous_conversation]
    assert steps(a_dangerous_conversation).count("opened") == 1


def test_cards_that_stood_open_before_dangers_were_named_say_theirs(a_dangerous_conversation, a_conversation):
    Conversation.objects.update(danger="", danger_words="")
    which = import_module("unruffled.desk.guidance.migrations.0003_which_danger")

    with connection.cursor() as cursor:
        cursor.execute(which.WHICH)

    assert fresh(a_dangerous_conversation).danger == "safety_hazard"
    assert fresh(a_conversation).danger == ""


def test_cards_left_open_hide_nobody_who_is_in_danger_now(care, sam):
    for day in range(alarms.MOST + 1):
        inbound = an_inbound("There is smoke from the plug!", from_address=f"smoke-{day}")
        receive.receive(inbound=inbound, now=NOW + minutes(1440 * day))
    newest = receive.receive(
        inbound=an_inbound("There is smoke from the plug!", from_address="now"), now=NOW + minutes(9000)
    ).conversation

    named = [danger.conversation_id for danger in alarms.standing_for(sam).dangers]
    assert (named[0], len(named)) == (newest.pk, alarms.MOST)


def test_no_danger_is_named_to_who_leads_another_team_or_has_left_this_one(a_dangerous_conversation, mia, omar):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)
    User.objects.filter(pk=omar.pk).update(role="supervisor")
    mia.teams.clear()

    assert [alarms.standing_for(User.objects.get(pk=who.pk)).dangers for who in (omar, mia)] == [(), ()]


# The local card ------------------------------------------------------------------------------------------------------


def test_a_manager_keeps_the_local_card_and_the_newest_is_in_force(maya):
    assert local_cards.in_force() is None
    local_card.keep(said=CARD, by=maya, now=NOW)
    local_card.keep(said=CARD | {"emergency": "98 98"}, by=maya, now=NOW)

    kept = local_cards.in_force()
    assert (kept.card.emergency, kept.saved_by, kept.saved_at) == ("98 98", "Maya", NOW)
    assert alarms.standing_for(maya).card_kept


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_nobody_else_keeps_one(request, who):
    with pytest.raises(local_card.NotAllowed) as refused:
        local_card.keep(said=CARD, by=request.getfixturevalue(who), now=NOW)
    assert refused.value.decision.ask == "manager"


def test_a_card_that_is_wrong_is_not_kept(maya):
    with pytest.raises(BadCard):
        local_card.keep(said=CARD | {"emergency": "ring us"}, by=maya, now=NOW)
    assert local_cards.in_force() is None


def test_no_number_of_the_card_is_in_the_journal(maya):
    local_card.keep(said=CARD, by=maya, now=NOW)

    assert Entry.objects.get(what="safety.configured").numbers == {"lines": 1, "people": 1}


@pytest.mark.django_db(transaction=True)
def test_open_pages_of_the_team_hear_that_a_card_opened_was_taken_joined_and_closed(a_conversation, mia):
    wanted = ("dbname", "host", "port", "user", "password")
    parameters = {key: value for key, value in connection.get_connection_params().items() if key in wanted}
    with psycopg.connect(**parameters, autocommit=True) as line:
        line.execute("LISTEN unruffled")
        said(a_conversation, "The lamp is on fire, smoke everywhere, help!")
        conversation = fresh(a_conversation)
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
        safety.join(conversation=conversation, by=mia, now=NOW)
        safety.close_card(conversation=conversation, by=mia, note="Fire brigade is there.", now=NOW)
        heard = [notice.payload for notice in line.notifies(timeout=0.3)]

    assert heard.count(f"danger/{conversation.pk} team/{conversation.team_id}") == 4
