"""Text that can be stored and shown, and bytes that become it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.channels.text import codec_of, decode, fit, one_line


@given(st.text(st.characters(exclude_categories=[])))
def test_fitting_keeps_every_place_and_leaves_nothing_that_cannot_be_stored(text):
    fitted = fit(text)
    assert len(fitted) == len(text)
    assert "\0" not in fitted
    assert fitted.encode("utf-8").decode("utf-8") == fitted


@given(st.text(st.characters(exclude_categories=[])), st.integers(1, 50))
def test_one_line_is_one_line_however_it_was_meant(text, limit):
    line = one_line(text, limit=limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    line.encode("utf-8")


@pytest.mark.parametrize(
    "charset", ["zlib", "punycode", "idna", "unicode_escape", "rot13", "undefined", "x\0y", "é", "", "../x"]
)
def test_what_is_no_charset_is_none(charset):
    assert codec_of(charset) == ""


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("größe".encode(), "", "größe"),
        ("größe".encode("cp1252"), "", "größe"),
        ("größe".encode(), "iso-8859-1", "größe"),
        ("größe".encode("iso-8859-2"), "iso-8859-2", "größe"),
        ("größe".encode("utf-16"), "utf-8", "größe"),
        (b"\xef\xbb\xbfgr", "", "gr"),
        ("œuvre – 5 €".encode("cp1252"), "ISO-8859-1", "œuvre – 5 €"),
        (b"", "utf-8", ""),
    ],
)
def test_bytes_become_the_words_that_were_meant(raw, charset, text):
    assert decode(raw, charset) == (text, "")


@given(
    st.binary(max_size=60),
    st.sampled_from(["", "utf-8", "ascii", "utf-16-le", "iso-2022-jp", "utf-7", "hz", "gb18030"]),
)
def test_any_bytes_under_any_charset_become_some_text(raw, charset):
    text, warning = decode(raw, charset)
    assert isinstance(text, str)
    assert warning == "" or "\ufffd" in warning
