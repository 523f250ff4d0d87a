"""Every card's own examples, read by the whole reader: one that must fit, and a near miss that must not."""

import pytest

from unruffled.engine import playbook
from unruffled.engine.follow import follow
from unruffled.engine.playbook import after_moves
from unruffled.engine.vocabulary import Context, Story, Turn

CARDS = playbook.default_cards()
EXAMPLES = [(card, example) for card in CARDS for example in card.examples]


def story(example):
    turns = tuple(
        Turn(n=n, by=by, at=float(n - 1), text=said, channel=example.channel)
        for n, (by, said) in enumerate(example.turns, start=1)
    )
    context = Context(history=example.history, facts=example.facts)
    return Story(channel=example.channel, turns=turns, context=context)


def proposed(card, example):
    """The slate after the last turn; for moves that are made after a conversation also what is then left to do."""
    step = follow(story(example))[-1]
    later = after_moves(step.situation) if "after" in card.stage else ()
    return [*(move.id for move in step.moves), *later]


def name(value):
    return value.id if isinstance(value, playbook.Card) else f"{'fits' if value.fits else 'near-miss'}"


@pytest.mark.parametrize(("card", "example"), EXAMPLES, ids=name)
def test_the_example_holds(card, example):
    assert (card.id in proposed(card, example)) is example.fits


@pytest.mark.parametrize("card", CARDS, ids=name)
def test_every_card_has_one_that_fits_and_a_near_miss(card):
    assert {example.fits for example in card.examples} == {True, False}
