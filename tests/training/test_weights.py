"""The packaged weights are whole, small, and described."""

import hashlib
import json
from pathlib import Path

import pytest

WEIGHTS = Path(__file__).parents[2] / "src" / "unruffled" / "engine" / "reader" / "weights"
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def described() -> dict[str, object]:
    return json.loads((WEIGHTS / "reader.json").read_text("utf-8"))


def test_the_package_stays_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= 25 * MEBIBYTE


@pytest.mark.parametrize("name", ["reader.onnx", "early.onnx", "late.onnx", "tokenizer.json"])
def test_each_file_is_the_described_one(described, name: str) -> None:
    assert hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() == described["sha256"][name]


def test_each_head_is_named_once_and_has_a_band_below_what_is_shown(described) -> None:
    heads = described["heads"]
    assert len({head["id"] for head in heads}) == len(heads)
    for head in heads:
        low, high = head["unsure"]
        assert 0 < low < high == head["show"] < 1, head["id"]
        assert head["a"] > 0, head["id"]


def test_no_head_is_shipped_on_a_handful_of_lines(described) -> None:
    assert [head["id"] for head in described["heads"] if head["support"] < 25] == []


def test_the_tokenizer_neither_cuts_nor_pads() -> None:
    tokenizer = json.loads((WEIGHTS / "tokenizer.json").read_text("utf-8"))
    assert tokenizer["truncation"] is None
    assert tokenizer["padding"] is None


def test_the_card_is_about_these_weights(described) -> None:
    card = Path(__file__).parents[2] / "docs" / "reference" / "reader-model.md"
    assert described["sha256"]["reader.onnx"] in card.read_text("utf-8")
