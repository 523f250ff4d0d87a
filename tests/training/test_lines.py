"""Our own lines say everything about themselves; what they say reaches the right heads, and only those."""

import json
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")

from training.heads import ACTS, AGENT, CUSTOMER, HEADS  # noqa: E402
from training.lines import customer_line, held, life_line, own, staff_line, strange, support  # noqa: E402

from unruffled.engine.vocabulary import AGENT_SIGNALS, CONDUCTS, SIGNALS  # noqa: E402

LINES = Path(__file__).parents[2] / "training" / "lines"
STRANGE = LINES.parent / "strange"
TESTS = LINES.parent / "test"


def rows(folder: Path) -> list[tuple[str, dict[str, object]]]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        found += [(path.name, json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return found


@pytest.mark.parametrize("folder", [LINES, STRANGE, TESTS], ids=["lines", "strange", "test"])
def test_every_signal_that_a_line_names_is_in_the_vocabulary(folder: Path) -> None:
    known = set(SIGNALS) | AGENT_SIGNALS
    strange = {
        (name, signal)
        for name, row in rows(folder)
        for signal in [*row.get("s", ()), *row.get("no", ())]
        if signal not in known
    }
    assert not strange


def test_heat_is_on_its_scale_and_conduct_is_one_of_ours() -> None:
    every = rows(LINES) + rows(STRANGE)
    wrong = [row["t"] for _, row in every if row.get("h", 0) not in range(5) or row.get("c", "ok") not in CONDUCTS]
    assert not wrong


def test_no_line_of_the_test_set_is_trained_on() -> None:
    trained = {line.text.casefold().strip() for line in own(LINES)}
    assert len(trained) > 5000
    assert not [row["t"] for _, row in rows(TESTS) if str(row["t"]).casefold().strip() in trained]


def test_no_message_of_strangers_is_trained_on_or_tested() -> None:
    strange_ones = {line.text.casefold().strip() for line in strange(STRANGE)}
    assert len(strange_ones) > 250
    elsewhere = rows(LINES) + rows(TESTS)
    assert not [row["t"] for _, row in elsewhere if str(row["t"]).casefold().strip() in strange_ones]


def test_no_line_shows_and_denies_the_same_signal() -> None:
    assert not [row["t"] for _, row in rows(LINES) if set(row.get("s", ())) & set(row.get("no", ()))]


def test_a_post_of_everyday_life_speaks_of_feelings_and_abuse_and_hardly_of_what_customers_want() -> None:
    line = life_line({"t": "Three hours of drilling and now he whistles.", "e": ["anger"], "h": 2, "c": "ok"})
    assert line.told("e:anger") == (1, 1)
    assert line.told("e:joy") == (0, 1)
    assert line.told("e:negative") == (1, 1)
    assert line.told("abuse")[0] == 0
    assert line.told("s:anger")[1] == 0
    assert line.told("s:long_wait")[1] == 0


def test_what_a_customer_line_does_not_list_is_absent() -> None:
    line = customer_line({"t": "Nine days, no post.", "h": 1, "s": ["long_wait"], "no": ["anger"], "c": "ok"})
    assert line.told("s:long_wait") == (1, 2)
    assert line.told("s:refund_demand") == (0, 1)
    assert line.told("s:anger") == (0, 2)


def test_a_customer_line_says_nothing_about_moves_of_staff() -> None:
    line = customer_line({"t": "Nine days, no post.", "h": 1, "s": ["long_wait"], "c": "ok"})
    assert {line.told(head)[1] for head in (*AGENT, *ACTS)} == {0}


def test_a_staff_line_says_nothing_about_customers() -> None:
    line = staff_line({"t": "I will ring you at four.", "s": ["a_commit"], "e": ["information"]})
    assert {line.told(head)[1] for head in CUSTOMER} == {0}
    assert line.told("a:a_commit")[0] == 1
    assert line.told("t:information")[0] == 1
    assert line.told("t:blame") == (0, 1)


@pytest.mark.parametrize("heat", range(5))
def test_heat_is_told_in_steps(heat: int) -> None:
    line = customer_line({"t": "x", "h": heat, "s": [], "c": "ok"})
    assert [line.told(f"heat>={step}")[0] for step in (1, 2, 3, 4)] == [heat >= step for step in (1, 2, 3, 4)]


def test_swearing_at_the_weather_is_not_abuse() -> None:
    line = customer_line({"t": "bloody rain", "h": 1, "s": ["profanity"], "c": "profanity_situational"})
    assert line.told("abuse") == (0, 1.5)


@pytest.mark.parametrize(
    ("conduct", "kind"),
    [("insult", "insult"), ("discriminatory", "slur"), ("sexual", "sexual"), ("threat", "threat")],
)
def test_conduct_towards_a_person_is_abuse_of_its_kind(conduct: str, kind: str) -> None:
    line = customer_line({"t": "x", "h": 3, "s": [], "c": conduct})
    assert line.told("abuse")[0] == 1
    assert line.told("abuse:directed")[0] == 1
    assert [line.told(f"abuse:{k}")[0] for k in ("insult", "slur", "sexual", "threat")] == [
        k == kind for k in ("insult", "slur", "sexual", "threat")
    ]


def test_rudeness_is_not_abuse_but_we_are_not_sure() -> None:
    assert customer_line({"t": "x", "h": 2, "s": [], "c": "rude"}).told("abuse") == (0, 0.5)


def test_a_tenth_is_held_out_for_ever_the_same() -> None:
    share = sum(held(f"line {number}") for number in range(4000)) / 4000
    assert 0.08 < share < 0.12
    assert held("line 1") == held("line 1")


def test_the_same_text_twice_counts_once(tmp_path: Path) -> None:
    row = json.dumps({"t": "Hello there.", "h": 0, "s": [], "c": "ok"})
    (tmp_path / "a.jsonl").write_text(f"{row}\n{row}\n")
    assert len(list(own(tmp_path))) == 1


def test_files_of_agents_hold_staff_lines_even_where_no_move_shows(tmp_path: Path) -> None:
    (tmp_path / "agent-1.jsonl").write_text('{"t": "Right.", "s": [], "e": []}\n')
    assert next(own(tmp_path)).source == "own:agent"


def test_support_counts_the_lines_that_show_a_head() -> None:
    lines = [customer_line({"t": str(k), "h": k, "s": ["anger"][: k % 2], "c": "ok"}) for k in range(5)]
    counts = support(lines)
    assert (counts["s:anger"], counts["heat>=3"], counts["s:loop"]) == (2, 2, 0)
    assert set(counts) == set(HEADS)
