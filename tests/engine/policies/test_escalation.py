"""When somebody with more authority is due, and who it is."""

import pytest
from tests.engine.talk import agent, customer, last

from unruffled.engine.policies.escalation import due, joins_within
from unruffled.engine.policies.house import default, parse_house
from unruffled.engine.rules import BadRule


@pytest.mark.parametrize(
    ("turns", "to"),
    [
        ([customer("supervisor_demand")], "supervisor"),
        ([customer("staff_conduct_complaint", heat=2)], "supervisor"),
        ([customer("loop", heat=2)], "supervisor"),
        ([customer("legal_threat")], "complaints"),
        ([customer("regulator_threat")], "complaints"),
        ([customer("media_threat")], "manager"),
        ([customer("fraud_indicator", "refund_demand")], "fraud"),
        ([customer("self_harm", heat=4)], "supervisor"),
        ([customer("threat_violence", conduct="threat", heat=4)], "supervisor"),
        ([customer("discriminatory_abuse", conduct="discriminatory", heat=3)], "supervisor"),
        (
            [customer("anger", heat=3), agent(), customer("anger", heat=3), agent(), customer("anger", heat=4)],
            "supervisor",
        ),
    ],
)
def test_somebody_is_due(turns, to):
    decision = due(last(*turns).situation)
    assert (decision.allowed, decision.ask) == (True, to)
    assert decision.reasons


@pytest.mark.parametrize(
    "turns",
    [
        [customer("anger", heat=3)],
        [customer("anger", heat=3), agent(), customer("anger", heat=4), agent(), customer("frustration", heat=3)],
        [customer("refund_demand", "review_threat", "churn_threat", heat=2)],
        [customer("fraud_indicator")],
        [customer("gratitude", heat=0)],
    ],
)
def test_nobody_is_due(turns):
    decision = due(last(*turns).situation)
    assert (decision.allowed, decision.ask, decision.reasons) == (False, None, ())


def test_an_unknown_channel_has_the_longest_time():
    assert joins_within("phone") == 1
    assert joins_within("pigeon") == max(default().minutes.values())


def test_reasons_can_be_checked_against_the_situation():
    where = last(customer("supervisor_demand", "loop", "legal_threat", heat=3)).situation
    assert all(where[r.fact] == r.value for r in due(where).reasons)


HOUSE = """
[advice]
bar = 50
most = 3
[case]
opens_at = 60
[boundary]
start = { insult = 1, abuse = 2, discriminatory = 3, sexual = 3, threat = 4 }
again = { insult = 2, abuse = 2, discriminatory = 4, sexual = 4, threat = 4 }
highest = 4
lasts_hours = { 2 = 24 }
[escalation]
minutes = { chat = 2 }
"""


def test_a_house_of_ones_own_is_read():
    house = parse_house(HOUSE, file="ours.toml")
    assert (house.bar, house.ladder.start["insult"], house.minutes["chat"]) == (50, 1, 2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("bar = 50", "bar = 'much'"), ["ours.toml", "advice.bar", "much"]),
        (("[case]", "[cases]"), ["ours.toml", "cases", "Did you mean 'case'"]),
        (("insult = 1", "insult = 9"), ["boundary.start.insult", "9"]),
        (("{ insult = 1", "{ rude = 1, insult = 1"), ["boundary.start", "rude", "insult"]),
        (("highest = 4", ""), ["boundary.highest"]),
        (("[escalation]", "[[flag]]\nid = 'saftey'\n[escalation]"), ["saftey", "Did you mean 'safety'"]),
        (("[escalation]", "[[flag]]\nid = 'safety'\n[escalation]"), ["flag safety", "no [when]"]),
        (("[escalation]", "[escalation"), ["ours.toml", "TOML"]),
        (("[escalation]", "[[guard]]\nids = ['be_nice']\n[escalation]"), ["be_nice"]),
    ],
)
def test_a_bad_house_names_the_file_the_key_and_the_bad_word(change, says):
    with pytest.raises(BadRule) as refused:
        parse_house(HOUSE.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in says), str(refused.value)
