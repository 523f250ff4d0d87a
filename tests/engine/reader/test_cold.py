"""What the first message of a process has loaded and made ready: work is counted, never time."""

import json
import subprocess
import sys

import pytest

FIRST = """
import json, sys
from unruffled.engine import reader
from unruffled.engine.reader import exchange, marks, model, seen
from unruffled.engine.reader.model import halves
from unruffled.engine.vocabulary import Context, Turn

made, parsed = [], []
session, parse = halves._session, marks._choice
halves._session = lambda file: made.append(file.name) or session(file)
marks._choice = lambda *given: parsed.append(1) or parse(*given)
reader.read(Turn(1, "customer", 0.0, "Where is it?", "chat"), (), Context())
known = {phrase for phrases in seen.phrasebook()._by_symbol.values() for _, phrase in phrases}
print(json.dumps({
    "sessions": made,
    "phrases": len(known),
    "ready": sum(phrase.left is not None for phrase in known),
    "parsed": len(parsed),
    "lines": len({(phrase.id, phrase.source) for phrase in known}),
    "ours": exchange.phrasebook.cache_info().currsize,
    "texts": model._opinion.cache_info().currsize,
    "modules": sorted(sys.modules),
}))
"""


def first_message():
    """What a new process has loaded and made once it has read one message of a customer."""
    run = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, check=True, text=True)
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def first():
    return first_message()


def test_the_network_is_loaded_once_in_two_halves(first):
    assert first["sessions"] == ["early.onnx", "late.onnx"]


def test_phrases_for_our_own_turns_wait_until_one_of_us_has_written(first):
    assert first["ours"] == 0


def test_only_the_phrases_that_a_message_may_hold_are_made_ready(first):
    assert first["phrases"] > 5_000
    assert 0 < first["ready"] < first["phrases"] / 50


def test_a_line_of_phrases_is_gone_through_hardly_more_than_once(first):
    """Groups of plain words are taken whole, without going through them mark by mark."""
    assert first["lines"] <= first["parsed"] < 2 * first["lines"]


@pytest.mark.parametrize("heavy", ["django", "scipy", "torch", "transformers", "pandas", "pydantic", "yaml", "asyncio"])
def test_nothing_is_imported_that_reading_does_not_need(first, heavy):
    assert heavy not in first["modules"]
