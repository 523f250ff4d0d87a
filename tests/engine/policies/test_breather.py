"""The breather: what a conversation costs who holds it, how that fades, and what is due, for the agent only."""

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house
from tests.engine.talk import agent, customer, steps

from unruffled.engine.policies.breather import (
    Care,
    Held,
    Strain,
    added,
    band,
    due,
    faded,
    held,
    is_severe,
    may_route,
    taken,
    toll,
)
from unruffled.engine.policies.house import parse_house
from unruffled.engine.policies.sections.breather import INCIDENTS
from unruffled.engine.rules import BadRule
from unruffled.engine.vocabulary import AGENT_SIGNALS, CONDUCTS

HELD = st.builds(
    Held,
    heats=st.lists(st.integers(0, 4), max_size=30).map(tuple),
    incidents=st.lists(st.sampled_from(INCIDENTS), max_size=5).map(tuple),
    alone=st.booleans(),
    observing=st.booleans(),
    eased=st.booleans(),
)
STRAINS = st.builds(Strain, acute=st.floats(0, 200), lasting=st.floats(0, 400))


# What it costs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conversation", "points"),
    [
        (Held(), 0),
        (Held(heats=(0, 1, 2, 3, 4)), 7.2),
        (Held(heats=(4,) * 9), 20),
        (Held(heats=(4,) * 9, incidents=("threat",)), 32),
        (Held(heats=(3,), incidents=("insult", "abuse")), 11),
        (Held(incidents=("sexual",), alone=True), 12.5),
        (Held(incidents=("sexual",), observing=True), 5),
        (Held(heats=(4, 2), eased=True), 4),
    ],
)
def test_a_conversation_costs_what_was_said_to_the_agent(conversation, points):
    assert toll(conversation) == pytest.approx(points)


@given(HELD, st.integers(0, 4))
def test_one_more_turn_never_makes_it_lighter(conversation, heat):
    longer = Held(
        (*conversation.heats, heat),
        conversation.incidents,
        conversation.alone,
        conversation.observing,
        conversation.eased,
    )
    assert toll(longer) >= toll(conversation) >= 0


TALKS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(sorted(CONDUCTS)),
        st.booleans(),
        st.lists(st.sampled_from(sorted(AGENT_SIGNALS)), max_size=3),
    ),
    min_size=1,
    max_size=6,
)


def readings(talk, *, mute=False):
    spoken = []
    for heat, conduct, harm, ours in talk:
        spoken.append(customer(*(["self_harm"] if harm else []), heat=heat, conduct=conduct))
        spoken.append(agent() if mute else agent(*ours, text="I snapped. " * len(ours)))
    return spoken


@given(TALKS)
@settings(max_examples=60, deadline=None)
def test_the_agents_own_words_are_never_looked_at(talk):
    assert held(readings(talk)) == held(readings(talk, mute=True))


@given(TALKS)
@settings(max_examples=60, deadline=None)
def test_the_toll_is_the_one_that_the_playbook_sees(talk):
    seen = steps(*readings(talk))[-1].situation["toll"]
    assert toll(held(readings(talk))) == pytest.approx(seen, abs=0.051)


def test_what_is_held_has_no_field_for_the_agent():
    assert {field.name for field in fields(Held)} == {"heats", "incidents", "alone", "observing", "eased"}


def test_thanks_at_the_end_ease_it_and_thanks_before_the_storm_do_not():
    assert held([customer("anger", heat=4), customer("gratitude", heat=0)]).eased
    assert not held([customer("gratitude", heat=0), customer("anger", heat=4)]).eased


def test_a_disclosure_counts_once():
    assert held([customer("self_harm"), agent(), customer("self_harm")]).incidents == ("self_harm",)


# How it fades --------------------------------------------------------------------------------------------------------


def test_acute_strain_halves_in_three_quarters_of_an_hour_and_lasting_strain_in_three_working_days():
    assert faded(Strain(16, 60), minutes=45, days=0) == Strain(8, 60)
    assert faded(Strain(16, 60), minutes=90, days=3) == Strain(4, 30)


def test_a_breather_halves_the_acute_strain_at_once():
    assert taken(Strain(16, 60)) == Strain(8, 60)


@given(STRAINS, st.floats(0, 600), st.floats(0, 600), st.floats(0, 9))
def test_two_short_rests_are_one_long_rest(strain, one, two, days):
    twice = faded(faded(strain, minutes=one, days=days), minutes=two, days=days)
    once = faded(strain, minutes=one + two, days=2 * days)
    assert (twice.acute, twice.lasting) == (pytest.approx(once.acute), pytest.approx(once.lasting))


