"""Readings become plain JSON and come back equal."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.reader.exchange import exchange, waiting
from unruffled.engine.reader.keeping import to_keep
from unruffled.engine.reader.questions import count
from unruffled.engine.stored import restored, stored
from unruffled.engine.vocabulary import SIGNALS, Context, Promise, Question, Reading, Signal, Turn

SPANS = st.tuples(st.integers(0, 500), st.integers(0, 500))
WORDS = st.text(max_size=30)
SIGNAL = st.builds(
    Signal,
    id=st.sampled_from(sorted(SIGNALS)),
    confidence=st.floats(0, 1),
    spans=st.lists(SPANS, max_size=3).map(tuple),
    sure=st.booleans(),
)
READINGS = st.builds(
    Reading,
    turn=st.just(Turn(1, "customer", 0.0, "Hello", "chat")),
    heat_score=st.none() | st.floats(0, 4),
    heat_sure=st.booleans(),
    conduct=st.none() | st.just("ok"),
    signals=st.lists(SIGNAL, max_size=4).map(tuple),
    promises=st.lists(
        st.builds(
            Promise, who=WORDS, what=WORDS, due_text=WORDS, due_minutes=st.none() | st.floats(0, 1e6), span=SPANS,
            vague=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    questions=st.lists(st.builds(Question, span=SPANS, text=WORDS), max_size=2).map(tuple),
    reader=WORDS,
    stage_by_human=st.none() | st.just("clarify"),
    by_human=st.frozensets(st.sampled_from(["heat", "conduct", "stage", "signal"])),
)  # fmt: skip


@given(READINGS)
def test_a_reading_that_was_kept_comes_back_equal(reading):
    kept = json.loads(json.dumps(stored(reading)))

    assert restored(reading.turn, kept) == reading


def test_what_was_kept_before_doubt_was_told_reads_as_sure():
    kept = stored(Reading(turn=Turn(1, "customer", 0.0, "Hello", "chat"), signals=(Signal("anger", 0.9),)))
    del kept["heat_sure"], kept["signals"][0]["sure"]

    found = restored(Turn(1, "customer", 0.0, "Hello", "chat"), kept)

    assert found.heat_sure
    assert found.signals[0].sure


def test_the_questions_of_a_kept_reading_are_counted_once():
    turn = Turn(1, "customer", 0.0, "When does it come? And who pays for the day that I lost?", "chat")
    kept = json.loads(json.dumps(stored(to_keep(Reading(turn=turn)))))
    elsewhere = replace(turn, text="")

    assert count(Reading(turn=turn)) == 2
    assert count(restored(elsewhere, kept)) == 2, "not looked for in the text again"


def test_a_kept_reading_has_the_words_that_a_reply_is_held_against():
    turn = Turn(1, "customer", 0.0, "My parcel from 3 May never came, refund the 45.00.", "chat")
    kept = json.loads(json.dumps(stored(to_keep(Reading(turn=turn)))))
    known = restored(replace(turn, text=""), kept)

    said = exchange("We sent it.", [known], Context()).said
    assert {"parcel", "refund", "45"} <= said, "not looked for in the text again"
    assert said == exchange("We sent it.", [Reading(turn=turn)], Context()).said
    assert restored(turn, kept).stems == to_keep(Reading(turn=turn)).stems


@pytest.mark.parametrize(
    "text", ["", "No.", "Why? When? Call +44 7700 900123 at 5 pm, order AB-12/3.", "café 😡 12,50 €"]
)
def test_a_reply_meets_the_same_words_and_questions_whether_they_were_kept_or_not(text):
    turn = Turn(1, "customer", 0.0, text, "chat")
    kept = json.loads(json.dumps(stored(to_keep(Reading(turn=turn)))))
    older = {key: value for key, value in kept.items() if key not in ("asks", "stems")}
    now, then = restored(turn, kept), restored(turn, older)

    assert exchange("It left at 5 pm.", [now], Context()).said == exchange("It left at 5 pm.", [then], Context()).said
    assert waiting([now]) == waiting([then])


def test_of_what_we_said_ourselves_nothing_more_is_kept():
    ours = Reading(turn=Turn(1, "agent", 0.0, "When did it come?", "chat"))
    assert to_keep(ours) is ours


def test_what_an_older_version_kept_is_counted_when_it_is_asked_for():
    turn = Turn(1, "customer", 0.0, "When does it come?", "chat")
    kept = {key: value for key, value in stored(to_keep(Reading(turn=turn))).items() if key != "asks"}

    assert count(restored(turn, kept)) == 1


@given(READINGS)
def test_a_reading_of_an_older_version_has_defaults_for_what_is_new(reading):
    kept = {k: v for k, v in stored(reading).items() if k in ("heat_score", "conduct", "signals", "agent_signals")}

    assert restored(reading.turn, kept).signals == reading.signals
