"""What programs are told of a customer's message: a feeling is weighed against the others."""

import pytest

from unruffled.engine import reader
from unruffled.engine.reader import probable
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.reader.probable import feelings, parsed
from unruffled.engine.vocabulary import Context, Turn


def told(text: str, by: str = "customer") -> dict[str, float]:
    return dict(probable.of(reader.read(Turn(1, by, 0.0, text, "chat"), (), Context())))


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


SIDE = "base = -0.5\nmodel = 0.9\nshown = 1.0\n"
SIDES = f"[customer]\n{SIDE}[staff]\n{SIDE}"
ANGER = '[feelings."emotion:anger"]\nbase = -0.5\n[feelings."emotion:anger".heads]\n'


def test_a_table_says_what_it_says():
    found = parsed(SIDES + ANGER + '"e:anger" = 1')
    assert found.sides["staff"].shown == 1.0
    assert found.feelings["emotion:anger"].heads == {"e:anger": 1.0}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SIDES + "[ours]", "the file: unknown word 'ours'; good are customer, feelings, staff"),
        (f"[customer]\n{SIDE}", "the file: 'staff' is missing"),
        (SIDES + "weigth = 1.0", r"\[staff\]: unknown word 'weigth'; good are base, model, shown"),
        (SIDES.replace("shown = 1.0\n", ""), r"\[customer\]: 'shown' is missing; needed are base, model, shown"),
        (SIDES.replace("-0.5", "true"), r"\[customer\]: base = True is no number"),
        (SIDES.replace("-0.5", "nan"), r"\[customer\]: base = nan is no number"),
        ("feelings = 3\n" + SIDES, r"\[feelings\] must be a table, not 3"),
        (SIDES + ANGER.replace("anger", "rage"), r"\[feelings\]: unknown word 'emotion:rage'; good are abuse, .*anger"),
        (SIDES + ANGER + '"e:rage" = 1.0', r"emotion:anger\"\]\.heads: unknown word 'e:rage'; good are .*e:anger"),
        (SIDES + ANGER + '"e:anger" = "much"', r"emotion:anger\"\]\.heads: e:anger = 'much' is no number"),
        (SIDES + '[feelings."emotion:anger"]\nbase = 1', r"emotion:anger\"\]: 'heads' is missing"),
    ],
)
def test_what_the_table_says_wrong_is_named_with_what_would_be_right(text, says):
    with pytest.raises(PhraseError, match=rf"^probable\.toml: .*{says}"):
        parsed(text)
