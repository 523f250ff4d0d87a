"""Texts as they are written: stretched, masked, spaced, curly, emoji, in any script, and never losing their place."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unruffled.engine.reader import normalise as normalising
from unruffled.engine.reader.normalise import fold_words, normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("don't", "do not"),
        ("DON’T", "do not"),
        ("cannot", "can not"),
        ("it's", "it is"),
        ("the driver's van", "the driver 's van"),
        ("sooooo goooood", "so good"),
        ("f***ing", "fucking"),
        ("s**t", "shit"),
        ("a$$hole", "asshole"),
        ("1diot", "idiot"),
        ("i d i o t", "idiot"),
        ("id\u200biot", "idiot"),
        ("ｉｄｉｏｔ", "idiot"),
        ("café", "cafe"),
        ("follow-up", "follow up"),
        ("u r", "you are"),
        ("rediculous", "ridiculous"),
        ("didnae", "did not"),
    ],
)
def test_a_written_word_is_read_as_what_it_stands_for(written, read):
    assert " ".join(fold_words(written)) == read


@pytest.mark.parametrize(
    ("written", "shape"),
    [("£63.50", "<money>"), ("5pm", "<time>"), ("12/03", "<date>"), ("me@mail.example", "<email>"),
     ("2nd", "<ordinal>"),     ("😡", "<emoji>"), ("@acme", "<handle>"), ("$%&@!", "<grawlix>"),
     ("07700 900123", "<phone>")],
)  # fmt: skip
def test_a_token_that_is_no_word_has_a_shape(written, shape):
    assert normalise(written).shapes == (shape,)


def test_sentences_end_at_marks_but_not_at_abbreviations_or_dots_of_hesitation():
    text = normalise("Mr. Okoro called... again! Why? He said at 3.5 km")
    assert [s.mark for s in text.sentences] == ["!", "?", ""]


def test_words_in_quotation_marks_are_known_as_quoted():
    text = normalise('he said "get lost" to me')
    assert [w for w, q in zip(text.words, text.quoted, strict=True) if q] == ["get", "lost"]


@given(st.text())
def test_every_word_stands_where_it_says_it_does(text):
    read = normalise(text)
    for start, end in zip(read.starts, read.ends, strict=True):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800 hello", "😀" * 10_000, "a" * 1_000_000, "مرحبا أين طلبي", "", " ", "'" * 5000, "[" * 5000]
)
def test_no_text_is_too_strange_to_read(text):
    assert len(normalise(text).words) <= len(text)


THE_LONG_WAY = re.compile(re.sub(r"\\ \?\(\?P<plain>.*\n  \|", "", normalising._TOKEN.pattern), re.VERBOSE)


def test_the_long_way_knows_no_plain_words():
    assert "plain" in normalising._TOKEN.groupindex
    assert "plain" not in THE_LONG_WAY.groupindex


@given(st.text(alphabet="aaabbw xX...!?;:,)(@-'’\n\t$*#1/éIIARs", max_size=40))
@example("Rs 500, Rs. 20 or Rsx 3. I a m not A b c d, I am. dr. Who? I, a b c: Mr, no")
@example("https://shop.example ok. www.shop.example; mail rob@shop.example. at 5 a.m. no!way i. d. i. o. t. *sobs*")
def test_the_short_cut_for_plain_words_reads_no_text_otherwise(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(normalising, "_TOKEN", THE_LONG_WAY)
        read = normalise.__wrapped__(text)
    assert normalise.__wrapped__(text) == read
