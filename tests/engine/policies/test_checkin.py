"""Check-ins: where they start, how each answer changes them, when they end, and that nobody is pestered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house

from unruffled.engine.policies import workdays
from unruffled.engine.policies.checkin import Plan, Relationship, Standing, due, first, health, may_start, next_step
from unruffled.engine.policies.house import parse_house
from unruffled.engine.rules import BadRule

TODAY = NOW.date()
ANSWERS = st.sampled_from(["clean", "issue", "silence", "less_please", "opt_out"])
PLANS = st.builds(Plan, interval_days=st.integers(1, 400), due_date=st.just(TODAY), clean=st.integers(0, 2))
SIGNS = [
    {"recovered_days_ago": 29},
    {"contacts_30d": 3},
    {"promise_broken": True},
    {"csat": 2},
    {"churn_threat": True},
]


def a_plan(days=14, **given):
    return Plan(**({"interval_days": days, "due_date": TODAY} | given))


def after(plan, *answers, **how):
    for answer in answers:
        plan = next_step(plan=plan, answer=answer, on=TODAY, **how)
    return plan


# Where it starts -----------------------------------------------------------------------------------------------------


def test_nothing_wrong_is_green():
    assert health(relationship=Relationship(recovered_days_ago=30, contacts_30d=2, csat=3)).colour == "green"


@pytest.mark.parametrize("sign", SIGNS)
def test_one_sign_is_amber_and_says_which(sign):
    found = health(relationship=Relationship(**sign))
    assert found.colour == "amber"
    assert [reason.fact for reason in found.reasons if reason.holds] == list(sign)


@pytest.mark.parametrize("one", range(5))
@pytest.mark.parametrize("other", range(5))
def test_two_signs_are_red(one, other):
    found = health(relationship=Relationship(**(SIGNS[one] | SIGNS[other])))
    assert found.colour == ("red" if one != other else "amber")


@pytest.mark.parametrize(("colour", "days"), [("red", 7), ("amber", 14), ("green", 45)])
def test_the_worse_it_stands_the_sooner_we_ask(colour, days):
    plan = first(colour=colour, on=TODAY)
    assert plan.interval_days == days
    assert plan.due_date == workdays.after(TODAY + timedelta(days=days), 0)


# After each answer ---------------------------------------------------------------------------------------------------


def test_clean_answers_make_it_rarer_up_to_ninety_days():
    plan, seen = a_plan(7), []
    for _ in range(7):
        plan = after(plan, "clean")
        seen.append(plan.interval_days)
    assert seen == [12, 20, 34, 58, 90, 90, 90]


def test_three_clean_answers_at_long_intervals_are_enough():
    plan = after(a_plan(60), "clean", "clean")
    assert plan.stopped == ""
    assert after(plan, "clean").stopped == "enough"
    assert after(a_plan(7), "clean", "clean", "clean", "clean").stopped == ""


def test_an_issue_in_between_starts_the_counting_anew():
    plan = after(a_plan(60), "clean", "clean", "issue")
    assert (plan.interval_days, plan.clean, plan.act_on) == (7, 0, TODAY)


def test_an_issue_raised_on_a_saturday_is_acted_on_on_monday():
    saturday = date(2026, 11, 21)
    plan = next_step(plan=a_plan(), answer="issue", on=saturday)
    assert plan.act_on == date(2026, 11, 23)


def test_silence_once_changes_nothing_and_twice_makes_it_rare_and_light():
    once = after(a_plan(14), "silence")
    assert (once.interval_days, once.lightest) == (14, False)
    twice = after(once, "silence")
    assert (twice.interval_days, twice.lightest, twice.silent) == (28, True, 0)


def test_an_answer_between_two_silences_makes_them_two_single_ones():
    plan = after(a_plan(14), "silence", "clean", "silence")
    assert (plan.interval_days, plan.lightest) == (24, False)


def test_less_please_is_heard_at_once_even_at_the_longest_interval():
    assert after(a_plan(90), "less_please").interval_days == 180
    assert after(a_plan(90), "less_please", "clean").interval_days == 180


def test_a_no_is_a_no_for_good():
    plan = after(a_plan(), "opt_out")
    assert plan.stopped == "opt_out"
    assert after(plan, "clean", "issue") == plan


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        ({"contract_ended": True}, "contract_ended"),
        ({"boundary_level": 5}, "boundary_level"),
        ({"threat_on_file": True}, "threat_on_file"),
        ({"consented": False}, "consented"),
        ({"opted_out": True}, "opted_out"),
    ],
)
def test_check_ins_end_where_they_may_not_begin(standing, why):
    assert after(a_plan(), "clean", standing=Standing(**standing)).stopped == why
    refused = may_start(standing=Standing(**standing))
    assert [reason.fact for reason in refused.reasons if not reason.holds] == [why]


def test_a_notice_below_five_forbids_no_check_in():
    assert may_start(standing=Standing(boundary_level=4)).allowed


@given(PLANS, ANSWERS)
def test_only_an_issue_ever_makes_it_more_frequent(plan, answer):
    then = after(plan, answer)
    assert answer == "issue" or then.interval_days >= plan.interval_days


@given(PLANS, st.lists(ANSWERS, max_size=12))
def test_every_check_in_falls_on_a_working_day_after_today(plan, answers):
    then = after(plan, *answers)
    assert then.stopped or not answers or (then.due_date > TODAY and workdays.is_working(then.due_date))


@given(PLANS, st.lists(ANSWERS, max_size=12))
def test_once_stopped_nothing_is_ever_due(plan, answers):
    then = after(plan, *answers, "opt_out")
    later = NOW + timedelta(days=5000)
    assert not due(plan=then, standing=Standing(), sent_today=0, now=later).allowed


# When it is due ------------------------------------------------------------------------------------------------------


def test_a_check_in_is_due_on_its_day():
    assert due(plan=a_plan(), standing=Standing(), sent_today=3, now=NOW).allowed


@pytest.mark.parametrize(
    ("plan", "sent", "now", "fact"),
    [
        (a_plan(due_date=TODAY + timedelta(days=1)), 0, NOW, "due_date"),
        (a_plan(), 4, NOW, "sent_today"),
        (a_plan(), 0, NOW.replace(hour=22), "quiet"),
        (a_plan(), 0, NOW + timedelta(days=2), "quiet"),
        (a_plan(stopped="enough"), 0, NOW, "stopped"),
    ],
)
def test_it_waits_for_its_day_a_free_agent_and_a_decent_hour(plan, sent, now, fact):
    decision = due(plan=plan, standing=Standing(), sent_today=sent, now=now)
    assert [reason.fact for reason in decision.reasons if not reason.holds] == [fact]


def test_somebody_who_opted_out_since_is_left_alone():
    assert not due(plan=a_plan(), standing=Standing(opted_out=True), sent_today=0, now=NOW).allowed


def test_a_house_may_ask_more_often():
    house = a_house(checkin={"start_days": {"red": 3, "amber": 5, "green": 9}})
    assert first(colour="red", on=TODAY, house=house).interval_days == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("{ red = 7, amber", "{ rad = 7, amber"), ["checkin.start_days", "rad", "Did you mean 'red'"]),
        (("clean_times           = 1.7", "clean_times = 0.5"), ["checkin.clean_times", "1 or more"]),
        (("csat_at_most          = 2", "csat_at_most = 9"), ["checkin.csat_at_most", "between 1 and 5"]),
        (("later_days   = 14", 'later_days = "two weeks"'), ["followup.later_days", "two weeks"]),
        (("[followup]", "[followup]\nhours = 3"), ["[followup]", "hours", "working_days"]),
    ],
)
def test_a_bad_cadence_names_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
