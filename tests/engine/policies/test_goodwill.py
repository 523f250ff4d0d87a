"""Goodwill: what a failure is worth, who may give it, and that no anger, threat or person ever changes the amount."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house
from tests.engine.talk import agent, customer, last

from unruffled.engine.policies import goodwill
from unruffled.engine.policies.goodwill import Failure, Gift, Given, Precedent, Remedy, may_give, may_record, worth
from unruffled.engine.policies.house import default, parse_house
from unruffled.engine.policies.sections.goodwill import LOSSES, ROLES
from unruffled.engine.rules import BadRule
from unruffled.engine.vocabulary import CONDUCTS, LAWFUL_LEVERAGE, SIGNALS

LIMITS = default().goodwill.limits
MONEY = st.integers(0, 300_000).map(lambda cents: Decimal(cents) / 100)
FAILURES = st.builds(
    Failure,
    loss=st.sampled_from(LOSSES),
    severity=st.integers(0, 3),
    effort=st.integers(0, 9),
    broken_promises=st.integers(0, 9),
    days=st.floats(0, 400),
    amount=MONEY,
)


def a_failure(**given):
    """Ana's parcel: a cost, passed on twice, one promise broken, eight days, 40 lost. 4 + 4 + 2 + 2 = 12 points."""
    usual = {"loss": "money", "severity": 2, "effort": 2, "broken_promises": 1, "days": 8, "amount": Decimal(40)}
    return Failure(**(usual | given))


def a_gift(**given):
    """Mia's gift to Ana: everything that has to be said of it is said."""
    usual = {"kind": "goodwill", "role": "agent", "by": "mia", "loss": "money", "means": "money"}
    return Gift(**(usual | {"reason_code": "late", "justice_note": "Two promised days went by."} | given))


def failing(decision):
    return {reason.fact for reason in decision.reasons if not reason.holds}


# What it is worth ----------------------------------------------------------------------------------------------------


def test_a_failure_is_worth_a_band_of_what_was_lost():
    found = worth(failure=a_failure())
    assert (found.score, found.share, found.amount, found.means) == (12, Decimal("0.50"), Decimal(20), ("money",))


@pytest.mark.parametrize(
    ("failure", "score", "share"),
    [
        ({"severity": 0, "effort": 0, "broken_promises": 0, "days": 40}, 3, "0.10"),
        ({"severity": 1, "effort": 0, "broken_promises": 0, "days": 0.5}, 2, "0"),
        ({"severity": 1, "effort": 1, "broken_promises": 0, "days": 0}, 4, "0.10"),
        ({"severity": 2, "effort": 0, "broken_promises": 0, "days": 1}, 5, "0.20"),
        ({"severity": 3, "effort": 0, "broken_promises": 0, "days": 1}, 7, "0.35"),
        ({"severity": 3, "effort": 9, "broken_promises": 9, "days": 400}, 19, "0.50"),
    ],
)
def test_points_count_up_to_their_caps_and_the_band_is_the_highest_reached(failure, score, share):
    found = worth(failure=a_failure(**failure))
    assert (found.score, found.share) == (score, Decimal(share))


def test_below_the_gate_there_is_no_goodwill_and_the_reason_says_so():
    found = worth(failure=a_failure(severity=1, effort=0, broken_promises=0, days=0))
    assert found.amount == 0
    gate = next(reason for reason in found.reasons if reason.fact == "score")
    assert (gate.value, gate.needed, gate.holds) == (2, "≥ 3", False)


@pytest.mark.parametrize(("lost", "amount"), [("3", 2), ("17.01", 9), ("44", 25), ("199", 100), ("230", 120), ("0", 0)])
def test_amounts_are_neat_and_never_less_than_the_score_gives(lost, amount):
    assert worth(failure=a_failure(amount=Decimal(lost))).amount == amount


@pytest.mark.parametrize("loss", LOSSES)
def test_money_is_not_the_first_thing_to_offer_for_lost_time_or_respect(loss):
    found = worth(failure=a_failure(loss=loss))
    assert found.money_last is (loss in {"attention", "respect", "time", "information"})
    assert (found.means[0] == "money") is (loss == "money")