@given(STRAINS, st.floats(-600, 600), st.floats(-9, 9))
def test_time_never_adds_strain(strain, minutes, days):
    later = faded(strain, minutes=minutes, days=days)
    assert later.acute <= strain.acute
    assert later.lasting <= strain.lasting


# What is due ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acute", "what"),
    [
        (7.9, (False, False, False, False)),
        (8, (True, False, False, False)),
        (15, (True, True, True, False)),
        (20, (True, True, True, True)),
    ],
)
def test_each_threshold_adds_something(acute, what):
    care = due(Strain(acute, acute), now=NOW)
    assert (care.offer, care.lighter, care.talk, care.spared_until is not None) == what
    assert bool(care.reasons) is care.offer


@pytest.mark.parametrize("incident", ["discriminatory", "sexual", "threat", "self_harm"])
def test_something_severe_brings_people_at_once_whatever_the_points_say(incident):
    care = due(Strain(), incidents=[incident], now=NOW)
    assert (care.offer, care.lighter, care.talk, care.debrief, care.second_reader) == (True,) * 5
    assert [reason.fact for reason in care.reasons] == ["severe"]


def test_insults_add_up_and_are_not_severe_by_themselves():
    assert not is_severe(["insult", "abuse"])
    assert not due(added(Strain(), 3), incidents=["insult"], now=NOW).offer


def test_weeks_of_it_bring_a_check_in_even_on_a_calm_day():
    care = due(Strain(0, 60), now=NOW)
    assert (care.check_in, care.offer) == (True, False)


def test_a_breather_is_five_to_ten_minutes():
    assert due(Strain(9, 9), now=NOW).minutes == (5, 10)
    assert due(Strain(1, 1), now=NOW).minutes == (0, 0)


@given(STRAINS, st.floats(0, 50), st.lists(st.sampled_from(INCIDENTS), max_size=3))
def test_more_strain_never_gets_less_care(strain, more, incidents):
    less, greater = (due(one, incidents=incidents, now=NOW) for one in (strain, added(strain, more)))
    for what in ("offer", "lighter", "talk", "check_in", "debrief"):
        assert getattr(greater, what) >= getattr(less, what)


@given(STRAINS, st.lists(st.sampled_from(INCIDENTS), max_size=3))
def test_whatever_is_due_says_why(strain, incidents):
    care = due(strain, incidents=incidents, now=NOW)
    assert bool(care.reasons) is (care.offer or care.check_in)


# Who gets the next one -----------------------------------------------------------------------------------------------


def test_after_a_hard_one_the_next_is_lighter():
    care = due(Strain(16, 16), now=NOW)
    assert may_route(difficulty=59, care=care, now=NOW).allowed
    refused = may_route(difficulty=60, care=care, now=NOW)
    assert (refused.allowed, refused.ask) == (False, "colleague")


def test_being_spared_ends_with_the_hour():
    care = Care(spared_until=NOW + timedelta(minutes=60))
    assert not may_route(difficulty=80, care=care, now=NOW + timedelta(minutes=59)).allowed
    assert may_route(difficulty=80, care=care, now=NOW + timedelta(minutes=60)).allowed


def test_who_is_fine_takes_what_comes():
    assert may_route(difficulty=100, care=due(Strain(), now=NOW), now=NOW).allowed


@pytest.mark.parametrize(
    ("strain", "severe", "colour"),
    [
        (Strain(7, 7), False, "green"),
        (Strain(8, 8), False, "amber"),
        (Strain(15, 15), False, "red"),
        (Strain(0, 60), False, "red"),
        (Strain(0, 0), True, "red"),
    ],
)
def test_a_supervisor_sees_a_colour(strain, severe, colour):
    assert band(strain, severe=severe) == colour


def test_a_house_may_offer_earlier():
    assert due(Strain(4, 4), now=NOW, house=a_house(breather={"offer_at": 3.0})).offer


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("by_heat           = { 0 = 0,", "by_heat = { none = 0,"), ["breather.by_heat", "none"]),
        (("sexual = 10, threat", "sexy = 10, threat"), ["breather.incident", "sexy", "sexual"]),
        (('severe            = ["disc', 'severe = ["bad", "disc'), ["breather.severe", "bad"]),
        (("talk_at           = 15", "talk_at = 5"), ["breather.talk_at", "8"]),
        (("half_life_minutes = 45", "half_life_minutes = 0"), ["half_life_minutes", "1 or more"]),
        (("eased = 0.8", "agent_tone = 0.8"), ["breather.factor", "agent_tone"]),
        (("most_minutes      = 10", "most_minutes = 1"), ["most_minutes", "5 or more"]),
    ],
)
def test_a_bad_breather_names_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
