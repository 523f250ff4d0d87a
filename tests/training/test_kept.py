"""Training that was stopped goes on: a stretch is learnt again only when what it is made of has changed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from training import kept


@dataclass(frozen=True)
class Stretch:
    name: str
    own: int
    rate: float = 1e-4


PUBLIC, OWN, AGAIN = Stretch("public", 0), Stretch("own", 2), Stretch("again", 2)
ALL = (PUBLIC, OWN, AGAIN)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    folder = tmp_path / "lines"
    folder.mkdir()
    (folder / "calm-01.jsonl").write_text('{"t": "Is the pool open on Sunday?"}\n', "utf-8")
    return folder


def test_the_same_lines_and_settings_are_the_same_lesson(lines: Path) -> None:
    assert kept.made_of(ALL, lines) == kept.made_of(ALL, lines)


def test_a_new_line_is_a_new_lesson_for_those_who_hear_our_lines(lines: Path) -> None:
    before = kept.made_of(ALL, lines)
    (lines / "calm-02.jsonl").write_text('{"t": "Thanks, it works."}\n', "utf-8")
    after = kept.made_of(ALL, lines)
    assert after["public"] == before["public"]
    assert after["own"] != before["own"]
    assert after["again"] != before["again"]


def test_a_stretch_is_another_one_when_the_one_before_it_is(lines: Path) -> None:
    faster = kept.made_of((Stretch("public", 0, rate=2e-4), OWN, AGAIN), lines)
    assert not set(faster.values()) & set(kept.made_of(ALL, lines).values())


def test_what_was_stopped_in_the_middle_is_not_whole(tmp_path: Path) -> None:
    kept.begin(tmp_path, "own")
    kept.checkpoint(tmp_path, "own").write_bytes(b"half")
    assert not kept.is_whole(tmp_path, "own", "abc")


def test_what_was_learnt_to_the_end_is_whole_for_just_that_lesson(tmp_path: Path) -> None:
    kept.checkpoint(tmp_path, "own").write_bytes(b"all")
    kept.end(tmp_path, "own", "abc")
    assert kept.is_whole(tmp_path, "own", "abc")
    assert not kept.is_whole(tmp_path, "own", "abd")


def test_whole_ones_that_begin_anew_are_whole_no_more(tmp_path: Path) -> None:
    kept.checkpoint(tmp_path, "own").write_bytes(b"all")
    kept.end(tmp_path, "own", "abc")
    kept.begin(tmp_path, "own")
    assert not kept.is_whole(tmp_path, "own", "abc")


def test_a_mark_without_its_checkpoint_says_nothing(tmp_path: Path) -> None:
    kept.end(tmp_path, "own", "abc")
    assert not kept.is_whole(tmp_path, "own", "abc")
