"""The reader learns from a house's corrections: proposed by the worker, switched on and off by a manager alone."""

import pytest

from cast import NOW, answered, fresh, jobs_left, minutes, said
from unruffled.desk.conversations.models import Correction, Message
from unruffled.desk.flows import correct, policy, recalibrate, reread
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import answers
from unruffled.desk.guidance.models import Recalibration
from unruffled.desk.people import house
from unruffled.engine import reader
from unruffled.engine.reader.recalibrate import FEWEST
from unruffled.shells.worker import jobs

pytestmark = pytest.mark.django_db

TEXT = "Honestly I expected better from you after all these years."
SIGNAL = "disappointment"


@pytest.fixture(autouse=True)
def nothing_kept():
    yield
    house.forget()


@pytest.fixture
def a_disappointed_one(a_conversation):
    """A message that reads as disappointed, in a conversation that somebody answers."""
    return fresh(said(a_conversation, TEXT))


def again(message, times, *, corrected):
    """The same message many times over: corrected, or let stand."""
    copies = [
        Message(
            conversation=message.conversation,
            external_id=f"{'c' if corrected else 's'}-{message.external_id}-{n}",
            by=message.by,
            channel=message.channel,
            text=message.text,
            sent_at=message.sent_at,
            reading=message.reading,
            reader=message.reader,
            corrected=corrected,
        )
        for n in range(times)
    ]
    return Message.objects.bulk_create(copies)


def corrected_by(person, message, times, *, told=None):
    told = told or {"signal": {SIGNAL: False}}
    for copy in again(message, times, corrected=told):
        Correction.objects.create(message=copy, field="signal", after={"id": SIGNAL, "shows": False}, by=person, at=NOW)


@pytest.fixture
def enough(a_disappointed_one, mia):
    """Forty times "not this", and ten times left as it was by somebody who corrects, as were the first two messages."""
    corrected_by(mia, a_disappointed_one, 40)
    again(a_disappointed_one, 10, corrected={})
    answered(a_disappointed_one.conversation, "I am sorry. It leaves today.", by=mia)
    return a_disappointed_one


def switched_on(by):
    recalibrate.switch_on(proposal=recalibrate.propose(now=NOW).id, by=by, now=NOW)


def learnt(head=SIGNAL):
    return next((one for one in recalibrate.propose(now=NOW).learnt if one.head == head), None)


# Working it out ------------------------------------------------------------------------------------------------------


def test_it_is_off_until_somebody_switches_it_on(enough):
    recalibrate.propose(now=NOW)

    assert recalibrate.held_now() is None
    assert fresh(said(enough.conversation, TEXT)).reader == reader.version()


def test_what_is_taken_away_again_and_again_is_proposed_to_show_later(enough):
    found = learnt()

    assert found.shift < -0.2
    assert (found.corrections, found.let_stand, found.enough) == (40, 12, True)


def test_who_corrected_is_counted_for_each_thing_by_itself(enough, mia, noor, sam, maya):
    message = said(enough.conversation, "And again nothing came.")
    Message.objects.filter(pk=message.pk).update(corrected={"heat": 1})
    for person, field, after in ((noor, "heat", 1), (sam, "heat", 1), (mia, "stage", "heat")):
        Correction.objects.create(message=message, field=field, after=after, by=person, at=NOW)

    found = recalibrate.propose(now=NOW)
    assert {one.head: one.people for one in found.learnt} == {SIGNAL: 1, "heat": 2}
    assert found.people == 3

    recalibrate.switch_on(proposal=found.id, by=maya, now=NOW)
    assert [(one.head, one.people) for one in recalibrate.held_now().learnt] == [(SIGNAL, 1)]


def test_too_few_corrections_propose_nothing(a_disappointed_one, mia):
    corrected_by(mia, a_disappointed_one, FEWEST - 1)

    assert (learnt().shift, learnt().corrections) == (0.0, FEWEST - 1)


def test_what_stood_uncorrected_counts_only_where_somebody_who_corrects_has_answered(a_disappointed_one, mia, noor):
    corrected_by(mia, a_disappointed_one, 40)
    again(a_disappointed_one, 10, corrected={})
    answered(a_disappointed_one.conversation, "I am sorry. It leaves today.", by=noor)
    assert learnt().let_stand == 0

    answered(a_disappointed_one.conversation, "It has left.", by=mia, at=NOW + minutes(1))
    assert learnt().let_stand == 12


def test_a_danger_is_not_learnt_however_often_it_is_corrected(a_disappointed_one, mia):
    corrected_by(mia, a_disappointed_one, 50, told={"signal": {"self_harm": False, SIGNAL: False}})

    assert learnt("self_harm") is None


def test_heat_is_learnt_from_corrected_heat(a_disappointed_one, mia):
    for heat, times in ((0, 40), (4, 6)):  # what a correction leaves behind: the reading says what somebody said
        a_disappointed_one.reading = {**a_disappointed_one.reading, "heat_score": float(heat)}
        a_disappointed_one.external_id = f"heat-{heat}"
        corrected_by(mia, a_disappointed_one, times, told={"heat": heat})

    assert (learnt("heat").corrections, learnt("heat").shift < 0) == (46, True)


def test_a_message_that_was_not_read_says_nothing_of_the_reader(a_conversation, mia):
    german = fresh(said(a_conversation, "Ich warte seit drei Wochen auf meine Bestellung und niemand antwortet mir."))
    corrected_by(mia, german, 40, told={"heat": 4})

    assert learnt("heat") is None


