"""Every signal's own examples, read through the whole reader."""

import pytest
from tests.engine.reader.saying import hear, ids

from unruffled.engine.reader.seen import phrasebook
from unruffled.engine.vocabulary import SIGNALS

EXAMPLES = [example for entry in phrasebook().entries.values() if entry.id in SIGNALS for example in entry.examples]
BY_STRUCTURE = {
    "shouting", "insult_agent", "abuse_sustained", "public_post", "issue_stated", "want_stated"
}  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.id}: {e.text[:50]}")
def test_an_example_fits_its_signal_or_is_a_near_miss(example):
    before = [f"A: {text}" for text in example.before]
    reading = hear(example.text, *before, channel=example.channel)
    assert (example.id in ids(reading)) is example.fits


def test_every_signal_is_found_by_words_or_by_what_surrounds_it():
    assert set(SIGNALS) == {i for i in phrasebook().entries if i in SIGNALS} | BY_STRUCTURE


@pytest.mark.parametrize("signal", sorted(set(SIGNALS) - BY_STRUCTURE))
def test_every_signal_of_words_has_one_example_that_fits_and_one_near_miss(signal):
    fits = [example.fits for example in phrasebook().entries[signal].examples]
    assert True in fits
    assert False in fits
