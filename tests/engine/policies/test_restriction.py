"""Level 5: one person, two names, an end, a way back; never by machine, in bulk, or for using a right."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import parse_house
from unruffled.engine.policies.onfile import GROUNDS, PROTECTED, Event, counting, may_count
from unruffled.engine.policies.restriction import (
    Wish,
    answer_appeal_by,
    appeal_until,
    grounds,
    is_in_force,
    may_decide_appeal,
    may_restrict,
    review_on,
)
from unruffled.engine.rules import BadRule

TODAY = NOW.date()
KINDS = ["L3", "L4", "L5", "threat", "taken_off", "safety_refusal"]
EVENTS = st.lists(
    st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        at=st.integers(-5, 500).map(lambda days: NOW - timedelta(days=days)),
        grounds=st.frozensets(st.sampled_from(sorted(GROUNDS | PROTECTED)), min_size=1, max_size=3),
        expires_at=st.none() | st.integers(-300, 300).map(lambda days: NOW + timedelta(days=days)),
        overturned=st.booleans(),
    ),
    max_size=12,
)


def an_event(kind="L4", *, days_ago=1, grounds=("abuse",), expires_in=80, overturned=False):
    return Event(
        kind=kind,
        at=NOW - timedelta(days=days_ago),
        grounds=frozenset(grounds),
        expires_at=NOW + timedelta(days=expires_in),
        overturned=overturned,
    )


TWICE_ENDED = (an_event(days_ago=3), an_event(days_ago=60))


def a_wish(**given):
    """Sam's lead Maya and Omar of another house restrict Zed for two months, by mail."""
    usual = {"contacts": ("zed",), "starts_on": TODAY, "ends_on": TODAY + timedelta(days=60)}
    usual |= {"lead": "maya", "second": "omar", "involved": frozenset({"mia", "sam"}), "vulnerable": False}
    usual |= {"kept": frozenset({"email"}), "appeal_explained": True}
    return Wish(**(usual | given))


def failing(decision):
    return [reason.fact for reason in decision.reasons if not reason.holds]


def decided(events=TWICE_ENDED, **given):
    return may_restrict(wish=a_wish(**given), events=events, now=NOW)


# What counts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", sorted(PROTECTED))
def test_using_a_right_never_counts_even_beside_abuse(right):
    assert not may_count(an_event(grounds=(right,)), now=NOW)
    assert not may_count(an_event(grounds=(right, "abuse")), now=NOW)


@pytest.mark.parametrize(
    "event",
    [
        an_event(expires_in=0),
        an_event(overturned=True),
        an_event(days_ago=-1),
        an_event(grounds=()),
        an_event(grounds=("asks a lot",)),
    ],
)
def test_what_has_ended_was_overturned_or_has_no_ground_does_not_count(event):
    assert not may_count(event, now=NOW)


@given(EVENTS)
def test_adding_rights_never_adds_anything_that_counts(events):
    rights = [replace(one, grounds=one.grounds | {"complaint"}) for one in events]
    assert counting([*events, *rights], now=NOW) == counting(events, now=NOW)


# What grounds it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "events",
    [
        TWICE_ENDED,
        [an_event("L3", days_ago=n, expires_in=20) for n in range(4)],
        [an_event("threat", grounds=("threat",))],
    ],
)
def test_a_pattern_or_a_threat_grounds_a_restriction(events):
    assert decided(events).allowed


@pytest.mark.parametrize(
    "events",
    [
        [],
        [an_event()],
        [an_event(), an_event(days_ago=91)],
        [an_event("L3")] * 3,
        [an_event(), an_event(grounds=("regulator",))],
        [an_event("taken_off")] * 9,
    ],
)
def test_less_than_that_does_not_and_says_how_much_is_missing(events):
    assert failing(decided(events)) == ["ended_contacts", "final_notices", "threats"]


@given(EVENTS)
def test_complaints_alone_can_never_ground_a_restriction(events):
    only_rights = [replace(one, grounds=frozenset({"complaint", "persistence"})) for one in events]
    assert not any(reason.holds for reason in grounds(events=only_rights, now=NOW))