def test_a_correction_by_the_flow_is_one_of_those_counted(a_disappointed_one, mia):
    value = {"id": SIGNAL, "shows": False}
    correct.correct(message=a_disappointed_one, by=mia, field="signal", value=value, now=NOW)

    found = recalibrate.propose(now=NOW)
    assert (found.people, [one.corrections for one in found.learnt]) == (1, [1])


def test_the_weekly_job_proposes_and_never_switches(enough):
    week = next(job for job in jobs.JOBS if job.name == "look_back")
    week.run(timestamp=0)

    assert Recalibration.objects.count() == 1
    assert answers.newest().shifts
    assert recalibrate.held_now() is None
    assert week.cron == "41 4 * * 1"


def test_a_manager_can_ask_for_it_now_and_it_waits_once(maya, mia):
    recalibrate.ask(by=maya)
    recalibrate.ask(by=maya)

    assert jobs_left("recalibrate") == [{}]
    with pytest.raises(NotAllowed):
        recalibrate.ask(by=mia)


# Switching -----------------------------------------------------------------------------------------------------------


def test_once_on_it_holds_for_what_comes_in_and_the_reading_says_so(enough, maya):
    before = enough.reading
    switched_on(maya)

    after = fresh(said(enough.conversation, TEXT, at=NOW + minutes(1)))

    assert after.reader == f"{reader.version()}+house-1" == guidance.todays_reader()
    assert fresh(enough).reading == before
    assert (recalibrate.held_now().by, recalibrate.held_now().in_force) == (maya.name, True)


def test_switched_off_it_reads_as_it_came(enough, maya):
    plain = fresh(said(enough.conversation, TEXT))
    switched_on(maya)
    recalibrate.switch_off(by=maya, now=NOW)

    after = fresh(said(enough.conversation, TEXT))

    assert recalibrate.held_now() is None
    assert (after.reader, after.reading) == (plain.reader, plain.reading)


def test_switched_on_again_it_has_a_new_number(enough, maya):
    switched_on(maya)
    recalibrate.switch_off(by=maya, now=NOW)
    switched_on(maya)

    assert recalibrate.held_now().number == 2
    assert guidance.todays_reader().endswith("+house-2")


def test_other_policies_stay_and_are_decided_beside_it(enough, maya):
    policy.decide(changes={"answer_within": {"chat": 30}}, by=maya, now=NOW)
    switched_on(maya)
    policy.answer(policy.Answers("one", policy.answers_now().goodwill, {"chat": 45}), by=maya, now=NOW)

    assert house.in_force().answer_within["chat"] == 45
    assert recalibrate.held_now().number == 1

    recalibrate.switch_off(by=maya, now=NOW)
    assert house.in_force().answer_within["chat"] == 45


def test_history_is_read_anew_with_it_and_back(enough, maya):
    switched_on(maya)
    stale = reread.begin(now=NOW).total
    reread.go_on(now=NOW)
    assert stale == 1
    assert fresh(enough).reader.endswith("+house-1")

    recalibrate.switch_off(by=maya, now=NOW)
    reread.begin(now=NOW)
    reread.go_on(now=NOW)
    assert fresh(enough).reader == reader.version()


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_nobody_but_a_manager_switches(who, enough, maya, request):
    proposal = recalibrate.propose(now=NOW).id
    with pytest.raises(NotAllowed):
        recalibrate.switch_on(proposal=proposal, by=request.getfixturevalue(who), now=NOW)
    switched_on(maya)
    with pytest.raises(NotAllowed):
        recalibrate.switch_off(by=request.getfixturevalue(who), now=NOW)

    assert recalibrate.held_now() is not None


def test_only_what_was_looked_at_last_can_be_switched_on(enough, maya):
    seen = recalibrate.propose(now=NOW).id
    recalibrate.propose(now=NOW)

    with pytest.raises(recalibrate.Outdated):
        recalibrate.switch_on(proposal=seen, by=maya, now=NOW)


def test_what_was_learnt_for_another_model_is_not_switched_on_and_rests_where_it_is_on(enough, maya):
    switched_on(maya)
    kept = house.changes_now()
    policy.decide(changes={**kept, "reading": {**kept["reading"], "weights": "2025.01"}}, by=maya, now=NOW)
    Recalibration.objects.update(weights="2025.01")

    assert recalibrate.held_now().in_force is False
    assert guidance.todays_reader() == reader.version()
    with pytest.raises(recalibrate.Outdated):
        recalibrate.switch_on(proposal=answers.newest().id, by=maya, now=NOW)


def test_nothing_is_switched_on_where_nothing_was_learnt(a_disappointed_one, mia, maya):
    corrected_by(mia, a_disappointed_one, 3)

    with pytest.raises(recalibrate.NothingLearnt):
        switched_on(maya)


@pytest.mark.parametrize("kept", [{"by": {}}, {"number": "x", "weights": "w", "by": {SIGNAL: 1.0}}, [1]])
def test_a_policy_that_is_no_recalibration_is_refused(kept, maya):
    with pytest.raises(house.BadPolicy, match="reading"):
        policy.decide(changes={"reading": kept}, by=maya, now=NOW)


def test_a_danger_in_a_kept_policy_moves_nothing(maya):
    kept = {"number": 1, "weights": "w", "by": {"self_harm": -1.0, "insult_agent": 1.0, SIGNAL: -9.0}, "learnt": []}
    policy.decide(changes={"reading": kept}, by=maya, now=NOW)

    assert dict(house.in_force().shifts.by) == {SIGNAL: -1.0}
