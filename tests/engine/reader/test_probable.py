"""What programs are told of a customer's message: a feeling is weighed against the others."""

import pytest

from unruffled.engine import reader
from unruffled.engine.reader import model, probable
from unruffled.engine.reader.probable import feelings
from unruffled.engine.vocabulary import Context, Turn


def told(text: str, by: str = "customer") -> dict[str, float]:
    return dict(probable.of(reader.read(Turn(1, by, 0.0, text, "chat"), (), Context())))


def test_every_head_that_a_feeling_is_weighed_by_is_one_of_the_models():
    named = {head for feeling in feelings().values() for head in feeling.heads}
    assert named <= set(model.heads())


@pytest.mark.parametrize("id", sorted(feelings()))
def test_a_feeling_speaks_for_itself_more_than_any_other_head_does(id):
    heads = feelings()[id].heads
    assert heads[f"e:{id.removeprefix('emotion:')}"] == max(abs(weight) for weight in heads.values())


def test_grief_that_curses_is_rather_sad_and_scolding_rather_angry():
    grief = told("Bloody hell, I miss him so much. The house is so damn quiet without my dad.")
    scolding = told("Bloody hell, you lied to me again. This is a damn disgrace and I am livid.")
    assert grief["emotion:sadness"] > grief["emotion:anger"]
    assert scolding["emotion:anger"] > scolding["emotion:sadness"]


def test_a_pleased_customer_is_neither():
    pleased = told("That arrived today and it is lovely, thank you so much!")
    assert pleased["emotion:anger"] < 0.1
    assert pleased["emotion:sadness"] < 0.1


def test_nobody_reads_the_feelings_of_our_own_side():
    assert not [id for id in told("I am livid that this happened to you.", by="agent") if id.startswith("emotion:")]
