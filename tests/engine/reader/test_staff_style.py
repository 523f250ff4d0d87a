"""Hints about how to answer: shown with their words, never a type of person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer

from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.style import STYLES, phrasebook, style_hints

EXAMPLES = [e for entry in phrasebook().entries.values() for e in entry.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.id}-{e.fits}")
def test_each_style_finds_its_example_and_not_its_near_miss(example):
    assert any(h.id == example.id for h in phrasebook().find(normalise(example.text))) is example.fits


def test_there_are_four_styles_with_their_letters():
    assert {e: phrasebook().entries[e].extra["letter"] for e in phrasebook().entries} == dict(
        zip(STYLES, "DISC", strict=True)
    )


def test_a_hint_points_at_the_customers_words_and_says_how_to_answer():
    (hint,) = style_hints([customer(text="Just tell me yes or no. I don't have time for this.")])
    assert (hint.id, hint.letter) == ("direct", "D")
    assert hint.evidence[0].quote == "Just tell me"
    assert hint.hint


def test_one_phrase_is_chance_and_our_own_words_say_nothing():
    assert style_hints([customer(text="Yes or no?")]) == ()
    assert style_hints([agent(text="Just tell me yes or no. I don't have time for this.")]) == ()


def test_more_words_make_surer_but_never_certain():
    few = style_hints([customer(text="In writing please, with the exact amount.")])[0]
    many = style_hints([customer(text="In writing please, with the exact amount. " * 6)])[0]
    assert few.confidence < many.confidence <= 0.9


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_hints_or_none(text):
    for hint in style_hints([customer(text=text)]):
        assert hint.id in STYLES