def test_a_failure_that_struck_many_is_one_amount_for_all():
    struck = [a_failure(), a_failure(severity=0, effort=0, broken_promises=0, days=0), a_failure(amount=Decimal(900))]
    assert {worth(failure=one, group=Decimal(15)).amount for one in struck} == {15}


@any_of(FAILURES)
def test_nothing_is_worth_more_than_the_manager_may_give(failure):
    found = worth(failure=failure)
    assert 0 <= found.amount <= LIMITS["manager"].case
    assert found.amount == LIMITS["manager"].case or found.amount >= failure.amount * found.share


@any_of(FAILURES, st.sampled_from(["severity", "effort", "broken_promises", "days", "amount"]), st.integers(1, 40))
def test_a_worse_failure_is_never_worth_less(failure, what, more):
    worse = replace(failure, **{what: getattr(failure, what) + more})
    assert worth(failure=worse).amount >= worth(failure=failure).amount


@any_of(FAILURES)
def test_the_reasons_add_up_to_the_score(failure):
    found = worth(failure=failure)
    assert sum(reason.value for reason in found.reasons if reason.fact != "score") == found.score


# Heat-blind ----------------------------------------------------------------------------------------------------------

EFFORT_SHOWS = ("transfer_complaint", "repeat_info")
OTHER_SIGNALS = sorted(set(SIGNALS) - set(EFFORT_SHOWS))
MOODS = st.lists(
    st.tuples(
        st.floats(0, 4),
        st.sampled_from(sorted(CONDUCTS)),
        st.lists(st.sampled_from([*OTHER_SIGNALS, *LAWFUL_LEVERAGE]), max_size=5),
    ),
    min_size=3,
    max_size=3,
)


def failure_of(mood):
    """What the same three complaints are worth a look at, said in this mood."""
    effort = [["transfer_complaint"], ["repeat_info"], []]
    turns = []
    for shown, (heat, conduct, signals) in zip(effort, mood, strict=True):
        turns += [customer(*shown, *signals, heat=heat, conduct=conduct), agent("a_reflect")]
    return a_failure(effort=goodwill.effort_shown(last(*turns).situation))


@any_of(MOODS, MOODS)
@settings(max_examples=60, deadline=None)
def test_heat_conduct_and_threats_never_change_the_amount(one, other):
    assert worth(failure=failure_of(one)) == worth(failure=failure_of(other))


def test_effort_does_change_it_or_the_test_above_would_prove_nothing():
    quiet = last(customer("anger", heat=4)).situation
    passed_on = last(customer("transfer_complaint", "repeat_info", heat=1)).situation
    assert (goodwill.effort_shown(quiet), goodwill.effort_shown(passed_on)) == (0, 2)


def test_a_failure_has_no_field_for_a_mood_a_threat_or_a_person():
    assert [field.name for field in fields(Failure)] == [
        "loss",
        "severity",
        "effort",
        "broken_promises",
        "days",
        "amount",
    ]


@pytest.mark.parametrize("part", ["heat", "conduct", "threats", "value", "churn"])
def test_no_house_can_make_heat_or_value_count(part, shipped):
    text = shipped.replace("weights        = { ", f"weights        = {{ {part} = 3, ")
    assert text != shipped
    with pytest.raises(BadRule, match=part):
        parse_house(text, file="ours.toml")


def test_heat_blindness_has_no_switch(shipped):
    with pytest.raises(BadRule, match="heat_blind"):
        parse_house(shipped.replace("[goodwill]", "[goodwill]\nheat_blind = false"), file="ours.toml")


# Who may give it -----------------------------------------------------------------------------------------------------


def test_mia_may_give_twenty_five():
    assert may_give(role="agent", amount=Decimal(25), given=Given()).allowed


