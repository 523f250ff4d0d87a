"""The trained reader reads any text, in bounded work, and points at the words."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import model
from unruffled.engine.reader.model.network import WINDOWS, BrokenWeights, _check

HOT = "I have asked you four times and nobody answers. This is a disgrace."
CALM = "Hello, could you tell me when you open on Saturday?"


def test_each_head_says_a_probability():
    said = model.opinion(HOT).probability
    assert set(said) == set(model.heads())
    assert all(0 <= one <= 1 for one in said.values())


def test_a_hot_message_is_hotter_than_a_calm_one_at_every_level():
    hot, calm = model.opinion(HOT).probability, model.opinion(CALM).probability
    for level in (1, 2, 3):
        assert hot[f"heat>={level}"] > calm[f"heat>={level}"]


def test_what_hurts_is_pointed_at_wherever_it_stands():
    calm = "I ordered the lamp on Monday and it should have come on Friday with the other parcel. " * 5
    text = (
        f"You are an idiot. {calm}Your colleague is a moron and you are a stupid clown. {calm}Answer me, you scumbag."
    )

    told = " ".join(text[first:last] for first, last in model.opinion(text).spans["abuse:words"])

    assert {word for word in ("idiot", "moron", "clown", "scumbag") if word in told} == {
        "idiot", "moron", "clown", "scumbag"
    }  # fmt: skip


def test_the_words_that_show_a_signal_stand_in_the_text():
    found = model.opinion(HOT)
    assert found.spans
    for spans in found.spans.values():
        assert spans
        for first, last in spans:
            assert 0 <= first < last <= len(HOT)


def test_the_hazard_is_pointed_at_and_not_the_greeting():
    text = "Good morning to you all and best wishes. The plug of the heater gets so hot that it has begun to melt."
    (first, last), *_ = model.opinion(text).spans["s:safety_hazard"]
    assert first >= text.index("The plug")
    assert last <= len(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_nothing_written_is_no_opinion(text):
    assert model.opinion(text) == model.SILENT


BAD = {
    "one letter, a million times": "a" * 1_000_000,
    "NUL": "\0\0hello\0",
    "a lone surrogate": "broken \ud83d here",
    "right to left": "\u202eكيف حالك\u202c " * 40,
    "zero width": "h\u200be\u200bl\u200bl\u200bo " * 200,
    "emoji": "😡" * 10_000,
    "base64": "QmFzZTY0IGlzIG5vdCBhIHRleHQ" * 4_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_whatever_comes_is_read_and_stays_within_its_windows(text, monkeypatch):
    read: list[int] = []
    network = model.loaded()
    run = network._run
    monkeypatch.setattr(network, "_run", lambda window, way: (read.append(len(window.ids)), run(window, way))[1])
    found = network.read(text)
    assert len(read) <= WINDOWS
    assert all(np.isfinite(one) for one in found.probability.values())


def test_the_hottest_window_decides():
    quiet = "The parcel is brown and stands in the hall beside the stairs. " * 40
    alone = model.opinion(HOT).probability["heat>=2"]
    assert model.opinion(f"{quiet}{HOT}").probability["heat>=2"] >= alone * 0.6
    assert model.opinion(quiet).probability["heat>=2"] < alone


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_very_long_text_is_read_at_its_head_its_middle_and_its_tail(place):
    words = "The parcel is brown and stands in the hall beside the stairs. " * 1_500
    at = int(place * len(words))
    text = f"{words[:at]}{' '.join([HOT] * 200)}{words[at:]}"
    assert model.opinion(text).probability["heat>=2"] >= model.opinion(HOT).probability["heat>=2"] * 0.6
    windows = list(model.loaded()._windows(text))
    assert windows[0].offsets[0][0] == 0
    assert windows[-1].offsets[-1][1] == len(text.rstrip())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_the_same_whatever_was_read_before(text):
    model._opinion.cache_clear()
    first = model.opinion(text)
    model._opinion.cache_clear()
    model.opinion(HOT * 5)
    assert model.opinion(text) == first


def test_a_text_goes_through_the_network_once_however_it_is_asked_for():
    model._opinion.cache_clear()
    assert model.opinion(HOT) is model.opinion(HOT, way=model.WHOLE)
    assert model._opinion.cache_info().misses == 1


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "reader.onnx").write_bytes(b"not what was built")
    with pytest.raises(BrokenWeights, match=r"reader\.onnx"):
        _check(tmp_path / "reader.onnx", "0" * 64)


READS = """
import os
from unruffled.engine.reader import model
assert model.opinion("Where is my parcel?").probability
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not list its threads")
def test_reading_tells_nobody_writes_nothing_and_starts_no_thread(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    away = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", READS]
    threads = subprocess.run(command, env={**kept, **away}, capture_output=True, text=True, check=True).stdout

    assert int(threads) == 1
    assert not list(tmp_path.rglob("*"))
