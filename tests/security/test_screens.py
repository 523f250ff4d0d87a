"""What strangers wrote must not steer the terminal of whoever reads it, nor write lines into our log."""

import io
import json
import re

import pytest

from unruffled.shells.cli import check, jsonl, read
from unruffled.shells.cli.screen import as_json

ESCAPES = (
    "\x1b]0;owned\x07 \x1b[2J \x9b31m \x9d0;owned\x9c \x90q\x9c \x1bP+q544e\x1b\\"
    " \r\x08\x7f \u202egnp\u202c \u2066x\u2069"
)
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def a_hostile_file(tmp_path):
    story = {
        "channel": "chat",
        "id": f"id {ESCAPES}",
        "context": {"customer": {"name": f"Zed {ESCAPES}"}, "facts": [f"fact {ESCAPES}"]},
        "turns": [
            {"n": 1, "by": "customer", "at": 0, "text": f"You idiots, I have waited {ESCAPES} for three weeks!"},
            {"n": 2, "by": "agent", "at": 1, "text": f"I will ring you {ESCAPES} by 16:30 today."},
        ],
    }
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(story))
    return file


@pytest.mark.parametrize("how", [["--no-color"], ["--json"], ["--no-color", "--us", f"x{ESCAPES}"]])
def test_a_conversation_that_is_read_steers_no_screen(a_hostile_file, capsys, how):
    assert read.main([str(a_hostile_file), *how]) == 0

    shown = capsys.readouterr()
    assert not STEERING.search(shown.out + shown.err)


def test_a_file_that_cannot_be_read_steers_no_screen(tmp_path, capsys):
    file = tmp_path / "x\x9b31m\x1b[2J.json"
    file.write_text("{")

    assert read.main([str(file)]) == 2
    assert not STEERING.search(capsys.readouterr().err)


def test_a_stream_of_readings_steers_no_screen():
    out = io.StringIO()
    line = json.dumps({"by": "customer", "text": f"idiots {ESCAPES}", f"odd {ESCAPES}": 1}).encode() + b"\n"

    jsonl.stream(io.BytesIO(line), out)

    assert not STEERING.search(out.getvalue())


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_a_draft_that_is_checked_steers_no_screen(a_hostile_file, capsys, monkeypatch, how):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"Calm down {ESCAPES} please.".encode())))

    assert check.main(["--story", str(a_hostile_file), *how]) == 0
    assert not STEERING.search(capsys.readouterr().out)


def test_nothing_is_lost_by_it():
    assert json.loads(as_json({"text": ESCAPES})) == {"text": ESCAPES}


def test_an_address_writes_no_line_of_its_own_into_the_log(caplog):
    from django.test import RequestFactory

    from unruffled.shells.api.errors import refusal_of

    request = RequestFactory().get("/api/v1/x%0a2026-11-22 INFO unruffled: all is well")
    refusal_of(ZeroDivisionError(), request)

    assert "\n2026-11-22 INFO" not in caplog.records[0].getMessage()
