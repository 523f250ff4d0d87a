"""Heat 0-4: more words, more heat; calm words cool; the edge rules of DOMAIN 3.1."""

import pytest
from tests.engine.reader.saying import exchange, hear

from unruffled.engine.reader import customer, fusion, heat, model
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.vocabulary import SIGNALS, Context, Turn


@pytest.mark.parametrize(
    ("calm", "hot"),
    [
        ("My parcel is late.", "My parcel is late and I am fed up."),
        ("I am fed up with this.", "I am absolutely furious about this."),
        ("I am furious about this.", "I AM FURIOUS ABOUT THIS!!!"),
        ("I'm worried about my flat.", "I'm terrified, I can't sleep, I'm going to lose my flat, please help me!"),
        ("Where is my order?", "Where the hell is my order? Nine weeks!"),
    ],
)
def test_the_hotter_words_make_the_hotter_turn(calm, hot):
    assert hear(hot).heat_score > hear(calm).heat_score


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Hello, could you tell me your opening hours?", 0, 0),
        ("Thanks, that's all sorted now. Have a nice day!", 0, 0),
        ("Not urgent at all, but the receipt seems to be missing.", 0, 1),
        ("As I have now written twice, I should be grateful for a reply.", 1, 2),
        ("I'm really disappointed, we had looked forward to this for months.", 1, 2),
        ("This is the third time nobody turned up and I am sick of it.", 2, 3),
        ("I am livid. You have ruined my daughter's wedding, you absolute cowboys!!!", 3, 4),
        ("[crying] I can't do this any more, they are taking my home on Friday", 3, 4),
    ],
)
def test_heat_says_how_strong_the_feeling_is(text, low, high):
    assert low <= hear(text).heat <= high


def test_a_thank_you_after_a_hot_turn_cools_but_not_to_ice():
    hot, _, cooler = exchange(
        "I am absolutely furious, this is a disgrace!!!",
        "A: I can refund you in full today. Shall I?",
        "Yes. Thank you.",
    )
    assert hot.heat >= 3
    assert cooler.heat <= 1


def test_one_flat_line_after_rage_is_not_calm_yet():
    hot, _, flat = exchange(
        "I am so angry I could scream, you thieves!!!", "A: I'm looking at it now.", "the number is 4471"
    )
    assert 0 < flat.heat_score < hot.heat_score


def test_broken_english_and_shortness_are_no_heat():
    assert hear("I not understand letter. What I must pay?").heat <= 1
    assert hear("ok").heat == 0


def test_swearing_at_a_thing_is_warmer_than_the_same_without_and_no_misconduct():
    assert hear("the bloody thing broke again").heat_score > hear("the thing broke again").heat_score
    assert hear("the bloody thing broke again").conduct == "profanity_situational"


def test_sarcasm_is_heat_under_thanks():
    assert hear("Oh wonderful, another form. Thanks a bunch for losing the last one.").heat >= 1


def test_every_weight_is_for_a_signal_or_a_cue_that_exists():
    cues = {"intense", "mild", "rude", "positive", "severe_attack", "marks"}
    w = heat.weights()
    assert (set(w.level) | set(w.up) | set(w.down)) <= set(SIGNALS) | cues


def told(text, **hunch):
    turn = Turn(1, "customer", 0, text, "chat")
    return customer.read(turn, (), Context(), version="test", hunch=Hunch(**hunch))


def test_heat_is_in_doubt_where_only_the_words_reach_it_and_the_model_is_not_sure():
    text = "This is the third time nobody turned up and I am sick of it."

    assert told(text, heat=1.2).heat == 2
    assert not told(text, heat=1.2, doubted=frozenset({2})).heat_sure
    assert told(text, heat=1.2, doubted=frozenset({1, 3})).heat_sure, "of the level that is told it is sure"
    assert told(text, heat=2.2, doubted=frozenset({2})).heat_sure, "both reach it"


def test_heat_is_in_doubt_where_only_the_model_reaches_it_and_is_not_sure():
    text = "The parcel came."

    assert told(text, heat=1.6, doubted=frozenset({1})).heat == 1
    assert not told(text, heat=1.6, doubted=frozenset({1})).heat_sure
    assert told(text, heat=1.6).heat_sure


def test_calm_is_never_in_doubt_and_words_alone_are_sure():
    assert told("Thanks, that's all.", heat=0.6, doubted=frozenset({1, 2, 3, 4})).heat_sure
    assert told("I am livid about this.").heat_sure


def test_the_levels_that_the_model_doubts_lie_between_unsure_and_show():
    text = "It's the second time now and it's a bit much, to be honest."
    reached = fusion.probabilities(text)
    band = {n for n in range(1, 5) if (h := model.heads()[f"heat>={n}"]).unsure <= reached[h.id] < h.show}

    assert fusion.customer(text).doubted == band
    assert band
