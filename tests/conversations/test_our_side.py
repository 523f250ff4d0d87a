"""The turns and replies that judge the reading of our own side keep their scores; their READMEs hold the first ones."""

from pathlib import Path

import pytest
import yaml

from unruffled.engine import coach, reader
from unruffled.engine.coach.habits import OF_SIGNAL
from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, Context, Turn

HERE = Path(__file__).parent / "staff"
TURNS = [turn for file in sorted(HERE.glob("*.yml")) for turn in yaml.safe_load(file.read_text("utf-8"))]


@pytest.fixture(scope="module")
def readings():
    return {turn["id"]: read(turn) for turn in TURNS}


def read(turn):
    said = reader.read(Turn(n=1, by="customer", at=0, text=turn["said"], channel="chat"), (), Context())
    ours = reader.read(Turn(n=2, by="agent", at=1, text=turn["text"], channel="chat"), (said,), Context())
    remarks = coach.review(turn["text"], situation=None, before=(said,), context=Context())
    return {s.id for s in ours.agent_signals}, {r.id for r in remarks}


def test_a_good_turn_shows_what_was_done_well_nine_times_in_ten(readings):
    good = [turn for turn in TURNS if turn["good"]]
    seen = [turn for turn in good if set(turn["good"]) & readings[turn["id"]][0]]
    assert len(seen) >= 0.9 * len(good)


def test_bad_signals_are_found_nine_times_in_ten(readings):
    wanted = [(turn["id"], bad) for turn in TURNS for bad in turn["bad"]]
    assert len([1 for id, bad in wanted if bad in readings[id][0]]) >= 0.9 * len(wanted)


@pytest.mark.parametrize("turn", [pytest.param(t, id=t["id"]) for t in TURNS if not t["bad"]])
def test_a_good_turn_is_blamed_for_nothing_and_gets_no_remark(turn, readings):
    signals, remarks = readings[turn["id"]]
    assert not signals & set(BAD_AGENT_SIGNALS)
    assert not remarks


def test_the_coach_remarks_on_what_the_reader_calls_bad(readings):
    wanted = [(turn["id"], OF_SIGNAL[bad]) for turn in TURNS for bad in turn["bad"]]
    assert len([1 for id, habit in wanted if habit in readings[id][1]]) >= 0.9 * len(wanted)
