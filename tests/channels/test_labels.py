"""Lines of transcripts: when, who and what; and which labels are somebody at all."""

from __future__ import annotations

import pytest

from unruffled.channels.labels import role_of, speaker_line, speakers, stamp_of


@pytest.mark.parametrize(
    ("line", "label", "minutes", "text"),
    [
        ("Customer: Hello", "Customer", None, "Hello"),
        ("[10:32] Customer: Hello", "Customer", 632, "Hello"),
        ("10:32:30 Agent: Hello", "Agent", 632.5, "Hello"),
        ("(10:32 PM) Mia Park: Hello", "Mia Park", 1352, "Hello"),
        ("12:05 am - Ana: Hello", "Ana", 5, "Hello"),
        ("2026-03-03T10:32:00Z Ana: Hello", "Ana", 632, "Hello"),
        ("[2026-03-03 10:32] Ana: Hello", "Ana", 632, "Hello"),
        ("+12 min Agent: Hello", "Agent", 12, "Hello"),
        ("Customer (10:32): Hello", "Customer", 632, "Hello"),
        ("[Customer]: Hello", "Customer", None, "Hello"),
        (">> AGENT: Hello", "AGENT", None, "Hello"),
        ("Customer:", "Customer", None, ""),
        ("José Núñez: Hola", "José Núñez", None, "Hola"),
    ],
)
def test_a_line_that_begins_what_somebody_says(line, label, minutes, text):
    found = speaker_line(line)
    assert (found.label, found.text) == (label, text)
    assert (found.stamp.minutes if found.stamp else None) == minutes


@pytest.mark.parametrize(
    "line", ["", "hello", "10:32", "https://home.example", "see: http", ": hello", "99:99 x", "it was 10:32 then"]
)
def test_a_line_that_goes_on_with_what_was_said(line):
    found = speaker_line(line)
    assert found is None or not speakers([found, *[speaker_line("Customer: hi")]]) - {"Customer"}


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Customer", "customer"),
        ("CUSTOMER 2", "customer"),
        ("Customer Support", "agent"),
        ("customer care", "agent"),
        ("Advisor", "agent"),
        ("Team Lead", "supervisor"),
        ("Support Manager", "supervisor"),
        ("Bot", "system"),
        ("Ana", None),
        ("", None),
    ],
)
def test_what_a_label_says_of_the_side(label, role):
    assert role_of(label) == role


def test_a_remark_inside_a_message_is_nobody():
    lines = [speaker_line(line) for line in ["Customer: hi", "Agent: hello", "Order number: 17", "Note: I paid"]]
    assert speakers(lines) == {"Customer", "Agent"}


def test_names_speak_where_no_label_says_customer_or_agent():
    lines = [speaker_line(line) for line in ["Ana: hi", "Mia: hello", "Note: I paid"]]
    assert speakers(lines) == {"Ana", "Mia"}


@pytest.mark.parametrize("text", ["10:72", "25:00 pm", "later", "", "10:32 and more"])
def test_what_is_no_time_is_none(text):
    assert stamp_of(text) is None
