"""Transcripts of calls: who said what and when, and where a broken file is broken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.channels.voice.cues import parse
from unruffled.channels.voice.transcript import Unreadable

VTT = """WEBVTT - a call

NOTE recorded at the desk

1
00:00:01.000 --> 00:00:04.000 align:start
<v Rob>I have been on hold

2
00:00:04.000 --> 00:00:07.500
<v Rob>for <i>forty</i> minutes.</v>

3
00:01:10.000 --> 00:01:12.000
<v.calm Mia Park>Rob, forty minutes is a long time &amp; I have your order here.
"""

SRT = """1
00:00:01,000 --> 00:00:04,000
Rob: Note: I was promised a call.

2
00:00:04,500 --> 00:00:06,000
On Monday.

3
00:00:07,000 --> 00:00:09,000
Mia: You were.
Rob: And?
"""


def test_pieces_of_one_speaker_are_one_utterance_and_tags_are_gone():
    said = parse(VTT).utterances
    assert [(one.speaker, one.text) for one in said] == [
        ("Rob", "I have been on hold for forty minutes."),
        ("Mia Park", "Rob, forty minutes is a long time & I have your order here."),
    ]
    assert [round(one.at, 3) for one in said] == [0.017, 1.167]


def test_labels_at_the_start_of_lines_name_the_speaker():
    said = parse(SRT).utterances
    assert [(one.speaker, one.text) for one in said] == [
        ("Rob", "Note: I was promised a call. On Monday."),
        ("Mia", "You were."),
        ("Rob", "And?"),
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_any_system_are_line_ends(ends):
    assert parse(VTT.replace("\n", ends)) == parse(VTT)


def test_a_call_of_many_hours_keeps_its_minutes():
    assert parse("WEBVTT\n\n101:00:00.000 --> 101:00:01.000\nRob: hello\n").utterances[0].at == 6060


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("WEBVTT\n\n00:01 --> 00:02\nhello\n", 3),
        ("WEBVTT\n\n00:00:01.000 -> 00:00:02.000\nhello\n", 3),
        ("WEBVTT\n\n1\n00:00:01.000 --> soon\nhello\n", 4),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nhello\n\nwords without a time\n", 6),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nhello\n00:00:03.000 --> 00:00:04.000\nyou\n", 5),
        ("1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n00:00:0x,000 --> 00:00:04,000\nyou\n", 6),
        ("WEBVTT\n", 1),
        ("", 1),
    ],
)
def test_a_broken_file_is_told_with_the_line_where_it_breaks(text, line):
    with pytest.raises(Unreadable) as broken:
        parse(text)
    assert broken.value.line == line
    assert str(broken.value).startswith(f"line {line}: expected ")


@given(
    st.lists(
        st.sampled_from(["WEBVTT", "", "1", "00:00:01.000 --> 00:00:02.000", "-->", "<v Rob>hi", "Mia: yes", "NOTE x"])
    )
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_lines_is_read_or_told(lines):
    assert _words_or_line(lines)


def _words_or_line(lines: list[str]) -> bool:
    try:
        return all(one.text for one in parse("\n".join(lines)).utterances)
    except Unreadable as broken:
        return 1 <= broken.line <= len(lines) + 1
