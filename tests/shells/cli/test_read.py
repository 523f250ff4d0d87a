"""`unruffled read` as people and programs use it: documents, exit status, archives on all cores, going on again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from unruffled.shells.cli import read

STORY = {
    "channel": "chat",
    "id": "lamp",
    "turns": [
        {"n": 1, "by": "customer", "at": 0, "text": "This is the third time I ask. Where is my lamp? I am furious."},
        {"n": 2, "by": "agent", "at": 2, "text": "Three times is too often, Rob. I will ring you by 16:30 today."},
        {"n": 3, "by": "customer", "at": 4, "text": "Thank you. That is all I wanted."},
    ],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamp.json").write_text(json.dumps(STORY))
    return tmp_path


def a_table(conversations: int) -> str:
    rows = (
        f'{n},customer,0,"Order {n} has not come and nobody answers."\n{n},agent,5,"I am looking, order {n}."\n'
        for n in range(conversations)
    )
    return "conversation,by,at,text\n" + "".join(rows)


def documents(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_document_has_its_schema_source_id_and_every_turn(folder, capsys):
    assert read.main(["--json", "lamp.json"]) == 0
    (document,) = documents(capsys.readouterr().out)
    assert (document["schema"], document["source"], document["id"]) == ("unruffled-reading/1", "lamp.json", "lamp")
    assert [turn["n"] for turn in document["turns"]] == [1, 2, 3]
    assert document["turns"][0]["heat"] in range(5)
    for shown in document["turns"][0]["signals"]:
        assert all(0 <= start < end <= len(STORY["turns"][0]["text"]) for start, end in shown["spans"])


def test_good_files_are_read_and_bad_ones_told_with_status_2(folder, capsys):
    (folder / "bad.csv").write_text("who,what\n1,2\n")
    (folder / "junk.eml").write_bytes(b"\x00\x01\x02")
    assert read.main(["--json", "bad.csv", "lamp.json", "junk.eml", "nowhere.txt", "lamp.json"]) == 2
    out, err = capsys.readouterr()
    assert [one["id"] for one in documents(out)] == ["lamp", "lamp"]
    assert "bad.csv:1: expected the columns conversation, by, at, text" in err
    assert "junk.eml:1: expected text; this is binary" in err
    assert "nowhere.txt: expected a file (No such file or directory)" in err


def test_warnings_go_to_standard_error_and_into_the_document(folder, capsys):
    (folder / "names.txt").write_text("Ana: Where is it?\nMia: I am looking.\n")
    assert read.main(["--json", "names.txt"]) == 0
    out, err = capsys.readouterr()
    assert "name ours with --us" in err
    assert any("--us" in warning for warning in documents(out)[0]["warnings"])
    assert read.main(["--json", "--us", "Mia", "names.txt"]) == 0
    assert [turn["by"] for turn in documents(capsys.readouterr().out)[0]["turns"]] == ["customer", "agent"]


def test_people_get_a_timeline_without_escapes_when_nobody_looks(folder, capsys):
    assert read.main(["lamp.json"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "Customer" in out
    assert "calm to extreme" in out


def test_what_is_told_of_a_file_cannot_steer_the_screen(folder, capsys):
    (folder / "names.txt").write_text("Ana\x1b[2J: Where is it?\nAna\x1b[2J: And?\nMia: I am looking.\n")
    assert read.main(["names.txt", "a\x1b[2J.txt"]) == 2
    assert "\x1b" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("arguments", [[], ["--nonsense"], ["--workers", "many", "lamp.json"]])
def test_a_wrong_call_says_so_with_status_2(folder, arguments, capsys):
    assert read.main(arguments) == 2
    assert "unruffled read" in capsys.readouterr().err


def test_help_names_every_format(capsys):
    assert read.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(ending in out for ending in (".eml", ".mbox", ".txt", ".vtt", ".srt", ".json", ".yml", ".csv"))


def test_about_names_both_readers_and_what_was_measured_on_how_many_texts(capsys):
    assert read.main(["--about"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert about["fast"] == f"{about['reader']}-fast"
    assert {"anger", "a_ownership", "emotion:anger", "negative", "abuse", "directed"} <= set(about["calibrated"])
    for measured in about["calibrated"].values():
        assert measured["n"] >= measured["shown"] >= 3
        assert 0 <= measured["error"] <= 1


def test_a_document_says_which_reader_made_it_and_an_archive_may_ask_for_the_fast_one(folder, capsys):
    assert read.main(["--json", "lamp.json"]) == 0
    assert read.main(["--json", "--reader", "fast", "lamp.json"]) == 0
    whole, fast = documents(capsys.readouterr().out)
    assert fast["reader"] == f"{whole['reader']}-fast"
    assert fast["turns"][0] == whole["turns"][0] | {"reader": fast["reader"]}


def test_an_archive_on_two_cores_is_the_same_in_the_same_order(folder, capsys):
    (folder / "old.csv").write_text(a_table(700))
    assert read.main(["--json", "--workers", "1", "old.csv"]) == 0
    alone = capsys.readouterr().out
    assert read.main(["--json", "--workers", "2", "old.csv"]) == 0
    assert capsys.readouterr().out == alone
    assert [one["id"] for one in documents(alone)] == [str(n) for n in range(700)]


def test_a_stopped_run_goes_on_where_it_was(folder):
    (folder / "old.csv").write_text(a_table(60))
    assert read.main(["--out", "done.jsonl", "old.csv"]) == 0
    whole = (folder / "done.jsonl").read_text()
    lines = whole.splitlines(keepends=True)
    (folder / "done.jsonl").write_text("".join(lines[:20]) + lines[20][:40])
    worked = _counted(["--out", "done.jsonl", "old.csv"])
    assert (folder / "done.jsonl").read_text() == whole
    assert worked == 40


def _counted(arguments: list[str]) -> int:
    """Return how many conversations a run works through."""
    seen = []
    original, read._document = read._document, lambda story, fast: (seen.append(story), original(story, fast=fast))[1]
    try:
        read.main([*arguments, "--workers", "1"])
    finally:
        read._document = original
    return len(seen)


def test_a_mistake_of_ours_on_one_conversation_costs_no_other(folder, capsys, monkeypatch):
    (folder / "old.csv").write_text(a_table(3))
    original = read._document

    def stumbles(story, fast):
        if story.id == "1":
            raise RuntimeError("a hole")
        return original(story, fast=fast)

    monkeypatch.setattr(read, "_document", stumbles)
    assert read.main(["--json", "old.csv"]) == 1
    out, err = capsys.readouterr()
    assert [one["id"] for one in documents(out)] == ["0", "2"]
    assert "old.csv: 1: not read, a mistake of ours (RuntimeError: a hole)" in err


def test_a_reader_that_fails_on_everything_is_not_run_over_an_archive(folder, capsys, monkeypatch):
    (folder / "old.csv").write_text(a_table(50))
    monkeypatch.setattr(read, "_document", lambda story: 1 // 0)
    assert read.main(["--json", "old.csv"]) == 1
    assert capsys.readouterr().err.count("a mistake of ours") == read.GIVE_UP


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_or_killed_loses_and_doubles_nothing(folder, stop):
    (folder / "old.csv").write_text(a_table(2_500))
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # also below a shell's `&`
    code = f"{hears}; import sys; from unruffled.site.command import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "read", "--out", "done.jsonl", "--workers", "2", "old.csv"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as running:
        while running.poll() is None and _size(folder / "done.jsonl") < 50_000:
            time.sleep(0.01)
        running.send_signal(stop)
        told = running.communicate(timeout=120)[1]
    if stop == signal.SIGINT:
        assert running.returncode == 130
        assert "the same call goes on from here" in told
    assert 0 < len((folder / "done.jsonl").read_bytes().splitlines()) < 2_500
    assert read.main(["--out", "done.jsonl", "--workers", "2", "old.csv"]) == 0
    assert [one["id"] for one in documents((folder / "done.jsonl").read_text())] == [str(n) for n in range(2_500)]


def _size(path) -> int:
    return path.stat().st_size if path.exists() else 0


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    code = "import sys; from unruffled.site.command import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


def test_the_command_reads_a_file_without_django(folder):
    code = (
        "import sys; from unruffled.shells.cli.read import main; main(['--json', 'lamp.json']); "
        "print([m for m in ('django', 'psycopg', 'lxml', 'procrastinate') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_the_command_by_its_name_gives_the_same_document_and_status(folder):
    good = run("read", "--json", "lamp.json")
    assert (good.returncode, len(documents(good.stdout))) == (0, 1), good.stderr
    assert run("read", "nowhere.txt").returncode == 2


def test_names_and_words_in_any_letters_survive_a_terminal_without_them(folder):
    (folder / "größe.txt").write_text("Customer: Größe 灯\nAgent: ja", encoding="utf-8")
    result = run("read", "--json", "größe.txt", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert documents(result.stdout)[0]["source"] == "größe.txt"
