"""What was read in every turn stands in a line of its own, so that a change of weights or rules shows as a diff."""

import pytest
from tests import reference
from tests.conversations import golden, readings

from unruffled.engine.vocabulary import Reading, Signal, Turn

LOUD = (Signal("long_wait", 0.6), Signal("anger", 0.96), Signal("abuse_sustained", 1.0))


def customers(**read) -> Reading:
    return Reading(Turn(3, "customer", 1.0, "Where is it?", "chat"), **read)


@pytest.mark.parametrize(
    ("reading", "line"),
    [
        (customers(heat_score=2.449, conduct="rude", signals=LOUD),
         "A1 3 customer | 2.4 rude | abuse_sustained 1.0 anger 1.0 long_wait .6 | no move"),
        (customers(heat_score=0.0, conduct="ok"), "A1 3 customer | 0.0 ok |  | no move"),
        (customers(conduct="ok", language="de"), "A1 3 customer | ok (de) |  | no move"),
        (Reading(Turn(4, "agent", 2.0, "Sorry.", "chat"), agent_signals=(Signal("a_apology", 0.9),)),
         "A1 4 agent |  | a_apology .9"),
    ],
    ids=["signals in the order of their names", "calm", "another language", "ours"],
)  # fmt: skip
def test_a_line_says_heat_conduct_signals_and_the_first_move(reading, line):
    assert readings.line("A1", reading, "no move") == line


def test_every_turn_of_every_conversation_has_its_line():
    for folder in golden.folders():
        turns = [(one.id, turn.n) for one in golden.conversations(folder) for turn in one.story.turns]
        lines = (reference.FOLDER / "readings" / f"{folder.name}.txt").read_text("utf-8").splitlines()[1:]
        assert [tuple(line.split(" ")[:2]) for line in lines] == [(id, str(n)) for id, n in turns]


def test_a_stale_page_is_named_and_not_touched(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reference, "pages", lambda: {"golden.md": "new", "readings/last.txt": "as it was"})
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "last.txt").write_text("as it was")
    (tmp_path / "golden.md").write_text("old")

    assert reference.main(["--check"], tmp_path) == 1
    assert "golden.md" in capsys.readouterr().err
    assert (tmp_path / "golden.md").read_text() == "old"


def test_what_was_just_written_is_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "pages", lambda: {"readings/last.txt": "a line\n"})

    assert reference.main([], tmp_path) == 0
    assert reference.main(["--check"], tmp_path) == 0
