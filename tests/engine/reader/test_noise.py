"""What is no writing is not read: pasted pictures and keys, marks of layout; what stands around them is."""

import base64
import textwrap
from random import Random

import pytest
from tests.engine.reader.saying import hear

from unruffled.engine.reader import noise, probable


def pasted(count: int, *, width: int = 0, seed: int = 1) -> str:
    """So many bytes of a picture as letters, in lines of this width."""
    letters = base64.b64encode(Random(seed).randbytes(count)).decode()
    return "\n".join(textwrap.wrap(letters, width)) if width else letters


@pytest.mark.parametrize("count", [160, 300, 3_000, 75_000])
@pytest.mark.parametrize("width", [0, 76])
def test_a_pasted_picture_has_no_heat_and_shows_nothing(count, width):
    picture = pasted(count, width=width, seed=count)
    reading = hear(picture)

    assert (reading.heat_score, reading.conduct, reading.signals) == (0.0, "ok", ())
    assert reading.turn.text == picture


@pytest.mark.parametrize("text", ["> " * 5_000, "----------", "=====\n\n>>\n", "| |\n|__|"])
def test_marks_of_layout_alone_have_no_heat(text):
    assert (hear(text).heat_score, hear(text).signals) == (0.0, ())


def test_a_threat_beside_a_picture_is_read_and_points_at_its_words():
    reading = hear(f"I will kill you. {pasted(3_000)} You idiot.")

    assert reading.conduct == "threat"
    assert "I will kill you" in reading.words("threat_violence")
    assert "You idiot" in reading.words("insult_agent")


def test_a_word_on_the_line_after_a_picture_is_read():
    assert hear(f"{pasted(300, width=76)}\n\nI hate you, idiot").conduct == "insult"


def test_no_probability_is_found_in_a_picture():
    assert probable.of(hear(pasted(300))) == probable.of(hear(""))


@pytest.mark.parametrize(
    "text",
    [
        "no" + "o" * 300,
        "I'll kill you " * 30,
        "i.will.kill.you." * 20,
        "killyou" * 60,
        "order 4417-2231-9981 is late",
        "?",
    ],
    ids=["held", "said again", "with dots", "without end", "a number", "a mark"],
)
def test_what_somebody_wrote_is_left_as_it_is(text):
    assert noise.without(text) == text


def test_what_is_taken_out_leaves_everything_in_its_place():
    said = f"Here: {pasted(300, width=76)}\nIt is late."
    assert len(noise.without(said)) == len(said)
    assert noise.without(said).split() == ["Here:", "It", "is", "late."]
