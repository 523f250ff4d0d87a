"""Every phrase that a card suggests, filled: its own coach finds nothing in it, and no golden text is copied."""

import re

import pytest
from tests.conversations import golden

from unruffled.engine import coach, playbook
from unruffled.engine.playbook import phrases

CARDS = playbook.default_cards()
RECORD = {
    "name": "Ana",
    "agent": "Mia",
    "issue": "the parcel that never came",
    "since": "two missed calls",
    "want": "the parcel by Friday",
    "stake": "the birthday on Friday",
    "feeling": "upset",
    "effort": "forty minutes on hold",
    "cost": "morning",
    "step": "send a new parcel",
    "next_step": "check that it arrived",
    "time": "4 pm",
    "date": "Friday",
    "our_fault": "sent it to the old address",
    "done": "sent a new one today at 14:05",
    "reference": "P-118",
    "topic": "the parcel",
    "question": "which of the two addresses is right?",
    "option_a": "a new parcel",
    "option_b": "the money back",
    "proof": "the postcode",
    "holder": "Mr Hale",
    "reason": "the depot is closed on Sunday",
    "fact": "The parcel left the depot at 9:12",
    "route": "the complaints team",
    "owed": "the refund of 63.50",
    "goodwill": "15 pounds",
    "duration": "three days",
    "agreed": "the new parcel",
    "open": "the old parcel",
    "decider": "Marta",
    "channel": "phone",
    "colleague": "Ben",
    "minutes": "five",
    "role": "the duty manager",
    "safety_line": "the number on our card",
    "adjustment": "that you prefer writing",
    "check": "the delivery record",
    "private": "the post with the order number",
    "contact": "the direct line",
    "their_help": "the clear photos",
    "form": "this form",
    "promise": "the call on Tuesday",
    "outcome": "resolved",
    "pattern": "3 May, on the phone",
}
PHRASES = [(card.id, phrase) for card in CARDS for phrase in card.say]


@pytest.mark.parametrize(("card", "phrase"), PHRASES)
def test_the_coach_has_nothing_to_say_of_what_we_suggest(card, phrase):
    text, missing = phrases.fill(phrase, RECORD)
    assert missing == ()
    assert coach.hints(text) == ()


@pytest.mark.parametrize(("card", "phrase"), PHRASES)
def test_an_unfilled_phrase_cannot_be_sent(card, phrase):
    assert bool(coach.unfilled(phrase)) is bool(phrases.slots(phrase))


def test_a_slot_that_begins_the_words_begins_them_as_a_sentence():
    assert phrases.fill("{issue}: that is fair.", {"issue": "“nobody rang me back”"})[0].startswith("“Nobody rang")
    assert phrases.fill("So: {issue}.", {"issue": "“nobody rang me back”"})[0] == "So: “nobody rang me back”."


def test_no_card_shares_five_words_in_a_row_with_a_golden_text():
    told = {run for c in golden.conversations() for turn in c.story.turns for run in _runs(turn.text)}
    for card in CARDS:
        words = [card.title, card.purpose, *card.say, *(said for e in card.examples for _, said in e.turns)]
        for text in words:
            assert not told & set(_runs(text)), (card.id, text)


def _runs(text):
    words = re.findall(r"[a-z0-9']+", text.casefold())
    return [tuple(words[i : i + 5]) for i in range(len(words) - 4)]
