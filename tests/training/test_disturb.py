"""Harmless changes stay harmless: they keep the message, and they are the same for the same seed."""

from random import Random

import pytest
from training.disturb import CHANGES, WHO, WORDS_OF, dialect, disturbed, identity, spaced, typo, unmarked, who

TEXT = "I don't know why you sent the wrong lamp to my mother, please help me."


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_same_seed_makes_the_same_change(change) -> None:
    assert change(TEXT, Random(3)) == change(TEXT, Random(3))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("text", ["", " ", "?", "no", "🙂"])
def test_tiny_texts_survive(change, text: str) -> None:
    assert isinstance(change(text, Random(1)), str)


def test_most_texts_stay_as_they_are() -> None:
    dice = Random(2)
    assert 450 < sum(disturbed(TEXT, dice) == TEXT for _ in range(1000)) < 700


def test_a_typo_touches_few_letters() -> None:
    for seed in range(30):
        assert abs(len(typo(TEXT, Random(seed))) - len(TEXT)) <= 3


def test_unmarked_text_has_no_apostrophe() -> None:
    assert "'" not in unmarked(TEXT, Random(1))


def test_spaced_letters_can_be_joined_again() -> None:
    assert spaced(TEXT, Random(4)).replace(" ", "") == TEXT.replace(" ", "")


@pytest.mark.parametrize("name", WORDS_OF)
def test_each_english_changes_something(name: str) -> None:
    assert dialect(TEXT, Random(1), name) != TEXT


def test_who_somebody_is_comes_before_the_message_and_is_no_need() -> None:
    needs = {"deaf", "blind", "disabled", "autistic", "elderly", "a wheelchair user"}
    for seed in range(60):
        said = who(TEXT, Random(seed))
        assert said.endswith(TEXT)
        assert not any(f" {need} " in said.removesuffix(TEXT) for need in needs)


def test_identity_sentences_name_everybody_sooner_or_later() -> None:
    dice = Random(9)
    said = " ".join(identity(dice) for _ in range(4000))
    assert [one for one in WHO if one.lower() not in said.lower()] == []
