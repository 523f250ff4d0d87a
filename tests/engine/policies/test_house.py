"""A house of one's own: changes laid over the one that is shipped, key by key, checked as strictly."""

import pytest

from unruffled.engine.policies import house
from unruffled.engine.rules import BadRule


def test_a_change_changes_its_key_and_nothing_beside_it():
    ours = house.overlaid({"boundary": {"again": {"insult": 3}}}, file="ours")

    assert ours.ladder.again["insult"] == 3
    assert ours.ladder.again["abuse"] == house.default().ladder.again["abuse"]
    assert ours.ladder.start == house.default().ladder.start
    assert [one.id for one in ours.triggers] == [one.id for one in house.default().triggers]


def test_without_changes_it_is_the_house_that_is_shipped():
    assert house.overlaid({}, file="ours") is house.default()


def test_a_list_is_replaced_whole():
    ours = house.overlaid({"calendar": {"working_days": ["mon", "sat"]}}, file="ours")

    assert ours.calendar != house.default().calendar


@pytest.mark.parametrize(
    "changes",
    [
        {"boundary": {"start": {"anger": 1}}},
        {"boundary": {"highest": 9}},
        {"goodwill": {"limits": {"agent": {"case": -1}}}},
        {"goodwill": {"limits": {"agent": {"case": float("inf")}}}},
        {"goodwill": {"limits": {"customer": {"case": 1}}}},
        {"tone": {"polite": True}},
        {"boundary": "none"},
    ],
)
def test_what_no_house_knows_is_refused_by_name(changes):
    with pytest.raises(BadRule, match="ours"):
        house.overlaid(changes, file="ours")
