"""The reference is written from the code, so it can be checked against it."""

import re
from pathlib import Path

from unruffled.site import reference
from unruffled.site.environment import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_has_a_title_and_something_below_it():
    for name, write in reference.pages().items():
        text = write()

        assert re.search(r"^# \w", text, re.MULTILINE), name
        assert len(text.splitlines()) > 5, name


def test_a_stale_page_is_named_and_not_touched(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.main([]) == 0
    (tmp_path / "jobs.md").write_text("old")

    assert reference.main(["--check"]) == 1
    assert "jobs.md" in capsys.readouterr().err
    assert (tmp_path / "jobs.md").read_text() == "old"


def test_what_was_just_written_is_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    reference.main([])

    assert reference.main(["--check"]) == 0


def test_a_bar_in_a_text_does_not_break_its_table():
    assert reference._row(("a | b", "c\nd")) == "| a \\| b | c d |"


def test_every_variable_that_the_code_reads_is_in_the_reference():
    read = set()
    for file in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r"""environ(?:\.get\(|\[)["'](\w+)["']""", file.read_text()))
    internal = {"DJANGO_SETTINGS_MODULE", "ORT_DISABLE_TELEMETRY", "PATH", "UNRUFFLED_COLLECTING"}

    assert read - internal <= set(ENVIRONMENT)
    assert not set(ENVIRONMENT) & internal
