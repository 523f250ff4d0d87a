"""The small language of phrases: what each mark finds, what its errors say, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine.reader import lexicon
from unruffled.engine.reader.lexicon import Covered, Hit, Phrasebook, PhraseError
from unruffled.engine.reader.normalise import normalise


def finds(phrase: str, text: str, classes: dict[str, str] | None = None) -> list[str]:
    book = Phrasebook.of({"x": phrase}, classes)
    return [text[slice(*hit.span)] for hit in book.find(normalise(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("get lost", "oh GET LOST then", ["GET LOST"]),
        ("do not work", "it doesn't, I mean they don’t work", ["don’t work"]),
        ("promis* me", "you promised me, promising nothing", ["promised me"]),
        ("(ring|call me) back", "ring back or call me back", ["ring back", "call me back"]),
        ("speak to {who}", "speak to the boss", ["speak to the boss"]),
        ("want my? money", "I want money and want my money", ["want money", "want my money"]),
        ("want ~2 money", "I want all my money; want a lot of my money", ["want all my money"]),
        ("paid <money>", "paid £20", ["paid £20"]),
        ("^ well", "well, it is not well", ["well"]),
        ("is it $", "is it? it is it now", ["is it"]),
        ("(never|not once) ~2 (call|rang)", "you never once rang", ["never once rang"]),
    ],
)
def test_each_mark_of_the_phrase_language_finds_what_it_says(phrase, text, found):
    assert finds(phrase, text, {"who": "(the boss|a manager)"}) == found


def test_no_phrase_runs_across_the_end_of_a_sentence():
    assert finds("get lost", "Did you get. Lost again.") == []


def test_of_overlapping_hits_the_longest_stays():
    assert finds("want my money back\nmy money", "I want my money back") == ["want my money back"]


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [("(a", "without ')'"), ("a )", "without '('"), ("~3", "at least one word"),
     ("{nobody} a", "no class 'nobody'; good are who"),
     ("a | | b", "empty alternative"), ("? a", "cannot read"), ("- a", "holds no word")],
)  # fmt: skip
def test_a_phrase_that_cannot_be_read_says_why(phrase, complaint):
    with pytest.raises(PhraseError) as wrong:
        finds(phrase, "a", {"who": "a"})
    assert complaint in str(wrong.value)
    assert phrase.strip() in str(wrong.value)


def test_a_class_that_uses_itself_is_refused():
    with pytest.raises(PhraseError, match="defined by itself"):
        finds("{a}", "x", {"a": "{b}", "b": "{a}"})


def test_the_cost_of_a_text_grows_with_its_length_only():
    book = Phrasebook.of({"x": "you ~3 you ~3 never ~3 (call|ring) ~3 me"})
    steps = []
    for n in (1000, 2000, 4000):
        book.steps = 0
        book.find(normalise("you never you never call " * n))
        steps.append(book.steps)
    assert steps[1] <= 2 * steps[0] + 50
    assert steps[2] <= 2 * steps[1] + 50


class Place(int):
    """The place of a word, which counts how often it is compared with another."""

    compared = 0

    def __lt__(self, other):
        Place.compared += 1
        return int(self) < int(other)

    def __le__(self, other):
        Place.compared += 1
        return int(self) <= int(other)

    def __gt__(self, other):
        Place.compared += 1
        return int(self) > int(other)

    def __ge__(self, other):
        Place.compared += 1
        return int(self) >= int(other)


def hit(first, last):
    return Hit("x", (first, last + 1), 0.9, "x", Place(first), Place(last))


@pytest.mark.parametrize("meant", [True, False])
def test_what_stands_often_is_spared_without_comparing_each_with_each(meant):
    costs = []
    for n in (500, 1000, 2000):
        said = [hit(3 * i, 3 * i) for i in range(n)]
        spared = [hit(3 * i + meant, 3 * i + 1) for i in range(n)]
        Place.compared = 0
        assert len(lexicon._longest(said, spared)) == (n if meant else 0)
        costs.append(Place.compared)
    assert costs[1] <= 2.5 * costs[0]
    assert costs[2] <= 2.5 * costs[1]


PLACES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)).map(lambda at: hit(at[0], sum(at))), max_size=12)


@given(PLACES, PLACES)
def test_looking_hits_up_by_place_says_what_comparing_all_of_them_says(some, others):
    assert [Covered(others).meets(one) for one in some] == [one.meets(others) for one in some]
