"""Feedback: everybody gets the same invitation, and nothing that somebody felt or rated can change that."""

import ast
import inspect
from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house
from tests.engine.talk import agent, customer, last

from unruffled.engine.policies import feedback
from unruffled.engine.policies.feedback import Answer, Closed, act_by, invitation, may_invite, opens_case
from unruffled.engine.policies.house import parse_house
from unruffled.engine.policies.sections.feedback import Feedback
from unruffled.engine.rules import BadRule
from unruffled.engine.vocabulary import CONDUCTS, SIGNALS

CARE = {s for s in SIGNALS if s.startswith("vulnerability")} | {"self_harm", "safety_hazard", "third_party_risk"}
CARE |= {"threat_violence", "access_need", "language_barrier"}
FEELINGS = sorted(set(SIGNALS) - CARE)
MOODS = st.tuples(
    st.lists(st.integers(0, 4), min_size=1, max_size=4),
    st.lists(st.sampled_from(FEELINGS), max_size=6),
    st.sampled_from(sorted(set(CONDUCTS) - {"threat"})),
)
FELT = ("heat", "mood", "sentiment", "score", "rating", "stars", "csat", "nps", "outcome", "signal", "conduct", "happy")


def closed_after(mood, **holds):
    """The closing of a conversation in this mood, its holds read from where it stands."""
    heats, signals, conduct = mood
    turns = [turn for heat in heats for turn in (customer(*signals, heat=heat, conduct=conduct), agent("a_commit"))]
    where = last(*turns).situation
    shown = {"safety": bool(where["safety_ever"]), "vulnerable_at": NOW if where["vulnerable"] else None}
    return Closed(**(shown | holds))


def held_by(decision):
    return [reason.fact for reason in decision.reasons if not reason.holds]


# Everybody -----------------------------------------------------------------------------------------------------------


def test_everybody_is_invited():
    assert may_invite(closed=Closed(), now=NOW).allowed


@given(MOODS, MOODS)
@settings(max_examples=60, deadline=None)
def test_happy_and_unhappy_people_get_the_same_answer(one, other):
    assert may_invite(closed=closed_after(one), now=NOW) == may_invite(closed=closed_after(other), now=NOW)


@given(MOODS)
@settings(max_examples=40, deadline=None)
def test_no_mood_ever_keeps_somebody_from_being_invited(mood):
    assert may_invite(closed=closed_after(mood), now=NOW).allowed


def test_the_invitation_cannot_see_what_somebody_felt():
    assert list(inspect.signature(may_invite).parameters) == ["closed", "now", "house"]
    names = [field.name for field in fields(Closed)]
    assert names == ["safety", "vulnerable_at", "boundary_level", "opted_out", "invited_at"]


def test_there_is_one_invitation_and_nothing_to_choose_it_by():
    assert list(inspect.signature(invitation).parameters) == ["house"]
    assert invitation() == invitation()


def names_in(function):
    tree = ast.parse(inspect.getsource(function))
    found = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {name.lower() for name in found + [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]}


@pytest.mark.parametrize("function", [may_invite, invitation])
def test_the_code_that_invites_reads_no_feeling_and_no_rating(function):
    assert {name for name in names_in(function) if any(word in name for word in FELT)} == set()


def test_a_rating_leads_to_a_case_and_never_to_a_link():
    takes_ratings = [name for name, thing in vars(feedback).items() if takes_an_answer(thing)]
    assert takes_ratings == ["opens_case"]
    assert not [name for name in Feedback.__dataclass_fields__ if "link" in name or "url" in name]


def takes_an_answer(thing):
    return inspect.isfunction(thing) and thing.__module__ == feedback.__name__ and "answer" in signature(thing)


def signature(function):
    return inspect.signature(function).parameters


def test_the_words_say_that_a_public_review_is_a_right():
    words = invitation()
    assert len(words.questions) == 2
    assert "your right" in words.public
    assert words.free_text


@pytest.mark.parametrize("key", ["min_score", "review_link", "only_if_happy", "link_from_rating"])
def test_no_house_can_be_given_a_gate(key, shipped):
    with pytest.raises(BadRule, match=key):
        parse_house(shipped.replace("[feedback]", f"[feedback]\n{key} = 4"), file="ours.toml")


# Holds ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hold", "fact"),
    [
        ({"safety": True}, "safety"),
        ({"vulnerable_at": NOW - timedelta(days=29)}, "vulnerable"),
        ({"boundary_level": 3}, "boundary_level"),
        ({"opted_out": True}, "opted_out"),
        ({"invited_at": NOW - timedelta(days=29)}, "invited"),
    ],
)
def test_a_hold_holds_and_says_which(hold, fact):
    assert held_by(may_invite(closed=Closed(**hold), now=NOW)) == [fact]


@pytest.mark.parametrize("days", ["vulnerable_at", "invited_at"])
def test_a_hold_of_thirty_days_ends(days):
    assert may_invite(closed=Closed(**{days: NOW - timedelta(days=30)}), now=NOW).allowed


def test_a_lower_notice_is_no_hold():
    assert may_invite(closed=Closed(boundary_level=2), now=NOW).allowed


@given(MOODS, MOODS, st.booleans(), st.integers(0, 6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_holds_are_the_same_for_happy_and_unhappy_people(one, other, safety, level, opted_out):
    holds = {"safety": safety, "boundary_level": level, "opted_out": opted_out}
    first, second = (may_invite(closed=closed_after(mood, **holds), now=NOW) for mood in (one, other))
    assert first == second


# What comes back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [Answer(rating=1), Answer(rating=2), Answer(solved=False), Answer(solved=False, rating=5)]
)
def test_a_bad_answer_opens_a_case_with_the_lead(answer):
    decision = opens_case(answer=answer)
    assert (decision.allowed, decision.ask) == (True, "lead")


@pytest.mark.parametrize("answer", [Answer(), Answer(rating=3), Answer(solved=True, rating=5), Answer(words="Hm.")])
def test_any_other_answer_is_read_and_opens_nothing(answer):
    assert not opens_case(answer=answer).allowed


def test_somebody_acts_within_two_working_days():
    assert act_by(date(2026, 11, 19)) == date(2026, 11, 23)


def test_a_house_may_act_sooner():
    assert act_by(date(2026, 11, 19), house=a_house(feedback={"act_within_days": 1})) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("bad_at_most     = 2", "bad_at_most = 7"), ["feedback.bad_at_most", "between 1 and 5"]),
        (('"Is what you came to us with solved: yes or no?", ', ""), ["feedback.questions", "two questions"]),
        (("public          = ", "private = "), ["feedback", "private"]),
    ],
)
def test_bad_feedback_names_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
