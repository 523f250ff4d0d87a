"""The ladder: one rung at a time, only for how people are treated, never for anger or for using one's rights."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer, last, record, steps, talk

from unruffled.engine.follow import follow
from unruffled.engine.policies.boundary import next_step
from unruffled.engine.vocabulary import LAWFUL_LEVERAGE, SIGNALS, Context, Story

NOTICED = agent("a_boundary")


def insult(**more):
    return customer("anger", "insult_agent", heat=3, conduct="insult", **more)


def abuse(**more):
    return customer("insult_agent", "abuse_sustained", heat=3, conduct="abuse", **more)


def levels(*readings, **how):
    return [s.boundary for s in steps(*readings, **how) if s.reading.turn.by == "customer"]


def test_each_notice_that_was_said_makes_the_next_one_a_rung_higher():
    talked = (insult(), NOTICED, abuse(), NOTICED, customer("frustration", heat=2, conduct="rude"), agent("a_commit"))
    assert levels(*talked, abuse(), NOTICED, abuse()) == [1, 2, 0, 3, 4]


def test_conduct_that_is_all_right_again_gets_no_lecture():
    assert levels(insult(), NOTICED, customer("customer_apology")) == [1, 0]


def test_a_notice_nobody_said_is_no_notice():
    assert levels(insult(), agent("a_commit"), abuse(), agent("a_commit"), abuse(), agent("a_commit"), abuse()) == [
        1,
        2,
        2,
        2,
    ]


def test_a_second_insult_earns_the_notice_even_where_the_first_was_let_pass():
    assert levels(insult(), agent("a_commit"), insult()) == [1, 2]


@pytest.mark.parametrize(
    ("conduct", "signal"), [("discriminatory", "discriminatory_abuse"), ("sexual", "sexual_remark")]
)
def test_an_attack_on_who_somebody_is_starts_at_the_last_notice_and_its_repeat_ends_the_contact(conduct, signal):
    attack = customer(signal, heat=2, conduct=conduct)
    assert levels(attack, agent("a_commit"), attack) == [3, 4]


def test_a_threat_ends_the_contact_at_once():
    step = last(customer("threat_violence", heat=4, conduct="threat"))
    assert (step.boundary, step.situation.stage) == (4, "safety")


def test_an_isolated_insult_repeats_a_notice_that_is_still_in_force():
    assert levels(insult(), context=record(boundary_level=2)) == [2]


def test_an_isolated_insult_is_never_below_what_it_earns_itself():
    assert levels(abuse(), context=record(boundary_level=1)) == [2]


def test_abuse_goes_one_up_from_a_notice_in_force():
    assert levels(abuse(), context=record(boundary_level=3)) == [4]


@pytest.mark.parametrize(
    ("notice", "level"),
    [
        ({"level": 2, "hours_ago": 23}, 2),
        ({"level": 2, "hours_ago": 25}, 1),
        ({"level": 3, "days_ago": 29}, 3),
        ({"level": 3, "days_ago": 31}, 1),
        ({"level": "L3", "given_at": "2026-04-20T09:00"}, 3),
        ({"level": 3, "given_at": "2026-03-01T09:00:00+00:00"}, 1),
        ({"level": 3, "expires": "2026-05-02"}, 3),
        ({"level": 3, "expires": "2026-04-30"}, 1),
        ({"level": 3, "expired": True}, 1),
        ({"level": 3, "given_at": "some day"}, 3),
        ({"level": 3}, 3),
    ],
)
def test_expired_notices_do_not_count(notice, level):
    told, known = talk(insult(), context=record(notices=[notice]))
    dated = Story(channel="chat", turns=told.turns, context=told.context, started=datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert follow(dated, known=known)[-1].boundary == level


def test_self_harm_blocks_the_ladder_until_a_person_closes_the_safety_record():
    said = customer("self_harm", "distress", heat=4)
    assert levels(said, agent("a_safety"), abuse()) == [0, 0]


def test_people_in_the_conversation_never_go_beyond_ending_it():
    assert levels(abuse(), context=record(boundary_level=6)) == [4]


@pytest.mark.parametrize("conduct", ["ok", "profanity_situational", "rude"])
def test_anger_swearing_at_a_thing_and_rudeness_are_no_ground(conduct):
    hot = customer("anger", "shouting", "profanity", heat=4, conduct=conduct)
    assert levels(hot, agent("a_calm_down"), hot, agent(), hot) == [0, 0, 0]


@settings(deadline=None)
@given(
    rights=st.sets(st.sampled_from(sorted(LAWFUL_LEVERAGE)), min_size=1),
    others=st.sets(st.sampled_from(sorted(SIGNALS)), max_size=8),
    stored=st.integers(0, 6),
    heat=st.integers(0, 4),
)
def test_lawful_leverage_never_moves_the_ladder(rights, others, stored, heat):
    before, context = insult(), Context(history={"boundary_level": stored})
    without = levels(before, NOTICED, customer(*others - rights, heat=heat, conduct="insult"), context=context)
    with_rights = levels(before, NOTICED, customer(*others | rights, heat=heat, conduct="insult"), context=context)
    assert with_rights == without
    calm = levels(before, NOTICED, customer(*others | rights, heat=heat), context=context)
    assert calm[-1] == 0


def test_the_rung_says_why_with_facts_that_can_be_checked():
    step = last(insult(), NOTICED, abuse(text="you brainless clown"))
    rung = next_step(step.situation)
    assert rung.level == 2
    assert all(step.situation[r.fact] == r.value for r in rung.reasons)
    assert rung.reasons[0].quote == "you brainless clown"
