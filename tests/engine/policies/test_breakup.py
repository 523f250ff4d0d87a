"""Level 6: what may open a relationship review, and everything that forbids taking something away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house
from tests.engine.policies.test_restriction import EVENTS, an_event, failing

from unruffled.engine.policies.breakup import (
    ADVERSE,
    NOTICE,
    PACK,
    Cost,
    Member,
    Review,
    decide_by,
    ends_on,
    may_decide,
    may_open,
    may_vote,
    missing,
    missing_in_letter,
)
from unruffled.engine.policies.house import parse_house
from unruffled.engine.policies.onfile import PROTECTED
from unruffled.engine.rules import BadRule

TODAY = NOW.date()
ENDED_FOUR_TIMES = tuple(an_event(days_ago=n) for n in (1, 20, 40, 60))
THREAT = (an_event("threat", grounds=("threat",)),)
COMMITTEE = (
    Member("maya", "manager"),
    Member("noa", "supervisor", advocate=True),
    Member("lee", "manager", outside_line=True),
    Member("mia", "agent", affected=True, votes=False),
)


def a_review(**given):
    """A whole review about Zed: nothing stands against a decision."""
    usual = {"contacts": ("zed",), "committee": COMMITTEE, "events": ENDED_FOUR_TIMES, "pack": frozenset(PACK)}
    usual |= {"vulnerability": "Asked twice; none told.", "repaired_before": True}
    return Review(**(usual | {"statement_asked_on": TODAY - timedelta(days=10)} | given))


def decided(outcome="ended", **given):
    return may_decide(review=a_review(**given), outcome=outcome, now=NOW)


# Triggers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "cost", "fact"),
    [
        ([an_event("L5")] * 2, Cost(), "L5"),
        (ENDED_FOUR_TIMES, Cost(), "L4"),
        (THREAT, Cost(), "threat"),
        ([an_event("taken_off")] * 3, Cost(), "taken_off"),
        ([an_event("safety_refusal", grounds=("safety",))] * 2, Cost(), "safety_refusal"),
        ([], Cost(times_median=(1, 6, 5.1), improvements=3), "cost"),
    ],
)
def test_each_trigger_opens_a_review_and_is_the_reason(events, cost, fact):
    decision = may_open(events=events, cost=cost, now=NOW)
    assert decision.allowed
    assert [reason.fact for reason in decision.reasons] == [fact]


@pytest.mark.parametrize(
    ("events", "cost"),
    [
        ([], Cost()),
        (ENDED_FOUR_TIMES[:3], Cost()),
        ([an_event("L4", days_ago=n * 130, expires_in=900) for n in range(4)], Cost()),
        ([replace(one, expires_at=NOW) for one in ENDED_FOUR_TIMES], Cost()),
        ([], Cost(times_median=(6, 6), improvements=2)),
        ([], Cost(times_median=(6,), improvements=9)),
        ([], Cost(times_median=(6, 5), improvements=9)),
        ([], Cost(times_median=(99, 99))),
    ],
)
def test_less_opens_nothing_and_cost_alone_never_does(events, cost):
    decision = may_open(events=events, cost=cost, now=NOW)
    assert (decision.allowed, decision.ask, len(decision.reasons)) == (False, "supervisor", 6)


@given(EVENTS, st.sampled_from(sorted(PROTECTED)))
def test_no_use_of_a_right_can_ever_open_a_review(events, right):
    rights = [replace(one, grounds=one.grounds | {right}) for one in events]
    assert not may_open(events=rights, cost=Cost(), now=NOW).allowed


@given(EVENTS, EVENTS)
def test_the_use_of_rights_beside_it_changes_nothing(events, more):
    rights = [replace(one, grounds=frozenset({"complaint"})) for one in more]
    assert may_open(events=[*events, *rights], cost=Cost(), now=NOW) == may_open(events=events, cost=Cost(), now=NOW)


# Blocks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", sorted(ADVERSE))
def test_a_whole_review_may_be_decided(outcome):
    assert decided(outcome).allowed


ON_RIGHTS = tuple(replace(one, grounds=frozenset({"complaint", "abuse"})) for one in ENDED_FOUR_TIMES)
BLOCKS = [
    ({"events": ()}, "triggers"),
    ({"events": ON_RIGHTS}, "triggers"),
    ({"owed_unscheduled": Decimal(30)}, "owed_unscheduled"),
    ({"vulnerability": "  "}, "vulnerability"),
    ({"complained_about": frozenset({"maya"})}, "approver"),
    ({"pack": frozenset(PACK) - {"our_failures"}}, "pack"),
    ({"rights_used": frozenset({"regulator"})}, "rights_used"),
    ({"sector": "bank"}, "sector"),
    ({"statement_asked_on": None}, "statement"),
    ({"statement_asked_on": TODAY - timedelta(days=9)}, "statement"),
    ({"contacts": ("zed", "rob")}, "contacts"),
]


@pytest.mark.parametrize("outcome", sorted(ADVERSE))
@pytest.mark.parametrize(("change", "fact"), BLOCKS)
def test_each_block_blocks_every_outcome_that_takes_something(change, fact, outcome):
    decision = decided(outcome, **change)
    assert (failing(decision), decision.ask) == ([fact], "committee")


def test_improving_comes_first_unless_there_was_a_threat():
    assert failing(decided("ended", repaired_before=False)) == ["repaired_before"]
    assert decided("ended", repaired_before=False, events=THREAT).allowed
    assert decided("suspended", repaired_before=False).allowed


def test_a_threat_that_was_overturned_is_no_threat():
    overturned = (*ENDED_FOUR_TIMES, replace(THREAT[0], overturned=True))
    assert not decided("ended", repaired_before=False, events=overturned).allowed


@pytest.mark.parametrize("outcome", ["continue", "repair_plan"])
@pytest.mark.parametrize("change", [change for change, fact in BLOCKS if fact not in {"approver", "contacts"}])
def test_going_on_and_repairing_are_never_blocked(outcome, change):
    assert decided(outcome, **change).allowed


@pytest.mark.parametrize(
    ("change", "ready"),
    [
        ({"rights_used": frozenset({"review"}), "legal_signed": True}, True),
        ({"sector": "health", "sector_pack": True}, True),
        ({"sector": "bakery"}, True),
        ({"sector": "housing"}, False),
    ],
)
def test_rights_need_legal_and_some_sectors_their_own_pack(change, ready):
    assert decided(**change).allowed is ready


# Who decides ---------------------------------------------------------------------------------------------------------


def with_member(**given):
    return (*COMMITTEE, Member(**({"id": "sam", "role": "supervisor"} | given)))


@pytest.mark.parametrize(
    ("committee", "facts"),
    [
        (COMMITTEE[:2], ["committee", "outside_line"]),
        ((COMMITTEE[0], COMMITTEE[0], COMMITTEE[1]), ["committee", "outside_line"]),
        ((COMMITTEE[0], COMMITTEE[2], Member("sam", "supervisor")), ["advocate"]),
        (with_member(role="agent"), ["approver"]),
        (with_member(affected=True), ["approver"]),
        ((), ["committee", "advocate", "outside_line"]),
    ],
)
def test_the_committee_is_three_with_an_advocate_and_an_outsider_and_nobody_hurt(committee, facts):
    assert failing(decided(committee=committee)) == facts


def test_mia_recommends_and_is_heard_but_has_no_vote():
    decision = may_vote(member=Member("mia", "agent"))
    assert (decision.allowed, failing(decision), decision.ask) == (False, ["role"], "committee")


REVIEWS = st.builds(
    Review,
    contacts=st.lists(st.sampled_from(["zed", "rob"]), max_size=2, unique=True).map(tuple),
    committee=st.lists(
        st.builds(
            Member,
            id=st.sampled_from(["mia", "sam", "maya", "lee", "noa"]),
            role=st.sampled_from(["agent", "supervisor", "manager"]),
            advocate=st.booleans(),
            outside_line=st.booleans(),
            affected=st.booleans(),
            votes=st.booleans(),
        ),
        max_size=5,
    ).map(tuple),
    events=EVENTS.map(tuple),
    pack=st.just(frozenset(PACK)) | st.frozensets(st.sampled_from(PACK)),
    owed_unscheduled=st.sampled_from([Decimal(0), Decimal(5)]),
    vulnerability=st.sampled_from(["", "none told"]),
    complained_about=st.frozensets(st.sampled_from(["mia", "sam", "maya"])),
    repaired_before=st.booleans(),
    statement_asked_on=st.sampled_from([None, TODAY, TODAY - timedelta(days=30)]),
)


@given(REVIEWS, st.sampled_from(sorted(ADVERSE)))
def test_no_decision_passes_a_block(review, outcome):
    if may_decide(review=review, outcome=outcome, now=NOW).allowed:
        voters = [one for one in review.committee if one.votes]
        assert may_open(events=review.events, cost=review.cost, now=NOW).allowed
        assert not review.owed_unscheduled
        assert review.vulnerability
        assert not {one.id for one in voters} & review.complained_about
        assert not any(one.role == "agent" or one.affected for one in voters)


# The pack, the letter, the dates -------------------------------------------------------------------------------------


@given(st.frozensets(st.sampled_from(PACK)))
def test_what_is_missing_and_what_is_there_make_the_pack(pack):
    assert set(missing(pack=pack)) == set(PACK) - pack
    assert missing(pack=PACK) == ()


def test_the_pack_asks_for_statements_and_never_for_strain():
    assert "staff_statements" in PACK
    assert not [section for section in PACK if "toll" in section or "strain" in section or "profit" in section]


def test_a_letter_without_a_way_back_is_not_whole():
    assert missing_in_letter(says=set(NOTICE) - {"appeal"}) == ("appeal",)


@pytest.mark.parametrize(
    ("given", "days"),
    [({}, 30), ({"sector": "payment_account"}, 90), ({"contract_days": 60}, 60), ({"contract_days": 5}, 30)],
)
def test_nobody_is_cut_off_by_surprise(given, days):
    assert ends_on(TODAY, **given) == TODAY + timedelta(days=days)


def test_a_review_is_decided_ten_working_days_after_the_statement_was_due():
    assert decide_by(date(2026, 11, 19)) == date(2026, 12, 11)


def test_a_house_may_give_longer_notice():
    assert ends_on(TODAY, house=a_house(breakup={"notice_days": 45})) == TODAY + timedelta(days=45)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("committee           = 3", "committee = 1"), ["breakup.committee", "3 or more"]),
        (("cost_times          = 5", 'cost_times = "much"'), ["breakup.cost_times", "much"]),
        (("[breakup]", "[breakup]\ncomplaints = 3"), ["[breakup]", "complaints"]),
        (("{ payment_account = 90 }", "{ payment_account = -1 }"), ["sector_notice_days.payment_account", "-1"]),
    ],
)
def test_bad_break_up_rules_name_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
