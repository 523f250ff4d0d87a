"""The slate: hard rules first, points after, silence below the bar, and why a move is not on it."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer, ids, last, record, supervisor
from tests.engine.test_situation import turns

from unruffled.engine import playbook
from unruffled.engine.playbook import LADDER, advise, after_moves, deck, moves_used, phrases, score, why_not
from unruffled.engine.policies.safety import protocols
from unruffled.engine.rules import BadRule
from unruffled.engine.vocabulary import ANTIPATTERNS, DANGERS

CARDS = playbook.default_cards()
BY_ID = {card.id: card for card in CARDS}
COMPLAINT = customer("frustration", "issue_stated", "want_stated", heat=2)


# Ranking -------------------------------------------------------------------------------------------------------------


def test_points_are_base_and_boosts_of_this_turn_and_the_stage_less_the_uses():
    where = last(COMPLAINT).situation
    reflect = BY_ID["reflect_content"]
    assert score(reflect, where, {}) == 72 + 10 + 10 + 15
    assert score(reflect, where, {"reflect_content": 2}) == 107 - 40
    assert score(BY_ID["offer_options"], where, {}) == 46 + 3 + 3 - 40


def test_what_was_learned_moves_a_move_by_ten_points_at_most_and_never_in_the_protecting_tiers():
    where = last(customer("legal_threat", "issue_stated", heat=2)).situation
    assert score(BY_ID["reflect_content"], where, {}, learned={"reflect_content": 99}) == 72 + 10 + 15 + 10
    assert score(BY_ID["legal_route"], where, {}, learned={"legal_route": 99}) == 20 + 75 + 15


def test_boosts_look_at_this_turn_and_blocks_at_the_whole_conversation():
    told = customer("promise_broken", "fraud_indicator", "issue_stated", heat=2)
    later = last(told, agent("a_reflect"), customer("want_stated"))
    assert "apologise_regret" not in ids(later)
    assert next(r.fact for r in why_not("apologise_regret", later.situation)) == "fraud_indicator"
    assert (later.situation.stage, score(BY_ID["commit_concrete"], later.situation, {})) == ("resolve", 58 + 15)


def test_nothing_is_said_where_nothing_reaches_the_bar():
    assert advise(last(COMPLAINT).situation, bar=999) == ()
    assert ids(last(customer(heat=0), agent(), customer(heat=0, at=5))) != ["commit_concrete"] * 3


def test_at_most_three_moves_are_shown_and_the_best_comes_first():
    moves = last(COMPLAINT).moves
    assert len(moves) == 3
    assert [m.score for m in moves] == sorted((m.score for m in moves), reverse=True)


def test_what_protects_people_and_their_rights_has_a_seat_whenever_the_turn_calls_for_it():
    told = customer("inconsistent_account", "refund_demand", "anger", "issue_stated", "long_wait", heat=2)
    assert ids(last(told))[-1] == "fraud_review_route"
    assert "fraud_review_route" not in ids(last(customer("refund_demand", "anger", "issue_stated", heat=2)))


def test_ties_go_to_the_protecting_tier_and_then_to_the_name():
    where = last(COMPLAINT).situation
    twins = [deck.parse_card(CARD.replace("tier = 4", f"tier = {tier}"), file=f"{name}.toml") for name, tier in TWINS]
    assert [m.id for m in advise(where, twins)] == ["zeta", "alpha", "beta"]


TWINS = (("beta", 4), ("alpha", 4), ("zeta", 3), ("gamma", 4))

CARD = """
title = "Do a thing"
purpose = "So that it is done."
source = []
tier = 4
base = 60
stage = ["acknowledge"]
max_uses = 1
say = ["I will {step}."]
avoid = []
"""


def test_a_move_that_we_made_as_often_as_it_may_is_gone_and_a_suggested_one_is_not():
    assert "name_emotion" in ids(last(COMPLAINT))
    twice = (COMPLAINT, agent("a_empathy"), COMPLAINT, agent("a_empathy"), customer("feels_unheard", heat=2))
    assert "name_emotion" not in ids(last(*twice))
    assert [r.fact for r in why_not("name_emotion", last(*twice).situation, uses={"name_emotion": 2})] == ["uses"]


def test_our_harmful_turn_asks_for_its_repair():
    assert "recover_own_error" in ids(last(COMPLAINT, agent("a_calm_down"), customer("anger", heat=3)))
    complained = customer("anger", "staff_conduct_complaint", heat=3)
    assert ids(last(COMPLAINT, agent("a_calm_down"), complained))[0] == "recover_own_error"


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_at_a_ladder_level_only_its_own_move_and_what_protects_people_are_shown(level):
    where = last(customer("insult_agent", "anger", "supervisor_demand", conduct="insult", heat=3)).situation
    shown = [m.id for m in advise(where, level=level)]
    assert shown[0] == LADDER[level]
    assert set(shown) <= {LADDER[level], "swap_agent", "escalate_warm", "legal_route"}


def test_no_ladder_move_is_ever_shown_without_its_level():
    hot = last(customer("anger", "shouting", "insult_agent", heat=4))
    assert hot.boundary == 0
    assert not set(ids(hot)) & set(LADDER.values())


def test_in_safety_nothing_is_sold_explained_or_agreed():
    step = last(customer("self_harm", "distress", "refund_demand", heat=4))
    assert ids(step) == ["safety_protocol"]
    assert "safety_protocol" not in ids(last(COMPLAINT))


@pytest.mark.parametrize("kind", DANGERS)
def test_safety_first_is_said_in_the_words_of_the_danger_and_gives_it_as_its_first_reason(kind):
    told = [customer(kind, text="these words"), agent("a_safety"), customer("frustration", heat=2)]
    at_once, later = last(*told[:1]).moves[0], last(*told).moves[0]
    known = {phrases.slots(words) for words in protocols()[kind].say}

    for move, fact in ((at_once, kind), (later, "danger")):
        assert (move.id, move.reasons[0].fact, move.reasons[0].quote) == ("safety_protocol", fact, "these words")
        assert {phrases.slots(words) for words in move.say} == known
        assert set(move.say) & set(protocols()[kind].say)


def test_a_danger_that_nobody_has_named_is_met_with_the_words_of_the_move_itself():
    step = last(customer(heat=1), context=record(safety_open=True))
    assert step.moves[0].id == "safety_protocol"
    assert set(step.moves[0].say) == set(BY_ID["safety_protocol"].say)


def test_the_contact_is_not_ended_while_somebody_may_be_hurt():
    step = last(customer("threat_violence", "safety_hazard", conduct="threat", heat=4))
    assert step.boundary == 4
    assert "end_contact" not in ids(step)


def test_goodwill_never_comes_before_the_remedy_nor_with_suspected_fraud():
    asked = customer("compensation_demand", "promise_broken", "repeat_contact", heat=1)
    assert "goodwill_offer" not in ids(last(COMPLAINT, agent("a_reflect"), asked))
    assert "goodwill_offer" in ids(last(COMPLAINT, agent("a_reflect", "a_commit"), asked))
    fraud = customer("compensation_demand", "promise_broken", "fraud_indicator", heat=1)
    assert "goodwill_offer" not in ids(last(COMPLAINT, agent("a_reflect", "a_commit"), fraud))


@pytest.mark.parametrize("heat", [0, 1, 2, 3, 4])
def test_heat_is_worth_nothing_to_goodwill(heat):
    asked = customer("compensation_demand", "promise_broken", heat=heat)
    where = last(COMPLAINT, agent("a_reflect", "a_options"), asked).situation
    assert why_not("goodwill_offer", where, bar=0) == ()
    assert not any(
        mark in BY_ID["goodwill_offer"].boost for mark in ("anger", "shouting", "review_threat", "media_threat")
    )


def test_one_public_reply_and_then_in_private():
    post = customer("public_post", "issue_stated", "disappointment", heat=2, channel="social")
    assert ids(last(post))[0] == "public_ack"
    assert "public_ack" not in ids(last(post, agent("a_reflect", channel="social"), post))


def test_a_review_gets_a_reply_to_the_review():
    post = customer("public_post", "issue_stated", "disappointment", heat=2, channel="review")
    assert ids(last(post))[0] == "review_respond"


def test_after_a_notice_that_worked_the_talk_goes_straight_back_to_the_matter():
    talk = (COMPLAINT, customer("insult_agent", conduct="insult", heat=3), agent("a_boundary", "a_commit"))
    assert "resume_after_boundary" in ids(last(*talk, customer("frustration", heat=2, conduct="rude")))


def test_three_hot_turns_bring_somebody_in_without_being_asked():
    hot = customer("anger", "want_stated", heat=3)
    talk = (hot, agent("a_reflect", "a_options"), hot, agent("a_explain"), hot)
    assert "escalate_warm" in ids(last(*talk))
    assert "escalate_warm" not in ids(last(*talk[:3]))


# Why ----------------------------------------------------------------------------------------------------------------


def test_reasons_name_the_signals_with_their_words_first():
    move = last(customer("promise_broken", "frustration", heat=2, text="you said Monday")).moves[0]
    assert (move.id, move.reasons[0].fact, move.reasons[0].quote) == (
        "apologise_ownership",
        "promise_broken",
        "you said Monday",
    )
    assert move.reasons[0].needed == "+30"


def test_why_not_names_every_obstacle():
    where = last(COMPLAINT).situation
    assert [r.fact for r in why_not("legal_route", where)] == ["signals"]
    assert [r.fact for r in why_not("boundary_set", where)] == ["stage"]
    assert [r.fact for r in why_not("let_vent", last(customer("anger", heat=1)).situation)] == ["heat"]
    assert [r.fact for r in why_not("thank_close", where)] == ["stage", "score"]
    assert why_not("reflect_content", where) == ()
    with pytest.raises(KeyError):
        why_not("juggle", where)


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=8))
def test_every_reason_can_be_checked_against_the_situation(talk):
    step = last(*talk)
    for move in step.moves:
        assert move.reasons
        assert all(step.situation[r.fact] == r.value and r.holds for r in move.reasons)


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=6), st.permutations(CARDS))
def test_the_order_of_the_cards_does_not_matter(talk, shuffled):
    step = last(*talk)
    assert advise(step.situation, shuffled, level=step.boundary) == advise(step.situation, CARDS, level=step.boundary)


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=8))
def test_a_move_is_shown_or_something_speaks_against_it_or_three_are_better(talk):
    where = last(*talk).situation
    shown = {m.id: m.score for m in advise(where)}
    for card in CARDS:
        fits = why_not(card.id, where) == ()
        seated = any(BY_ID[move].tier <= 1 for move in shown)
        better = len(shown) == 3 and (seated or score(card, where, {}) <= min(shown.values()))
        assert fits == (card.id in shown) or (fits and better)


SOLVED = (COMPLAINT, agent("a_commit"), customer("resolution_confirmed", heat=0))


# Uses ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signals", "before", "moves"),
    [
        (("a_listen",), (COMPLAINT,), {"let_vent"}),
        (("a_summary",), (COMPLAINT,), {"reflect_content"}),
        (("a_check",), (COMPLAINT,), {"check_understanding"}),
        (("a_check",), SOLVED, {"confirm_resolved"}),
        (("a_thanks",), (COMPLAINT,), set()),
        (("a_thanks",), SOLVED, {"thank_close"}),
        (("a_calm_down", "a_minimise"), (COMPLAINT,), set()),
        (("a_boundary",), (COMPLAINT,), set()),
    ],
)
def test_a_use_is_a_move_recognised_in_our_turn(signals, before, moves):
    assert moves_used(agent(*signals), last=last(*before).situation) == moves


def test_a_summary_is_a_fresh_start_where_the_talk_was_stuck():
    stuck = last(COMPLAINT, agent("a_policy_wall"), customer("loop", heat=2)).situation
    assert moves_used(agent("a_summary"), last=stuck) == {"summarise_and_reset", "reflect_content"}


def test_an_offer_to_bring_somebody_in_is_not_yet_bringing_them_in():
    where = last(customer("supervisor_demand", heat=2)).situation
    assert "escalate_warm" in moves_used(agent("a_warm_handoff"), last=where)
    assert "escalate_warm" not in moves_used(agent("a_warm_handoff", "a_choice"), last=where)


def test_a_boundary_is_the_use_of_the_level_that_was_due():
    where = last(customer("insult_agent", conduct="insult", heat=3)).situation
    assert moves_used(agent("a_boundary"), last=where, level_due=1) == {"i_statement"}


def test_the_customer_uses_no_moves():
    assert moves_used(COMPLAINT, last=None) == frozenset()


# After ---------------------------------------------------------------------------------------------------------------


def test_after_a_calm_question_nothing_is_left_to_do():
    assert after_moves(
        last(customer("want_stated", heat=0), agent("a_information"), customer("gratitude", heat=0)).situation
    ) == ("invite_private_feedback",)


@pytest.mark.parametrize(
    ("talk", "moves"),
    [
        ([customer("anger", heat=3)], {"document", "follow_up"}),
        ([customer("self_harm", heat=4), agent("a_safety")], {"document", "breather", "debrief_lesson", "follow_up"}),
        ([customer("supervisor_demand", heat=2), supervisor("a_options")], {"document", "debrief_lesson", "follow_up"}),
        ([customer("threat_violence", conduct="threat", heat=4)], {"document", "breather", "recommend_review"}),
        ([customer("discriminatory_abuse", conduct="discriminatory", heat=2)], {"document", "breather"}),
    ],
)
def test_what_is_left_to_do_after_a_difficult_one(talk, moves):
    assert moves <= set(after_moves(last(*talk).situation))


def test_nobody_is_asked_for_feedback_after_a_self_harm_talk():
    talk = (customer("self_harm", heat=4), agent("a_safety"), customer("gratitude", "acceptance", heat=1))
    assert "invite_private_feedback" not in after_moves(last(*talk).situation)


@pytest.mark.parametrize("mood", ["gratitude", "disappointment", "anger"])
def test_the_invitation_to_give_feedback_is_the_same_for_everybody(mood):
    talk = (
        COMPLAINT,
        agent("a_reflect", "a_options"),
        customer("acceptance", mood, heat=0),
        agent(),
        customer("closing", heat=0),
    )
    assert "invite_private_feedback" in after_moves(last(*talk).situation)


def test_a_relationship_review_is_proposed_for_a_pattern_and_not_for_complaining():
    insult = customer("insult_agent", conduct="insult", heat=3)
    assert "recommend_review" in after_moves(last(insult, context=record(boundary_level=4)).situation)
    complaining = customer("legal_threat", "review_threat", "regulator_threat", "repeat_contact", heat=4)
    assert "recommend_review" not in after_moves(last(complaining, context=record(contacts_30d=30)).situation)


# Cards ---------------------------------------------------------------------------------------------------------------


def test_every_card_has_a_short_title_words_to_say_and_things_to_avoid():
    assert len(CARDS) == 54
    for card in CARDS:
        assert len(card.title) <= 40, card.id
        assert card.purpose.endswith("."), card.id
        assert card.say, card.id
        assert set(card.avoid) <= set(ANTIPATTERNS), card.id


def test_no_phrase_carries_a_number_a_name_or_a_date_of_its_own():
    for card in CARDS:
        for phrase in card.say:
            bare = re.sub(r"\{[a-z_]+\}", "", phrase)
            assert not re.search(r"\d", bare), phrase
            assert not re.search(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", bare), phrase


def test_every_phrase_asks_for_a_case_fact():
    for card in CARDS:
        assert any(phrases.slots(phrase) for phrase in card.say), card.id


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('title = "Do a thing"', ""), ["thing.toml", "title"]),
        (("tier = 4", "tier = 'four'"), ["tier", "four"]),
        (('stage = ["acknowledge"]', 'stage = ["acknowlege"]'), ["stage", "acknowlege", "Did you mean 'acknowledge'"]),
        (("avoid = []", 'avoid = ["shout"]'), ["avoid", "shout"]),
        (("avoid = []", "avoid = []\nblok = []"), ["blok", "Did you mean 'block'"]),
        (("avoid = []", "avoid = []\n[boost]\nangry = 5"), ["boost", "angry", "Did you mean 'anger'"]),
        (("avoid = []", "avoid = []\n[boost]\nanger = 'much'"), ["boost", "points"]),
        (("avoid = []", "avoid = []\n[when]\nheet = 1"), ["when", "heet", "Did you mean 'heat'"]),
        (("avoid = []", "avoid = []\n[[example]]\ncustomer = 'hm'"), ["example", "fits"]),
        (("avoid = []", "avoid = []\n[[example]]\nturns = ['boss: hm']\nfits = true"), ["example", "boss"]),
        (("avoid = []", "avoid = "), ["thing.toml", "TOML"]),
    ],
)
def test_a_bad_card_names_the_file_the_key_and_the_bad_word(change, says):
    with pytest.raises(BadRule) as refused:
        deck.parse_card(CARD.replace(*change), file="thing.toml")
    assert all(words in str(refused.value) for words in says), str(refused.value)


# Words ---------------------------------------------------------------------------------------------------------------


def test_slots_are_filled_from_the_record_and_the_unfilled_ones_stay_visible():
    text, missing = phrases.fill("I will {step} by {time}, {name}. {step}.", {"step": "ring you", "name": " Ana "})
    assert text == "I will ring you by {time}, Ana. ring you."
    assert missing == ("time",)


def test_a_record_cannot_smuggle_in_another_slot():
    assert phrases.fill("{a}", {"a": "{b}", "b": "x"})[0] == "{b}"


def test_uses_are_counted_by_turn():
    assert Counter(moves_used(agent("a_reflect", "a_summary"), last=None))["reflect_content"] == 1
