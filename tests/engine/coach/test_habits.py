"""Each habit's own examples, and what a habit file may say."""

import pytest

from unruffled.engine import coach, reader
from unruffled.engine.coach import habits as habit_files
from unruffled.engine.coach.habits import IDS, OF_SIGNAL, known
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.vocabulary import ANTIPATTERNS, BAD_AGENT_SIGNALS, Context, Turn

EXAMPLES = [pytest.param(h.id, e, id=f"{h.id}-{i}") for h in known().values() for i, e in enumerate(h.examples)]


def read_all(texts, channel):
    readings = []
    for n, text in enumerate(texts, start=1):
        readings.append(reader.read(Turn(n=n, by="customer", at=n, text=text, channel=channel), readings, Context()))
    return readings


@pytest.mark.parametrize(("habit", "example"), EXAMPLES)
def test_each_habit_shows_in_its_examples_and_not_in_its_near_misses(habit, example):
    before = read_all(example.before, example.channel)
    remarks = coach.review(example.text, situation=None, before=before, context=Context())
    assert (habit in {r.id for r in remarks}) is example.fits


def test_there_is_a_habit_for_every_anti_pattern_and_every_bad_signal_without_one():
    assert set(known()) == set(IDS)
    assert set(ANTIPATTERNS) < set(IDS)
    assert set(OF_SIGNAL) == set(BAD_AGENT_SIGNALS)


def test_every_habit_has_an_example_and_a_near_miss():
    for habit in known().values():
        assert {e.fits for e in habit.examples} == {True, False}, habit.id


NEVER = (
    "difficult customer|toxic|problem customer|abuser|offender|victim|calm down|sentiment|emotion detected|mood|"
    "top performer|alert|critical|"
    "violation|strike|blacklist|ban|AI says|smart|oops|unfortunately|please note|simply|ASAP|user|ticket|client|VIP|!"
)


def test_what_the_coach_says_keeps_to_the_words_of_the_house():
    for habit in known().values():
        said = f" {habit.why} {habit.instead} ".lower()
        assert not [w for w in NEVER.split("|") if f" {w.lower()} " in said or w == "!" in said], habit.id
        assert len(habit.why) <= 110, habit.id


def test_nothing_stops_by_default():
    assert {h.level for h in known().values()} == {"advice"}


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"why": "x", "only": ["furious"]}, "furious"),
        ({"why": "x", "colour": 1}, "colour"),
        ({"why": "x", "level": "shout"}, "shout"),
        ({}, "why"),
    ],
)
def test_a_wrong_habit_file_is_refused_with_the_bad_word_and_the_good_ones(extra, said):
    entry = habit_files.phrasebook().entries["rush"]
    wrong = type(entry)(entry.id, entry.title, entry.guards, entry.examples, entry.source, extra)
    with pytest.raises(PhraseError, match=said):
        habit_files._habit(wrong)
