"""The rule grammar: what it takes, what it refuses, and the reasons it gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer, last

from unruffled.engine import rules
from unruffled.engine.rules import BadRule, parse, weigh
from unruffled.engine.situation import FACTS


def rule(table):
    return parse(table, file="card.toml", facts=FACTS)


def situation(*readings, **how):
    return last(*(readings or (customer("anger", heat=3),)), **how).situation


def test_every_line_must_hold_and_each_becomes_a_reason():
    holds, reasons = weigh(rule({"heat": {"at_least": 2}, "anger": True}), situation())
    assert holds
    assert [(r.fact, r.value, r.needed) for r in reasons] == [("heat", 3, "≥ 2"), ("anger", True, "yes")]


def test_a_line_that_fails_says_what_was_found_and_what_was_needed():
    holds, reasons = weigh(rule({"heat": {"at_most": 1}, "anger": True}), situation())
    assert not holds
    assert next((r.fact, r.value, r.needed, r.holds) for r in reasons) == ("heat", 3, "≤ 1", False)


def test_a_reason_quotes_the_words_that_show_the_signal():
    step = situation(customer("long_wait", heat=2, text="nine days and nothing"))
    _, reasons = weigh(rule({"long_wait": True}), step)
    assert (reasons[0].quote, reasons[0].turn, reasons[0].span) == ("nine days and nothing", 1, (0, 21))


def test_one_alternative_is_enough_and_its_reasons_are_given():
    holds, reasons = weigh(rule([{"gratitude": True}, {"heat": {"above": 2}}]), situation())
    assert holds
    assert [r.fact for r in reasons] == ["heat"]


def test_where_no_alternative_holds_the_nearest_one_is_explained():
    near = {"heat": {"at_least": 3}, "loop": True}
    holds, reasons = weigh(rule([{"gratitude": True, "relief": True}, near]), situation())
    assert not holds
    assert {r.fact for r in reasons} == {"heat", "loop"}


def test_a_rule_without_lines_always_holds():
    assert weigh(rule({}), situation()) == (True, ())


@pytest.mark.parametrize(
    ("needed", "holds"),
    [
        ({"at_least": 3}, True),
        ({"at_least": 4}, False),
        ({"at_most": 3}, True),
        ({"at_most": 2}, False),
        ({"above": 2}, True),
        ({"above": 3}, False),
        ({"below": 4}, True),
        ({"below": 3}, False),
        ({"is": 3}, True),
        (3, True),
        ({"in": [1, 3]}, True),
        ({"in": [1, 2]}, False),
        ({"at_least": 2, "at_most": 4}, True),
    ],
)
def test_numbers_are_compared_as_they_read(needed, holds):
    assert weigh(rule({"heat": needed}), situation())[0] is holds


@pytest.mark.parametrize(
    ("table", "holds"),
    [
        ({"stage": {"in": ["vent", "acknowledge"]}}, True),
        ({"stage": "confirm"}, False),
        ({"signals": "anger"}, True),
        ({"signals": {"in": ["loop", "anger"]}}, True),
        ({"signals": {"in": ["loop"]}}, False),
    ],
)
def test_words_and_sets_are_looked_up(table, holds):
    assert weigh(rule(table), situation())[0] is holds


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"haet": {"at_least": 2}}, ["card.toml", "haet", "Did you mean 'heat'"]),
        ({"heat": {"atleast": 2}}, ["heat", "atleast", "Did you mean 'at_least'", "at_most"]),
        ({"heat": {"at_least": "two"}}, ["heat", "a number", "'two'"]),
        ({"heat": {"at_least": True}}, ["heat", "a number", "True"]),
        ({"abusive": {"at_least": 1}}, ["abusive", "at_least", "flag"]),
        ({"abusive": 1}, ["abusive", "true or false"]),
        ({"stage": {"in": "vent"}}, ["stage", "list", "'vent'"]),
        ({"stage": {"in": []}}, ["stage", "list"]),
        ({"heat": {}}, ["heat", "says nothing", "at_least"]),
        ("heat > 2", ["card.toml", "[when]", "heat > 2"]),
        (["heat"], ["card.toml", "[when]"]),
    ],
)
def test_a_bad_rule_names_the_file_the_key_the_bad_word_and_the_good_ones(table, says):
    with pytest.raises(BadRule) as refused:
        rule(table)
    assert all(words in str(refused.value) for words in says), str(refused.value)


@settings(deadline=None)
@given(heat=st.integers(0, 4), low=st.integers(0, 4), high=st.integers(0, 4))
def test_every_reason_can_be_checked_against_the_situation(heat, low, high):
    where = situation(customer(heat=heat), agent(), customer(heat=heat))
    holds, reasons = weigh(rule({"heat": {"at_least": low, "at_most": high}}), where)
    assert all(where[r.fact] == r.value for r in reasons)
    assert holds == all(r.holds for r in reasons) == (low <= heat <= high)
    assert rules.holds(rule({"heat": {"at_least": low, "at_most": high}}), where) == holds
