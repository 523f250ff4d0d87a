"""A house's corrections move from when the model's signals show there: little, and never what guards people."""

import math
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine import reader
from unruffled.engine.reader import fusion, model, recalibrate
from unruffled.engine.reader.recalibrate import (
    FARTHEST,
    FEWEST,
    LEFT_ALONE,
    NONE,
    ONLY_LATER,
    Answer,
    Shifts,
    bounded,
    learn,
    shifted,
    shifts_of,
)
from unruffled.engine.vocabulary import SIGNALS, Context, Turn

CROSS = "Honestly I expected better from you after all these years."


def corrected(head, probability, shows, times):
    return [Answer(head, probability, float(shows), corrected=True)] * times


def let_stand(head, probability, times, *, shown=True):
    return [Answer(head, probability, 1.0 if shown else probability, corrected=False)] * times


def shift_of(answers, head="frustration"):
    return next(one.shift for one in learn(answers) if one.head == head)


def held(**by):
    return Shifts(number=3, weights=model.version(), by=MappingProxyType(by))


def read(text, shifts=NONE, by="customer"):
    return reader.read(Turn(1, by, 0.0, text, "chat"), (), Context(), shifts=shifts)


# Learning ------------------------------------------------------------------------------------------------------------


def test_what_people_take_away_again_and_again_shows_later():
    answers = corrected("frustration", 0.6, False, 40) + let_stand("frustration", 0.7, 20)

    assert shift_of(answers) < -0.2


def test_what_people_add_again_and_again_shows_earlier():
    answers = corrected("frustration", 0.3, True, 40) + let_stand("frustration", 0.2, 50, shown=False)

    assert shift_of(answers) > 0.2


@pytest.mark.parametrize("times", [1, FEWEST - 1])
def test_too_few_corrections_change_nothing_and_say_so(times):
    [one] = learn(corrected("frustration", 0.9, False, times) + let_stand("frustration", 0.9, 10))

    assert (one.shift, one.corrections, one.let_stand, one.enough) == (0.0, times, 10, False)


def test_nothing_is_learnt_where_nobody_ever_said_the_other_thing():
    [one] = learn(corrected("frustration", 0.9, False, 100))

    assert (one.shift, one.enough) == (0.0, False)


def test_what_was_let_stand_holds_back_a_few_corrections_among_many_right_readings():
    few_wrong = corrected("frustration", 0.6, False, 30)

    many_right = shift_of(few_wrong + let_stand("frustration", 0.6, 1000))
    few_right = shift_of(few_wrong + let_stand("frustration", 0.6, 10))

    assert many_right == 0.0
    assert few_right < -0.5


def test_what_was_let_stand_never_moves_a_head_the_other_way():
    """A thousand silent agreements next to thirty "not this" leave the head where it was, not earlier."""
    for right in (0, 10, 100, 1000, 10_000):
        assert shift_of(corrected("anger", 0.6, False, 30) + let_stand("anger", 0.5, right), "anger") <= 0


def test_readings_that_are_right_as_often_as_they_say_are_left_as_they_are():
    """Of readings at 0.6, six in ten are right; somebody corrects every fourth of the wrong ones."""
    answers = corrected("anger", 0.6, False, 40) + let_stand("anger", 0.6, 240 + 120)

    assert shift_of(answers, "anger") == 0.0


def test_more_of_the_same_moves_further_and_never_beyond_the_bound():
    shifts = [
        shift_of(corrected("frustration", 0.8, False, n) + let_stand("frustration", 0.8, 5))
        for n in (30, 60, 200, 5000)
    ]

    assert shifts == sorted(shifts, reverse=True)
    assert min(shifts) >= -FARTHEST


def test_order_does_not_matter():
    answers = corrected("anger", 0.6, False, 31) + corrected("anger", 0.3, True, 9) + let_stand("anger", 0.5, 40)

    assert learn(answers) == learn(answers[::-1])


def test_four_heats_of_one_message_count_as_one_correction():
    answers = [Answer("heat", 0.7, 0.0, corrected=True, weight=0.25) for _ in range(4 * 31)]
    answers += [Answer("heat", 0.7, 1.0, corrected=False, weight=0.25) for _ in range(4 * 20)]

    [one] = learn(answers)

    assert (one.corrections, one.let_stand, one.enough) == (31, 20, True)
    assert one.shift < 0


