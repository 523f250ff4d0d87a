"""vCon: what its parties said, in text dialogs and in transcripts of any vendor's making."""

from __future__ import annotations

import base64
import json

import pytest

from unruffled.channels.voice import vcon
from unruffled.channels.voice.transcript import Unreadable

PARTIES = [
    {"name": "Rob Finch", "tel": "tel:+447700900123", "role": "customer"},
    {"name": "Mia", "mailto": "mailto:help@harbourlane.example", "role": "agent"},
]


def a_vcon(dialog, analysis=(), parties=PARTIES):
    return {
        "vcon": "0.3.0",
        "uuid": "018b4f72-e3fb-8770-b9a2-279e0d16bc46",
        "subject": "Lamp",
        "parties": parties,
        "dialog": list(dialog),
        "analysis": list(analysis),
    }


def text(body, who, minute, **more):
    return {"type": "text", "start": f"2026-03-03T10:{minute:02}:00Z", "parties": who, "body": body, **more}


def test_text_dialogs_are_what_their_first_party_or_originator_said():
    read = vcon.parse(a_vcon([text("It broke.", [0, 1], 4), text("I am sorry.", [0, 1], 9, originator=1)]))
    assert [(one.speaker, one.role, one.text, one.at) for one in read.utterances] == [
        ("Rob Finch", "customer", "It broke.", 0),
        ("Mia", "agent", "I am sorry.", 5),
    ]
    assert (read.channel, read.id) == ("chat", "018b4f72-e3fb-8770-b9a2-279e0d16bc46")


def test_bodies_in_base64_and_in_html_are_words():
    body = base64.urlsafe_b64encode("Größe <b>falsch</b>".encode()).decode().rstrip("=")
    read = vcon.parse(a_vcon([text(body, 0, 0, encoding="base64url", mediatype="text/html")]))
    assert read.utterances[0].text == "Größe falsch"


SEGMENTS = [
    {"speaker": 0, "start": 1.5, "text": "Forty minutes on hold."},
    {"speaker": 1, "start": 90, "text": "That is too long."},
]


@pytest.mark.parametrize(
    "body",
    [
        SEGMENTS,
        {"segments": SEGMENTS},
        json.dumps(SEGMENTS),
        {
            "results": {
                "utterances": [{"speaker": "0", "start": 1.5, "transcript": "Forty minutes on hold."}, SEGMENTS[1]]
            }
        },
        [{"participant": 0, "offset": 1.5, "message": "Forty minutes on hold."}, SEGMENTS[1]],
    ],
)
def test_a_recordings_transcript_is_read_whatever_shape_the_vendor_chose(body):
    recording = {"type": "recording", "start": "2026-03-03T10:00:00Z", "parties": [0, 1]}
    read = vcon.parse(a_vcon([recording], [{"type": "transcript", "dialog": 0, "body": body}]))
    assert [(one.speaker, one.text) for one in read.utterances] == [
        ("Rob Finch", "Forty minutes on hold."),
        ("Mia", "That is too long."),
    ]
    assert [one.at for one in read.utterances] == [0.025, 1.5]
    assert read.channel == "phone"


@pytest.mark.parametrize(
    "body",
    [
        "Customer: Forty minutes on hold.\nAgent: That is too long.",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Customer>Forty minutes on hold.\n\n00:03.000 --> 00:04.000\n"
        "<v Agent>That is too long.\n",
    ],
)
def test_a_transcript_written_as_text_is_read_by_its_labels(body):
    read = vcon.parse(a_vcon([{"type": "recording"}], [{"type": "transcript", "dialog": 0, "body": body}]))
    assert [(one.speaker, one.text) for one in read.utterances] == [
        ("Customer", "Forty minutes on hold."),
        ("Agent", "That is too long."),
    ]


@pytest.mark.parametrize(
    "document",
    [
        a_vcon([]),
        a_vcon([{"type": "recording", "url": "https://home.example/call.wav"}]),
        a_vcon([text("", 0, 0)]),
        a_vcon("no list"),
        a_vcon([7, None, {"type": "text", "body": 5, "parties": 99}], parties="nobody") | {"dialog": 7},
        {"vcon": "0.3.0"},
        a_vcon([{"type": "recording"}], [{"type": "transcript", "dialog": [5], "body": {"segments": [1, None]}}]),
    ],
)
def test_a_vcon_without_words_says_what_is_missing(document):
    with pytest.raises(Unreadable, match="text dialogs or a transcript"):
        vcon.parse(document)


def test_a_party_that_is_not_listed_still_speaks():
    assert vcon.parse(a_vcon([text("Hello.", 9, 0)])).utterances[0].speaker == "party 9"


def test_a_vcon_is_told_from_a_story():
    assert vcon.is_vcon(a_vcon([]))
    assert not vcon.is_vcon({"channel": "chat", "turns": []})
    assert not vcon.is_vcon([1])