@pytest.mark.parametrize(
    ("role", "amount", "ask"),
    [
        ("agent", "26", "senior"),
        ("agent", "76", "supervisor"),
        ("agent", "500", "manager"),
        ("senior", "75.01", "supervisor"),
        ("supervisor", "251", "manager"),
        ("manager", "1001", "director"),
    ],
)
def test_above_authority_the_first_role_that_may_is_named(role, amount, ask):
    decision = may_give(role=role, amount=Decimal(amount), given=Given())
    assert (decision.allowed, decision.ask) == (False, ask)
    assert failing(decision) >= {"given_in_case"}


@pytest.mark.parametrize(
    ("given", "fact", "ask"),
    [
        (Given(case=Decimal(20)), "given_in_case", "senior"),
        (Given(contact=Decimal(45)), "given_to_contact", "senior"),
        (Given(contact=Decimal(148)), "given_to_contact", "supervisor"),
        (Given(month=Decimal(295)), "given_this_month", "senior"),
    ],
)
def test_what_was_given_before_counts(given, fact, ask):
    decision = may_give(role="agent", amount=Decimal(10), given=given)
    assert (failing(decision), decision.ask) == ({fact}, ask)


def test_a_large_order_gives_the_agent_its_tenth():
    assert may_give(role="agent", amount=Decimal(40), given=Given(), order=Decimal(400)).allowed
    assert not may_give(role="agent", amount=Decimal(41), given=Given(), order=Decimal(400)).allowed
    assert may_give(role="agent", amount=Decimal(25), given=Given(), order=Decimal(10)).allowed


def test_the_managers_month_is_the_organisations_budget_and_no_number_here():
    assert may_give(role="manager", amount=Decimal(900), given=Given(month=Decimal(10**6))).allowed


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_nothing_or_less_than_nothing_is_no_gift_for_anybody(amount):
    decision = may_give(role="manager", amount=Decimal(amount), given=Given())
    assert (decision.allowed, decision.ask, failing(decision)) == (False, None, {"amount"})


@any_of(st.sampled_from(ROLES), MONEY, MONEY, MONEY)
def test_whoever_is_named_really_may(role, amount, in_case, to_contact):
    spent = Given(case=in_case, contact=to_contact)
    decision = may_give(role=role, amount=amount, given=spent)
    assert decision.allowed is all(reason.holds for reason in decision.reasons)
    if decision.ask in ROLES:
        assert may_give(role=decision.ask, amount=amount, given=spent).allowed
        between = ROLES[ROLES.index(role) : ROLES.index(decision.ask)]
        assert not any(may_give(role=one, amount=amount, given=spent).allowed for one in between)


# How it is written down ----------------------------------------------------------------------------------------------


def test_a_whole_gift_may_be_written_down():
    assert may_record(gift=a_gift()).allowed


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"condition": "if you take the review down"}, "condition"),
        ({"reason_code": " "}, "reason_code"),
        ({"justice_note": ""}, "justice_note"),
        ({"means": "voucher"}, "means"),
        ({"owed_open": Decimal(12)}, "owed_open"),
        ({"role": "supervisor", "by": "sam"}, "second"),
        ({"role": "manager", "by": "maya", "second": "maya"}, "second"),
    ],
)
def test_what_is_missing_is_named(change, fact):
    decision = may_record(gift=a_gift(**change))
    assert (decision.allowed, failing(decision)) == (False, {fact})


def test_second_best_is_all_right_with_a_reason_and_four_eyes_with_another_person():
    assert may_record(gift=a_gift(means="voucher", second_best="Ana asked for one.")).allowed
    assert may_record(gift=a_gift(role="supervisor", by="sam", second="maya")).allowed


def test_what_is_owed_needs_no_approval_and_is_never_a_voucher():
    assert may_record(gift=a_gift(kind="owed", reason_code="", justice_note="")).allowed
    assert not may_record(gift=a_gift(kind="owed", means="voucher", second_best="easier")).allowed


@any_of(st.text(min_size=1))
def test_no_condition_at_all_is_allowed_whatever_it_says(condition):
    assert not may_record(gift=a_gift(condition=condition)).allowed


