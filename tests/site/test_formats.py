"""What the page of formats says of a document is what the code makes: no field unsaid, none said that is not there."""

import json
import re
from pathlib import Path

import pytest

from unruffled.archive.stories import load
from unruffled.engine.follow import as_document, fields, follow
from unruffled.shells.cli import jsonl
from unruffled.site import formats, reference

GOLDEN = Path(__file__).resolve().parents[1] / "conversations" / "golden"
SELDOM = {"reader", "event", "partly"}
"""The command adds the first; the others are in documents of few conversations."""


@pytest.fixture(scope="module")
def documents():
    stories = [story for file in sorted(GOLDEN.glob("*.yml"))[:4] for story in load(file)]
    return [as_document(story, follow(story)) for story in stories]


def parts(documents):
    """Each table with the dictionaries that it speaks of."""
    turns = [turn for document in documents for turn in document["turns"]]
    theirs = [turn for turn in turns if turn["by"] == "customer"]
    ours = [turn for turn in turns if "agent_signals" in turn]
    yield fields.DOCUMENT, documents
    yield fields.TURN | fields.CUSTOMER, theirs
    yield fields.TURN | fields.STAFF, ours
    yield fields.SIGNAL, [signal for turn in theirs for signal in turn["signals"]]
    yield fields.MOVE, [move for turn in theirs for move in turn["moves"]]
    yield fields.CASE, [document["case"] for document in documents]
    yield fields.PROMISE, [promise for document in documents for promise in document["case"]["promises"]]


def test_every_field_of_a_document_is_said(documents):
    for table, found in parts(documents):
        assert {name for one in found for name in one} - set(table) == set(), "say it in engine/follow/fields.py"


def test_no_field_is_said_that_no_document_has(documents):
    for table, found in parts(documents):
        assert found
        assert set(table) - {name for one in found for name in one} <= SELDOM


@pytest.mark.parametrize("by", ["customer", "agent"])
def test_every_field_of_an_answer_is_said_in_its_order(by):
    assert list(answer({"text": formats.MESSAGE, "by": by})) == list(jsonl.ANSWER)


def answer(line: dict) -> dict:
    told = jsonl._answer(1, json.dumps(line).encode(), fast=True)
    assert "error" not in told
    return told


def test_a_line_in_takes_the_fields_that_are_said():
    turns = [{"by": "customer", "text": "Where is it?"}]
    answer({"text": "Where is it?", "by": "customer", "context": None})
    answer({"turns": turns})

    assert list(jsonl.QUESTION) == ["text", "by", "context", "turns"]


def test_the_examples_are_what_the_reader_answers():
    page = reference.formats()
    line, document = (
        json.loads(one) for one in re.findall(r"^\{$.*?^\}$", page.split("A line out")[1], re.M | re.S)[::2]
    )

    assert [formats.MESSAGE[a:b] for a, b in line["words"]["abuse"]] == ["useless idiot"]
    assert list(line) == list(jsonl.ANSWER)
    assert [turn["by"] for turn in document["turns"]] == ["customer", "agent"]


def test_no_number_of_an_example_hangs_on_the_processor():
    page = reference.formats().split("### An example")

    assert re.findall(r": \d+\.\d\d+", page[1] + page[2]) == []
