"""`unruffled check`: a draft on standard input, the conversation it answers in a file, remarks out."""

from __future__ import annotations

import io
import json
import sys

import pytest

from unruffled.engine.vocabulary import ANTIPATTERNS, BAD_AGENT_SIGNALS
from unruffled.shells.cli import check

STORY = """Customer: You said Monday. It is Thursday and nobody has called me. I am furious.
Agent: I am sorry that you waited, Rob. What happened?
Customer: I told you what happened. When does it come?
"""


@pytest.fixture
def draft(tmp_path, monkeypatch):
    (tmp_path / "rob.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)

    def given(text: str | bytes) -> None:
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return given


def remarks(capsys) -> list[dict]:
    return json.loads(capsys.readouterr().out)["remarks"]


def test_a_draft_that_would_make_it_worse_gets_remarks_at_its_words(draft, capsys):
    text = "Please calm down. We will look into it as soon as possible."
    draft(text)
    assert check.main(["--story", "rob.txt", "--json"]) == 0, "by default nothing stops"
    found = remarks(capsys)
    assert "say_calm_down" in {remark["id"] for remark in found}
    for remark in found:
        assert set(remark) == {"id", "level", "span", "why", "try"}
        assert remark["id"] in {*ANTIPATTERNS, *BAD_AGENT_SIGNALS}
        assert 0 <= remark["span"][0] <= remark["span"][1] <= len(text)
        assert remark["why"]


def test_places_count_characters_of_the_draft_as_it_was_written(draft, capsys):
    draft("Größe 😀 — please calm down.")
    check.main(["--story", "rob.txt", "--json"])
    (span,) = [one["span"] for one in remarks(capsys) if one["id"] == "say_calm_down"]
    assert "calm down" in "Größe 😀 — please calm down."[slice(*span)]


def test_people_see_the_words_and_what_to_try(draft, capsys):
    draft("Please calm down.")
    assert check.main(["--story", "rob.txt"]) == 0
    out = capsys.readouterr().out
    assert "say calm down" in out
    assert "calm down”" in out


@pytest.mark.parametrize(
    ("text", "story", "said"),
    [
        ("", "rob.txt", "standard input:1: expected a draft, but it is empty"),
        (" \n", "rob.txt", "expected a draft, but it is empty"),
        ("x" * 100_001, "rob.txt", "at most 100,000 bytes"),
        ("Hello.", "nowhere.txt", "nowhere.txt: expected a file"),
        ("Hello.", "bad.csv", "bad.csv:1: expected the columns"),
    ],
)
def test_nothing_to_check_is_told_with_status_2(draft, tmp_path, capsys, text, story, said):
    (tmp_path / "bad.csv").write_text("a,b\n")
    draft(text)
    assert check.main(["--story", story]) == 2
    assert said in capsys.readouterr().err


def test_a_call_without_a_story_says_so_with_status_2(draft, capsys):
    assert check.main([]) == 2
    assert "--story" in capsys.readouterr().err
