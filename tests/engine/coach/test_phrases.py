"""Every phrase that the product suggests passes its own coach."""

import tomllib
from importlib.resources import files

import pytest

from unruffled.engine import coach

CARDS = files("unruffled.engine.playbook").joinpath("cards")
PHRASES = [
    pytest.param(say, id=f"{card.name.removesuffix('.toml')}-{n}")
    for card in sorted(CARDS.iterdir(), key=lambda f: f.name)
    if card.name.endswith(".toml")
    for n, say in enumerate(tomllib.loads(card.read_text("utf-8")).get("say", ()))
]


@pytest.mark.parametrize("say", PHRASES)
def test_no_card_suggests_what_the_coach_advises_against(say):
    assert coach.hints(say) == ()


def test_there_are_phrases_to_check():
    assert len(PHRASES) > 50
