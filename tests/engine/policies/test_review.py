"""Public reviews: a hazard first, then the clock; one answer; stars decide nothing."""

from dataclasses import fields
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house

from unruffled.engine.policies.house import parse_house
from unruffled.engine.policies.review import Reply, Waiting, answer_by, in_order, may_reply
from unruffled.engine.policies.sections.review import TOPICS
from unruffled.engine.rules import BadRule

WAITING = st.lists(
    st.builds(
        Waiting,
        id=st.text("abcdef", min_size=1, max_size=3),
        posted_at=st.integers(0, 90).map(lambda hours: NOW - timedelta(hours=hours)),
        hazard=st.booleans(),
    ),
    max_size=12,
)
REPLIES = st.builds(
    Reply,
    author=st.sampled_from(["mia", "noor"]),
    answered=st.integers(0, 4),
    new_fact=st.booleans(),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    second=st.sampled_from(["", "mia", "noor", "sam"]),
)


def test_a_review_is_answered_within_two_days():
    assert answer_by(NOW) - NOW == timedelta(hours=48)


def test_a_quiet_hazard_comes_before_the_oldest_complaint():
    old = Waiting("old", NOW - timedelta(hours=47))
    hazard = Waiting("hazard", NOW, hazard=True)
    new = Waiting("new", NOW)
    assert [one.id for one in in_order([new, old, hazard])] == ["hazard", "old", "new"]


@given(WAITING, st.randoms())
def test_the_order_does_not_depend_on_how_they_came(waiting, chance):
    mixed = list(waiting)
    chance.shuffle(mixed)
    assert in_order(mixed) == in_order(waiting)


@given(WAITING)
def test_nobody_is_passed_by_somebody_with_more_time(waiting):
    order = in_order(waiting)
    for one, then in pairwise(order):
        assert one.hazard > then.hazard or (one.hazard == then.hazard and one.posted_at <= then.posted_at)


def test_a_review_that_waits_has_no_stars():
    assert [field.name for field in fields(Waiting)] == ["id", "posted_at", "hazard"]
    assert not {"stars", "rating", "score"} & {field.name for field in fields(Reply)}


def test_one_answer_is_enough():
    assert may_reply(reply=Reply(author="mia")).allowed
    assert not may_reply(reply=Reply(author="mia", answered=1)).allowed


def test_a_new_fact_may_be_answered_once():
    assert may_reply(reply=Reply(author="mia", answered=1, new_fact=True)).allowed
    assert not may_reply(reply=Reply(author="mia", answered=2, new_fact=True)).allowed


@pytest.mark.parametrize("topic", ["legal", "health", "abuse"])
def test_delicate_answers_have_two_readers(topic):
    alone = may_reply(reply=Reply(author="mia", topics=frozenset({topic}), second="mia"))
    assert (alone.allowed, alone.ask) == (False, "second reader")
    assert may_reply(reply=Reply(author="mia", topics=frozenset({topic}), second="sam")).allowed


@pytest.mark.parametrize("topic", ["fake", "off_topic"])
def test_what_is_fake_goes_to_the_platform_and_is_not_argued_with(topic):
    decision = may_reply(reply=Reply(author="mia", topics=frozenset({topic}), second="sam"))
    assert (decision.allowed, decision.ask) == (False, "platform")


@given(REPLIES)
def test_every_no_has_a_line_that_says_why(reply):
    decision = may_reply(reply=reply)
    assert decision.allowed is all(reason.holds for reason in decision.reasons)
    assert not decision.allowed or reply.answered <= 1


def test_a_house_may_answer_sooner():
    assert answer_by(NOW, house=a_house(review={"answer_hours": 24})) - NOW == timedelta(hours=24)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('["legal", "health", "abuse"]', '["legel"]'), ["review.second_reader", "Did you mean 'legal'"]),
        (("[review]", "[review]\nstars_first = true"), ["[review]", "stars_first"]),
        (("answer_hours  = 48", "answer_hours = 0"), ["review.answer_hours", "1 or more"]),
    ],
)
def test_bad_review_rules_name_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