# What it needs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"contacts": ("zed", "rob")}, ["contacts"]),
        ({"contacts": ()}, ["contacts"]),
        ({"lead": ""}, ["lead"]),
        ({"lead": "mia"}, ["lead"]),
        ({"second": ""}, ["second"]),
        ({"second": "sam"}, ["second"]),
        ({"second": "maya"}, ["lead", "second"]),
        ({"vulnerable": None}, ["vulnerable"]),
        ({"vulnerable": True, "legal_told": True}, ["adjustment_offered"]),
        ({"vulnerable": True, "adjustment_offered": True}, ["legal_told"]),
        ({"needed": frozenset({"phone"})}, ["needed"]),
        ({"ends_on": TODAY + timedelta(days=92)}, ["days"]),
        ({"ends_on": TODAY}, ["days"]),
        ({"kept": frozenset()}, ["kept"]),
        ({"appeal_explained": False}, ["appeal_explained"]),
    ],
)
def test_what_is_missing_is_named_and_two_people_are_asked(change, facts):
    decision = decided(**change)
    assert (failing(decision), decision.ask) == (facts, "lead and somebody uninvolved")


def test_somebody_vulnerable_may_be_restricted_after_an_adjustment_was_tried():
    assert decided(vulnerable=True, adjustment_offered=True, legal_told=True).allowed


WISHES = st.builds(
    Wish,
    contacts=st.lists(st.sampled_from(["zed", "rob", "ana"]), max_size=3, unique=True).map(tuple),
    starts_on=st.just(TODAY),
    ends_on=st.integers(-10, 400).map(lambda days: TODAY + timedelta(days=days)),
    lead=st.sampled_from(["", "maya", "mia"]),
    second=st.sampled_from(["", "maya", "omar"]),
    involved=st.frozensets(st.sampled_from(["mia", "sam", "omar"])),
    vulnerable=st.sampled_from([None, True, False]),
    adjustment_offered=st.booleans(),
    legal_told=st.booleans(),
    needed=st.frozensets(st.sampled_from(["phone", "email"])),
    kept=st.frozensets(st.sampled_from(["phone", "email"])),
    appeal_explained=st.booleans(),
)


@given(WISHES, EVENTS)
def test_whatever_is_allowed_has_two_uninvolved_people_one_contact_and_an_end(wish, events):
    if may_restrict(wish=wish, events=events, now=NOW).allowed:
        assert len(wish.contacts) == 1
        assert len({wish.lead, wish.second} - {""} - wish.involved) == 2
        assert wish.needed <= wish.kept
        assert wish.ends_on - wish.starts_on <= timedelta(days=91)


# How it ends ---------------------------------------------------------------------------------------------------------


def test_it_is_looked_at_again_at_half_time_and_lapses_by_itself():
    ends = TODAY + timedelta(days=60)
    assert review_on(starts_on=TODAY, ends_on=ends) == workdays.after(TODAY + timedelta(days=30), 0)
    assert [is_in_force(starts_on=TODAY, ends_on=ends, today=ends + timedelta(days=n)) for n in (-1, 0)] == [
        True,
        False,
    ]


def test_an_appeal_has_thirty_days_and_gets_an_answer_in_ten_working_days():
    assert appeal_until(date(2026, 11, 19)) == date(2026, 12, 19)
    assert answer_appeal_by(date(2026, 11, 19)) == date(2026, 12, 3)


@pytest.mark.parametrize(("by", "allowed"), [("noor", True), ("sam", False), ("maya", False), ("", False)])
def test_an_appeal_is_decided_by_somebody_who_was_no_part_of_it(by, allowed):
    decision = may_decide_appeal(by=by, involved=frozenset({"mia", "sam", "maya", "omar"}))
    assert decision.allowed is allowed


def test_a_house_may_be_shorter_with_people():
    house = a_house(restriction={"most_days": 30})
    assert "days" in failing(may_restrict(wish=a_wish(), events=TWICE_ENDED, now=NOW, house=house))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("ended_in_days       = 90", "ended_in_days = 0"), ["restriction.ended_in_days", "1 or more"]),
        (("most_days           = 91", "most_days = true"), ["restriction.most_days", "whole number"]),
        (("[restriction]", "[restriction]\nautomatic = true"), ["[restriction]", "automatic"]),
    ],
)
def test_bad_restriction_rules_name_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
