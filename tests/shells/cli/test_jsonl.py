"""One JSON object a line in, one reading a line out: in order, as they come, and a bad line costs only itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from unruffled.engine.vocabulary import AGENT_SIGNALS, SIGNALS
from unruffled.shells.cli import jsonl


def answers(*lines: object) -> tuple[list[dict], int]:
    source = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    target = io.StringIO()
    status = jsonl.stream(io.BytesIO(source), target)
    return [json.loads(line) for line in target.getvalue().splitlines()], status


def test_a_customers_line_is_answered_with_heat_conduct_and_the_words():
    text = "You are useless, I am furious. This is the third time!"
    (answer,), status = answers({"text": text, "by": "customer", "context": None})
    assert status == 0
    assert 0 <= answer["heat"] <= 4
    assert answer["conduct"]
    assert all(0 <= start < end <= len(text) for start, end in answer["spans"])
    assert answer["spans"] == sorted(answer["spans"])


def test_the_answer_has_every_key_and_null_where_nothing_was_calibrated():
    (answer,), _ = answers({"text": "Hello", "by": "customer"})
    assert set(answer) == {
        *("heat", "conduct", "negative", "emotions", "signals", "abuse", "directed", "spans", "agent_signals"),
        *("satisfaction", "derail", "language"),
    }
    assert set(answer["signals"]) == set(SIGNALS)
    assert set(answer["agent_signals"]) == set(AGENT_SIGNALS)
    assert set(answer["emotions"]) == {"anger", "anxiety", "sadness", "joy", "gratitude"}
    assert not any(
        {*answer["signals"].values(), *answer["emotions"].values(), answer["abuse"], answer["derail"]} - {None}
    )


def test_our_own_line_has_no_heat():
    (answer,), _ = answers({"text": "I am sorry, I will ring you by 16:30.", "by": "agent", "context": "Where is it?"})
    assert (answer["heat"], answer["conduct"]) == (None, None)


def test_a_conversation_is_answered_for_its_last_turn():
    turns = [
        {"by": "customer", "text": "I am furious!!!"},
        {"by": "agent", "text": "Sorry."},
        {"by": "customer", "text": "Ok."},
    ]
    (whole, alone), _ = answers({"turns": turns}, {"turns": turns[:1]})
    assert whole["heat"] < alone["heat"]


BAD = [
    b"not json",
    b"",
    b"[1, 2]",
    b'{"by": "customer"}',
    b'{"text": 7, "by": "customer"}',
    b'{"text": "a", "by": "me"}',
    b'{"text": "a", "by": "customer", "context": 5}',
    b'{"turns": []}',
    b'{"turns": [{"by": "customer"}]}',
    b'{"text": "a"',
    b"[" * 50_000,
    b'{"text": "' + b"x" * (jsonl.LINE_LIMIT + 10) + b'"}',
    b"\xff\xfe\x00",
    b'{"text": ' + b"9" * 10_000 + b"}",
]


@pytest.mark.parametrize("bad", BAD, ids=[str(line[:30]) for line in BAD])
def test_a_bad_line_is_answered_by_its_number_and_the_next_is_read(bad):
    good = {"text": "Hello", "by": "customer"}
    (first, wrong, last), status = answers(good, bad, good)
    assert first == last
    assert (wrong["error"], wrong["line"]) == ("bad_input", 2)
    assert wrong["detail"].startswith("line 2: ")
    assert status == 2


def test_characters_that_are_halves_keep_their_place():
    (answer,), status = answers(b'{"text": "\\ud800 I am furious", "by": "customer"}')
    assert status == 0
    assert all(end <= len("x I am furious") for _, end in answer["spans"])


def test_a_last_line_without_an_end_is_read():
    target = io.StringIO()
    assert jsonl.stream(io.BytesIO(b'{"text": "Hello", "by": "customer"}'), target) == 0
    assert len(target.getvalue().splitlines()) == 1


def test_nothing_in_is_nothing_out():
    assert answers() == ([], 0)


def test_an_answer_comes_before_the_next_question():
    code = "import sys; from unruffled.shells.cli.read import main; sys.exit(main(['--jsonl']))"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        for _ in range(3):
            reader.stdin.write(b'{"text": "Where is it?", "by": "customer"}\n')
            reader.stdin.flush()
            assert "heat" in json.loads(reader.stdout.readline())
        reader.stdin.close()
        assert reader.wait() == 0
