"""The packaged tokenizer reads disguised, stretched and decorated words as plain ones, and knows where they stood."""

from pathlib import Path

import pytest

tokenizers = pytest.importorskip("tokenizers")

FILE = Path(__file__).parents[2] / "src" / "unruffled" / "engine" / "reader" / "weights" / "tokenizer.json"


@pytest.fixture(scope="module")
def spell():
    return tokenizers.Tokenizer.from_file(str(FILE))


def words(spell, text: str) -> list[str]:
    return spell.encode(text, add_special_tokens=False).tokens


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("You 1d10t", "you idiot"),
        ("h3llo th3re", "hello there"),
        ("you i d i o t", "you idiot"),
        ("s-t-u-p-i-d", "stupid"),
        ("WAAAAAIT", "wait"),
        ("sooooo late", "so late"),
        ("I’m “fine”", 'i\'m "fine"'),
        ("no!!!!!!!", "no!!!"),
        ("sh!t", "shit"),
        ("😡", "angry"),
        ("🙏🙏🙏", "thanks"),
    ],
)
def test_odd_spellings_read_as_plain_ones(spell, odd: str, plain: str) -> None:
    assert words(spell, odd) == words(spell, plain)


def test_whose_order_it_is_makes_no_difference(spell) -> None:
    first, second = (words(spell, f"Order {number} of 2026, 1200 euros") for number in ("4471823", "90017"))
    assert first == second
    assert "".join(first).replace("##", "").endswith("of2026,1200euros")


@pytest.mark.parametrize(
    "text", ["1st of May", "10am", "1pm", "plan b c d", "I a m ok", "3d", "b4", "ana@shop.example"]
)
def test_numbers_times_and_addresses_stay_as_they_are(spell, text: str) -> None:
    assert "".join(word.removeprefix("##") for word in words(spell, text)) == text.lower().replace(" ", "")


@pytest.mark.parametrize(
    "text", ["You 1d10t 😡 sooooo i d i o t", "naïve café, 20€", "👍🏽 ok", "", "\u200b\u200d", "مرحبا"]
)
def test_each_word_knows_its_place_in_the_text_as_it_was_sent(spell, text: str) -> None:
    last = 0
    for start, end in spell.encode(text, add_special_tokens=False).offsets:
        assert 0 <= start <= end <= len(text)
        assert start >= last - 1
        last = start


def test_a_disguised_word_spans_all_its_letters(spell) -> None:
    text = "You 1d10t"
    start, end = spell.encode(text, add_special_tokens=False).offsets[-1]
    assert text[start:end] == "1d10t"