def test_the_amount_for_all_is_set_once_and_by_a_manager():
    assert goodwill.may_set_for_all(role="manager", already=None).allowed
    assert goodwill.may_set_for_all(role="supervisor", already=None).ask == "manager"
    again = goodwill.may_set_for_all(role="manager", already=Decimal(15))
    assert (again.allowed, failing(again), again.ask) == (False, {"group_amount"}, None)


# Owed, policy and goodwill are three things --------------------------------------------------------------------------


def a_remedy(kind="goodwill", amount=10, *, case="c1", contact="ana", by="mia", days_ago=1):
    return Remedy(
        kind=kind, amount=Decimal(amount), case=case, contact=contact, by=by, at=NOW - timedelta(days=days_ago)
    )


def added(*remedies):
    return goodwill.given(remedies=remedies, case="c1", contact="ana", by="mia", now=NOW)


def test_authority_counts_goodwill_alone():
    assert added(a_remedy("owed", 900), a_remedy("policy", 80), a_remedy(amount=10)) == Given(*[Decimal(10)] * 3)


def test_each_limit_counts_its_own_time_and_people():
    other_case, other_agent = a_remedy(case="c2", by="noor"), a_remedy(contact="rob", case="c3")
    old, this_month = a_remedy(days_ago=91), a_remedy(days_ago=30, case="c4")
    found = added(other_case, other_agent, old, this_month)
    assert (found.case, found.contact, found.month) == (10, 20, 10)


@any_of(st.lists(st.builds(a_remedy, kind=st.sampled_from(["owed", "policy"]), amount=st.integers(0, 9000))))
def test_what_is_owed_never_uses_up_anybodys_authority(remedies):
    assert added(*remedies) == Given()


@pytest.mark.parametrize(("owed", "policy", "kind"), [(1, 1, "owed"), (0, 1, "policy"), (0, 0, "goodwill")])
def test_what_is_owed_comes_first_and_goodwill_last(owed, policy, kind):
    assert goodwill.next_kind(owed_open=Decimal(owed), policy_open=Decimal(policy)) == kind


def test_the_same_facts_show_what_was_given_before_the_latest_first():
    past = [Precedent(a_failure(), "money", Decimal(20), NOW - timedelta(days=n)) for n in range(7)]
    other = Precedent(a_failure(loss="goods"), "exchange", Decimal(0), NOW)
    found = goodwill.alike(failure=a_failure(amount=Decimal(99)), past=[other, *reversed(past)])
    assert found == tuple(past[:5])


# A house of one's own ------------------------------------------------------------------------------------------------


def test_a_house_may_open_the_gate_later():
    assert worth(failure=a_failure(), house=a_house(goodwill={"gate": 13})).amount == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("gate           = 3 ", "gate = -1 "), ["goodwill.gate", "-1"]),
        (("duration_days  = [1, 7, 30]", "duration_days = [7, 1]"), ["goodwill.duration_days", "rise"]),
        (("share = 0.20", "share = 0.05"), ["goodwill.bands", "rise"]),
        (("share = 0.50", "share = 50"), ["goodwill.bands", "share", "between 0 and 1"]),
        (("{ below = 10,", "{ below = 12,"), ["goodwill.steps", "multiple"]),
        ((", { step = 10 }", ""), ["goodwill.steps", "no 'below'"]),
        (('goods       = ["exchange"]', 'goods = ["swap"]'), ["goodwill.matches.goods", "swap", "exchange"]),
        (('from = "supervisor"', 'from = "supervizor"'), ["Did you mean 'supervisor'"]),
        (("agent      = { case", "clerk = { case"), ["goodwill.limits", "clerk", "agent"]),
        (("{ case = 25,", "{ case = nan,"), ["goodwill.limits.agent.case", "nan"]),
        (("customer = 50,", "custommer = 50,"), ["custommer", "Did you mean 'customer'"]),
        (("rolling_days   = 90", ""), ["goodwill.rolling_days", "missing"]),
    ],
)
def test_a_bad_matrix_names_the_key_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