@given(
    st.lists(
        st.builds(
            Answer,
            head=st.sampled_from(["anger", "insult_agent", "self_harm", "heat"]),
            probability=st.floats(0, 1),
            shows=st.sampled_from([0.0, 1.0]),
            corrected=st.booleans(),
        ),
        max_size=120,
    )
)
def test_whatever_is_said_no_head_moves_further_than_it_may(answers):
    for one in learn(answers):
        assert one.shift == pytest.approx(bounded(one.head, one.shift), abs=0.005)


# What may never move -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("head", sorted(LEFT_ALONE))
@pytest.mark.parametrize("shows", [True, False])
def test_what_guards_people_is_left_alone_however_often_it_is_corrected(head, shows):
    answers = corrected(head, 0.5, shows, 500) + corrected(head, 0.5, not shows, 50)

    assert shift_of(answers, head) == 0.0
    assert head not in fusion.movable()


@pytest.mark.parametrize("head", sorted(ONLY_LATER))
def test_no_house_can_teach_the_reader_to_see_misconduct_earlier(head):
    answers = corrected(head, 0.3, True, 500) + corrected(head, 0.3, False, 50)

    assert shift_of(answers, head) == 0.0
    assert bounded(head, 0.8) == 0.0
    assert bounded(head, -0.8) == -0.8


@pytest.mark.parametrize("kept", [9.0, -9.0, math.nan, math.inf])
def test_kept_shifts_hold_no_further_than_they_may_whoever_wrote_them(kept):
    everything = dict.fromkeys([*SIGNALS, "heat", "no_signal"], kept)

    by = shifts_of({"number": 1, "weights": "x", "by": everything}, heads=fusion.movable()).by

    assert not set(by) & (LEFT_ALONE | {"no_signal"})
    assert all(abs(shift) <= FARTHEST for shift in by.values())
    assert all(by.get(head, 0.0) <= 0 for head in ONLY_LATER)


def test_every_conduct_beyond_rude_comes_from_signals_that_may_only_show_later_or_not_move():
    guarded = {"insult_agent", "abuse_sustained", "discriminatory_abuse", "sexual_remark", "threat_violence"}

    assert guarded <= LEFT_ALONE | ONLY_LATER


# What it comes to in a reading ---------------------------------------------------------------------------------------


def test_shifted_there_and_back_is_where_it_was():
    assert shifted(shifted(0.3, 0.7), -0.7) == pytest.approx(0.3)
    assert shifted(0.5, FARTHEST) == pytest.approx(0.731, abs=0.001)
    assert (shifted(0.0, 1.0) < 0.001, shifted(1.0, -1.0) > 0.999) == (True, True)


@pytest.mark.parametrize("by", [-0.8, 0.8])
def test_the_models_part_of_a_signal_grows_or_shrinks_with_its_shift(by):
    [plain] = fusion.customer(CROSS).alone
    [moved] = fusion.customer(CROSS, shifts=held(disappointment=by)).alone

    assert plain.id == moved.id == "disappointment"
    assert (moved.confidence > plain.confidence) is (by > 0)
    assert plain.spans == moved.spans


def test_the_models_heat_moves_with_its_shift():
    assert read(CROSS, held(heat=-1.0)).heat_score < read(CROSS).heat_score < read(CROSS, held(heat=1.0)).heat_score


def test_what_shows_earlier_still_points_at_its_words():
    for signal in read(CROSS, held(**dict.fromkeys(fusion.movable(), 1.0))).signals:
        assert signal.spans, signal.id


def test_a_reading_names_the_houses_shifts_that_made_it():
    plain = reader.version()

    assert read(CROSS, held(anger=-0.5)).reader == f"{plain}+house-3" == reader.version(shifts=held(anger=-0.5))
    assert read(CROSS, held()).reader == plain
    assert read("Let me look into it for you.", held(anger=-0.5), by="agent").reader == f"{plain}+house-3"


def test_shifts_learnt_for_other_weights_do_not_hold():
    stale = Shifts(number=3, weights="2025.01", by=MappingProxyType({"frustration": -1.0}))

    assert read(CROSS, stale) == read(CROSS)


def test_without_shifts_a_reading_is_what_it_was():
    assert recalibrate.NONE.suffix == ""
    assert read(CROSS) == reader.read(Turn(1, "customer", 0.0, CROSS, "chat"), (), Context())
