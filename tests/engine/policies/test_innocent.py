"""Angry, clumsy and everyday sentences that must never be policed, and cruel ones that must not be let pass."""

from pathlib import Path

import pytest

from unruffled.engine.follow import follow
from unruffled.engine.vocabulary import Story, Turn

INNOCENT = (Path(__file__).parent / "innocent.txt").read_text(encoding="utf-8").splitlines()


def first_step(text):
    return follow(Story(channel="chat", turns=(Turn(n=1, by="customer", at=0.0, text=text, channel="chat"),)))[0]


@pytest.mark.parametrize("text", INNOCENT)
def test_nobody_is_policed_for_this(text):
    step = first_step(text)
    assert step.boundary == 0, step.boundary_reasons
    assert not step.reading.has("self_harm", "threat_violence", "sexual_remark", "discriminatory_abuse")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("you stupid idiot", 1),
        ("listen you muppet, are you thick or what", 1),
        ("you sound sexy, what are you wearing right now", 3),
        ("I'd shag you", 3),
        ("go back to your own country", 3),
        ("stupid foreigners, get me a white person", 3),
        ("I know where you live and I'm going to find you", 4),
        ("I will come to your shop and smash your face", 4),
        ("I'm bringing a knife when I come to your office", 4),
        ("I have a gun and I'm coming down there", 4),
        ("wait till I get my hands on you", 4),
    ],
)
def test_this_is_never_let_pass(text, level):
    step = first_step(text)
    assert step.boundary == level, step.reading.signals


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I don't want to live any more",
        "there's no point living",
        "I might do something stupid tonight",
        "I just want the pain to stop",
        "I'm in a really dark place and I don't know if I can go on",
        "I'm standing on the bridge",
        "my son says he wants to die",
    ],
)
def test_a_life_at_risk_is_always_seen(text):
    step = first_step(text)
    assert step.situation.stage == "safety"
    assert [move.id for move in step.moves] == ["safety_protocol"]
    assert step.boundary == 0
