"""A sentence that does not look ahead is not cut into clauses, and nothing is lost by that."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.reader import dues, times
from unruffled.engine.reader.futures import EVENT_WORDS, looks_ahead
from unruffled.engine.reader.grammar import words_for
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.sentences import promised

CONVERSATIONS = Path(__file__).parents[2] / "conversations"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the photo.",
        "I have looked at the file.",
        "Your tickets are in the app.",
        "It is on the shelf to you.",
    ],
)
def test_what_is_told_of_now_is_left_at_once(text):
    assert not looks_ahead(normalise(text).words)


def test_each_event_that_a_promise_waits_for_looks_ahead():
    events = [event for events in dues.EVENTS.values() for event in events]
    assert [event for event in events if EVENT_WORDS.isdisjoint(event)] == []


def lost(text):
    """The sentences that promise something though they name no time and do not look ahead."""
    words = normalise(text)
    return [
        words.original[slice(*one.span)]
        for one in words.sentences
        if not looks_ahead(words.words[one.first : one.last])
        and not times.find(words.original[slice(*one.span)])
        and promised(words, one, [], "agent", ())
    ]


def test_no_promise_of_our_conversations_is_lost():
    read = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(CONVERSATIONS.glob("*/*.yml"))]
    turns = [turn for told in read for turn in (told["turns"] if isinstance(told, dict) else told)]
    assert len(turns) > 500
    assert [said for turn in turns for said in lost(turn["text"])] == []


SAID = st.sampled_from(
    """I we you it that the your our driver nothing nobody am are is be have has been to do let me us a what and , : you
    with on house at free forget calling posting posted getting""".split()
)
WORD = st.one_of(SAID, st.sampled_from(sorted(words_for()["acts"] | words_for()["things"] | words_for()["prepared"])))


@given(st.lists(WORD, min_size=2, max_size=14).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_no_promise_of_any_words_is_lost(text):
    assert lost(text) == []
