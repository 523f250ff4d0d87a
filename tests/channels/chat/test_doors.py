"""Chat and reviews: one message each, cleaned, with an identity."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from unruffled.channels.chat.parse import TEXT_LIMIT
from unruffled.channels.chat.parse import parse as chat
from unruffled.channels.review.parse import parse as review

NOW = datetime(2026, 3, 3, 14, 17, tzinfo=UTC)


def test_a_message_keeps_the_senders_id_and_gets_one_where_it_has_none():
    assert chat(text="hi", external_id="w-17").external_id == "w-17"
    assert chat(text="hi", sent_at=NOW).external_id == chat(text="hi", sent_at=NOW).external_id
    assert chat(text="hi", sent_at=NOW).external_id != chat(text="hello", sent_at=NOW).external_id


def test_what_a_database_cannot_store_is_replaced():
    said = chat(text="a\0b\ud800c\r\nd\x1b[31m", from_name="Rob\r\nFinch")
    assert said.text == "a\ufffdb\ufffdc\nd\ufffd[31m"
    assert said.from_name == "Rob Finch"


def test_a_text_longer_than_anybody_types_is_cut_and_says_so():
    said = chat(text="x" * (TEXT_LIMIT + 1))
    assert len(said.text) == TEXT_LIMIT
    assert said.warnings


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_message_without_words_is_refused(text):
    with pytest.raises(ValueError, match="expected words"):
        chat(text=text)


def test_a_review_keeps_its_stars_beside_its_words():
    said = review(text="Never again.", stars=1, place="maps.example", author="Rob F", title="Lamp", external_id="9")
    assert (said.channel, said.stars, said.subject, said.text) == ("review", 1, "Lamp", "Never again.")
    assert said.external_id == "maps.example:9"


def test_stars_alone_are_a_review():
    assert review(text="", stars=2, place="maps.example", author="Rob F").text == "2 of 5 stars, without words"


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_that_are_none_are_refused(stars):
    with pytest.raises(ValueError, match="1 to 5"):
        review(text="x", stars=stars, place="maps.example", author="Rob F")


def test_a_review_without_words_and_stars_is_refused():
    with pytest.raises(ValueError, match="expected words"):
        review(text=" ", stars=None, place="maps.example", author="Rob F")
