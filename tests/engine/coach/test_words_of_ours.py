"""Nothing in the data of our side is copied from the golden conversations that judge it."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from unruffled.engine.reader.normalise import normalise

GOLDEN = Path(__file__).parents[2] / "conversations" / "golden"
OURS = [*files("unruffled.engine.reader").joinpath("signals/staff").iterdir()]
OURS += [*files("unruffled.engine.coach").joinpath("habits").iterdir()]


def runs(text):
    words = normalise(text).words
    return {words[i : i + 5] for i in range(len(words) - 4)}


@pytest.fixture(scope="module")
def golden():
    stories = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(GOLDEN.glob("*.yml"))]
    return set().union(*(runs(turn["text"]) for story in stories for turn in story["turns"]))


@pytest.mark.parametrize("file", [pytest.param(f, id=f.name) for f in OURS if f.name.endswith(".toml")])
def test_no_five_words_in_a_row_come_from_a_golden_conversation(file, golden):
    for line in file.read_text("utf-8").splitlines():
        assert not runs(line) & golden, line
