"""One JSON object a line in, one reading a line out: in order, as they come, and a bad line costs only itself."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from unruffled.engine.reader import probable, version
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


def test_the_answer_has_every_key():
    (answer,), _ = answers({"text": "Hello", "by": "customer"})
    assert set(answer) == {
        *("heat", "conduct", "negative", "emotions", "signals", "abuse", "directed", "spans", "agent_signals"),
        *("satisfaction", "derail", "language", "reader", "kind", "words"),
    }
    assert set(answer["signals"]) == set(SIGNALS)
    assert set(answer["agent_signals"]) == set(AGENT_SIGNALS)
    assert set(answer["emotions"]) == {"anger", "anxiety", "sadness", "joy", "gratitude"}


def test_a_customers_line_has_probabilities_of_signals_emotions_and_abuse_and_none_of_our_moves():
    (hot, calm), _ = answers(
        {"text": "You are a useless idiot. Get me your manager, now!", "by": "customer"},
        {"text": "Could I order two more of the same?", "by": "customer"},
    )
    for one in ("negative", "abuse", "directed"):
        assert 0 <= calm[one] < 0.3 < hot[one] <= 1
    assert calm["emotions"]["anger"] < hot["emotions"]["anger"]
    assert calm["signals"]["supervisor_demand"] < 0.1 < 0.3 < hot["signals"]["supervisor_demand"]
    assert set(hot["agent_signals"].values()) == {None}


def test_our_own_line_has_probabilities_of_moves_and_nothing_of_feelings():
    (ours,), _ = answers({"text": "That was our mistake and I am sorry for it.", "by": "agent"})
    assert ours["agent_signals"]["a_ownership"] > 0.5
    assert set(ours["signals"].values()) | set(ours["emotions"].values()) == {None}
    assert (ours["negative"], ours["abuse"], ours["directed"]) == (None, None, None)


def said(answer: dict, text: str) -> dict[str, list[str]]:
    return {id: [text[start:end] for start, end in spans] for id, spans in answer["words"].items()}


def test_the_words_stand_by_what_they_show_and_all_of_them_in_spans():
    text = "This is the third time I ask. Get me your manager, now!"
    (answer,), _ = answers({"text": text, "by": "customer"})
    assert any("manager" in words for words in said(answer, text)["supervisor_demand"])
    assert "abuse" not in answer["words"]
    for start, end in (span for spans in answer["words"].values() for span in spans):
        assert any(first <= start and end <= last for first, last in answer["spans"])


def test_what_hurts_stands_by_itself_with_the_kinds_of_abuse_gravest_first():
    texts = "You are a useless idiot. Where is my order?", "You useless idiot, I am going to break your legs."
    one, both = answers(*({"text": text, "by": "customer"} for text in texts))[0]
    assert said(one, texts[0])["abuse"] == ["useless idiot"]
    assert (one["kind"], both["kind"]) == (["insult"], ["threat", "insult"])


@pytest.mark.parametrize(
    "text", ["This fucking parcel is broken again.", "I will sue you and tell every paper.", "I am furious with you!"]
)
def test_anger_at_things_and_lawful_threats_are_no_kind_of_abuse(text):
    (answer,), _ = answers({"text": text, "by": "customer"})
    assert answer["kind"] == []
    assert "abuse" not in answer["words"]


def test_our_own_words_have_places_and_no_kind_of_abuse():
    text = "That was our mistake and I am sorry for it."
    (answer,), _ = answers({"text": text, "by": "agent"})
    assert any("mistake" in words for words in said(answer, text)["a_ownership"])
    assert answer["kind"] is None


def test_what_nobody_measured_is_null():
    (answer,), _ = answers({"text": "I am furious!!!", "by": "customer"})
    assert (answer["satisfaction"], answer["derail"]) == (None, None)
    known = probable.calibrated()
    assert {id for id, one in answer["signals"].items() if one is None} == {id for id in SIGNALS if id not in known}


def test_nothing_is_guessed_of_no_words_or_of_another_language():
    lines = ("", "Wo bleibt denn mein Paket, ich warte jetzt schon seit drei Wochen und niemand antwortet mir!")
    for answer in answers(*({"text": text, "by": "customer"} for text in lines))[0]:
        assert {answer["negative"], answer["abuse"], *answer["emotions"].values(), *answer["signals"].values()} == {
            None
        }


def test_the_fast_reader_is_the_usual_one_and_each_line_says_which_it_was():
    line = json.dumps({"text": "Could I order two more of the same?", "by": "customer"}).encode()
    said = []
    for fast in (True, False):
        target = io.StringIO()
        jsonl.stream(io.BytesIO(line), target, fast=fast)
        said.append(json.loads(target.getvalue())["reader"])
    assert said == [version(fast=True), version()]
    assert answers(json.loads(line))[0][0]["reader"] == version(fast=True)


def test_an_answer_hangs_on_its_line_alone_whatever_comes_beside_it_and_however_many_work():
    texts = [f"Order {n} has not come and nobody answers{'!' * (n % 4)}" for n in range(450)]
    lines = [json.dumps({"text": text, "by": "customer"}).encode() + b"\n" for text in texts] + [b"not json\n"]

    def read(order, workers):
        target = io.StringIO()
        assert jsonl.stream(io.BytesIO(b"".join(order)), target, workers=workers) == 2
        return target.getvalue().splitlines()

    alone = read(lines, 1)
    assert read(lines, 2) == alone
    assert read(lines[:450][::-1] + lines[450:], 2) == alone[:450][::-1] + alone[450:]


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


def test_who_asks_and_waits_is_answered_however_many_came_before():
    code = "import sys; from unruffled.shells.cli.read import main; sys.exit(main(['--jsonl', '--workers', '2']))"
    many = b"".join(b'{"text": "Is it %d?", "by": "customer"}\n' % n for n in range(30))
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        for _ in range(20):
            reader.stdin.write(many)
            reader.stdin.flush()
            assert all("heat" in json.loads(reader.stdout.readline()) for _ in range(30))
        reader.stdin.close()
        assert reader.wait() == 0


def test_ctrl_c_stops_the_stream_and_its_processes(tmp_path):
    (tmp_path / "many.jsonl").write_bytes(b'{"text": "Where is it?", "by": "customer"}\n' * 200_000)
    code = "import sys; from unruffled.shells.cli.read import main; sys.exit(main(['--jsonl', '--workers', '2']))"
    with (
        (tmp_path / "many.jsonl").open("rb") as source,
        subprocess.Popen(
            [sys.executable, "-c", code], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as reader,
    ):
        for _ in range(1_000):
            assert json.loads(reader.stdout.readline())["reader"]
        children = Path(f"/proc/{reader.pid}/task/{reader.pid}/children").read_text().split()
        reader.send_signal(signal.SIGINT)
        _, said = reader.communicate()
    assert reader.returncode == 130
    assert b"stopped" in said
    assert b"Traceback" not in said
    assert len(children) == 2
    assert not any(Path(f"/proc/{child}").exists() for child in children)
