"""Every figure of golden/README.md for a folder: python -m tests.conversations.scoring FOLDER [-v] [--oracle]."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conversations import golden
from tests.conversations.golden import Golden, as_list

from unruffled.engine.follow import as_document, follow
from unruffled.engine.vocabulary import Promise, Step

CONSTANT_SLATE = ("commit_concrete", "confirm_resolved", "reflect_content")
"""The slate that never looks; the turns it fails are the hard subset."""

COUNTED_FLAGS = frozenset({"safety", "boundary_incident", "relationship_review"})
"""Flags whose false positives count."""

GATED_SIGNALS = frozenset({"self_harm", "threat_violence"})


@dataclass
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def add(self, right: bool | int, of: int = 1) -> None:
        self.right += int(right)
        self.of += of

    @property
    def value(self) -> float | None:
        return self.right / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.right}/{self.of})" if self.value is not None else "none to judge"


@dataclass
class Score:
    """All figures of one folder, and every miss in words."""

    conversations: int = 0
    customer_turns: int = 0
    gate_safety: Share = field(default_factory=Share)
    gate_boundary: Share = field(default_factory=Share)
    gate_no_boundary: Share = field(default_factory=Share)
    gate_no_alarm: Share = field(default_factory=Share)
    recall: Share = field(default_factory=Share)
    false_signals: Share = field(default_factory=Share)
    by_signal: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    heat_in_band: Share = field(default_factory=Share)
    heat_distance: float = 0.0
    conduct: Share = field(default_factory=Share)
    conduct_not_ok: Share = field(default_factory=Share)
    moves: Share = field(default_factory=Share)
    moves_top: Share = field(default_factory=Share)
    hard: Share = field(default_factory=Share)
    hard_top: Share = field(default_factory=Share)
    silent: Share = field(default_factory=Share)
    by_stage: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    stage: Share = field(default_factory=Share)
    first_stages: Counter[str] = field(default_factory=Counter)
    accepted_stages: Counter[str] = field(default_factory=Counter)
    flags: Share = field(default_factory=Share)
    flags_false: Counter[str] = field(default_factory=Counter)
    promises_found: Share = field(default_factory=Share)
    promises_true: Share = field(default_factory=Share)
    staff_turns: Share = field(default_factory=Share)
    good_seen: Share = field(default_factory=Share)
    bad_seen: Share = field(default_factory=Share)
    bad_by_signal: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    bad_false: Share = field(default_factory=Share)
    outcome: Share = field(default_factory=Share)
    root_cause: Share = field(default_factory=Share)
    after_moves: Share = field(default_factory=Share)
    misses: list[str] = field(default_factory=list)

    @property
    def gates_hold(self) -> bool:
        """Whether every gate is at 100 %."""
        gates = (self.gate_safety, self.gate_boundary, self.gate_no_boundary, self.gate_no_alarm)
        return all(gate.right == gate.of for gate in gates)

    @property
    def macro_moves(self) -> float:
        """Any-hit and no not-hit, averaged over the expected stages instead of over turns."""
        values = [share.value for share in self.by_stage.values() if share.value is not None]
        return sum(values) / len(values) if values else 0.0

    @property
    def majority_stage(self) -> tuple[str, float]:
        """The one stage that would be right most often, and how often."""
        if not self.accepted_stages:
            return "", 0.0
        stage, right = self.accepted_stages.most_common(1)[0]
        return stage, right / max(1, self.stage.of)


Followed = Mapping[str, Sequence[Step]]
"""By the id of a conversation what the engine made of each of its turns, from the text alone."""


def followed(conversations: Iterable[Golden]) -> Followed:
    """Return what the engine makes of these conversations."""
    return {conversation.id: follow(conversation.story) for conversation in conversations}


def score(conversations: Iterable[Golden], *, oracle: bool = False, known: Followed | None = None) -> Score:
    """Return all figures; with `oracle` the readings are the expectations, so that only what follows is judged.

    `known` is what was followed before, so that nothing is read twice.
    """
    result = Score()
    for conversation in conversations:
        if known is not None:
            steps = known[conversation.id]
        else:
            steps = follow(conversation.story, known=golden.oracle(conversation) if oracle else None)
        result.conversations += 1
        for step in steps:
            _judge(result, conversation, step)
        _judge_case(result, conversation, steps)
    return result


def _judge(result: Score, conversation: Golden, step: Step) -> None:
    n = step.reading.turn.n
    where = f"{conversation.id} turn {n}"
    if n in conversation.expected:
        _judge_customer(result, where, conversation.expected[n], step)
    elif n in conversation.expected_of_us:
        _judge_staff(result, where, conversation.expected_of_us[n], step)


def _judge_customer(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    result.customer_turns += 1
    _gates(result, where, expect, step)
    _signals(result, where, expect, step)
    _heat_and_conduct(result, where, expect, step)
    _moves(result, where, expect, step)
    _stage(result, where, expect, step)
    _flags(result, where, expect, step)


def _gates(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    level = expect["boundary"]
    if "safety" in expect["flags"]:
        held = "safety" in step.flags
        result.gate_safety.add(held)
        _note(result, not held, f"{where}: GATE safety not raised")
    if level >= 1:
        result.gate_boundary.add(step.boundary == level)
        _note(result, step.boundary != level, f"{where}: GATE boundary {step.boundary}, expected {level}")
    else:
        result.gate_no_boundary.add(step.boundary == 0)
        _note(result, step.boundary > 0, f"{where}: GATE boundary {step.boundary}, expected none")
    for signal in GATED_SIGNALS & set(expect["signals"].get("not", [])):
        result.gate_no_alarm.add(not step.reading.has(signal))
        _note(result, step.reading.has(signal), f"{where}: GATE {signal} alarm: {step.reading.words(signal)}")


def _signals(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    for signal in expect["signals"].get("must", []):
        seen = step.reading.has(signal)
        result.recall.add(seen)
        result.by_signal[signal].add(seen)
        _note(result, not seen, f"{where}: {signal} not read")
    for signal in expect["signals"].get("not", []):
        seen = step.reading.has(signal)
        result.false_signals.add(seen)
        _note(result, seen, f"{where}: {signal} read in {step.reading.words(signal)}")


def _heat_and_conduct(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    low, high = expect["heat"]
    heat = step.reading.heat or 0
    away = max(low - heat, heat - high, 0)
    result.heat_in_band.add(away == 0)
    result.heat_distance += away
    _note(result, away > 0, f"{where}: heat {heat} ({step.reading.heat_score}), expected {low}-{high}")
    good = as_list(expect["conduct"])
    right = (step.reading.conduct or "ok") in good
    result.conduct.add(right)
    if good != ["ok"]:
        result.conduct_not_ok.add(right)
    _note(result, not right, f"{where}: conduct {step.reading.conduct}, expected {good}")


def _moves(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    slate = [move.id for move in step.moves]
    good, bad = set(expect["moves"]["any"]), set(expect["moves"].get("not", []))
    right = bool(good & set(slate)) and not bad & set(slate)
    top = bool(slate) and slate[0] in good
    result.moves.add(right)
    result.moves_top.add(top)
    result.silent.add(not slate)
    result.by_stage[as_list(expect["stage"])[0]].add(right)
    if not (good & set(CONSTANT_SLATE)) or bad & set(CONSTANT_SLATE):
        result.hard.add(right)
        result.hard_top.add(top)
    _note(result, not (right and top), f"{where}: moves {slate}, any {sorted(good)}, not {sorted(bad & set(slate))}")


def _stage(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    good = as_list(expect["stage"])
    result.stage.add(step.situation.stage in good)
    result.first_stages[good[0]] += 1
    result.accepted_stages.update(good)
    _note(result, step.situation.stage not in good, f"{where}: stage {step.situation.stage}, expected {good}")


def _flags(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    for flag in expect["flags"]:
        result.flags.add(flag in step.flags)
        _note(result, flag not in step.flags, f"{where}: flag {flag} not raised")
    false = COUNTED_FLAGS & (set(step.flags) - set(expect["flags"]))
    result.flags_false.update(false)
    _note(result, bool(false), f"{where}: flags {sorted(false)} raised for nothing")


def _judge_staff(result: Score, where: str, expect: dict[str, Any], step: Step) -> None:
    shown = {s.id for s in step.reading.agent_signals}
    good_right = not expect["good"] or bool(shown & set(expect["good"]))
    bad_shown = {id_ for id_ in shown if id_ in golden.BAD}
    false = bool(bad_shown) if not expect["bad"] else False
    missed = set(expect["bad"]) - shown
    if expect["good"]:
        result.good_seen.add(good_right)
    for signal in expect["bad"]:
        result.bad_seen.add(signal in shown)
        result.bad_by_signal[signal].add(signal in shown)
    if not expect["bad"]:
        result.bad_false.add(false)
    result.staff_turns.add(good_right and not missed and not false)
    _note(result, not good_right, f"{where}: none of {expect['good']} read, but {sorted(shown)}")
    _note(result, bool(missed), f"{where}: {sorted(missed)} not read")
    _note(result, false, f"{where}: {sorted(bad_shown)} read for nothing")


def _judge_case(result: Score, conversation: Golden, steps: Sequence[Step]) -> None:
    case = as_document(conversation.story, steps)["case"]
    expect = conversation.case
    made = [(s.reading.turn.by, p) for s in steps for p in s.reading.promises if not p.vague]
    expected = expect.get("promises", [])
    found = _matches(expected, made)
    result.promises_found.add(found, len(expected))
    result.promises_true.add(min(found, len(made)), len(made))
    result.outcome.add(case["outcome"] == expect["outcome"])
    result.root_cause.add(case["root_cause"] == expect["root_cause"])
    for move in expect.get("after_moves", []):
        result.after_moves.add(move in case["after_moves"])
        _note(result, move not in case["after_moves"], f"{conversation.id}: {move} not proposed after close")
    _note(
        result,
        case["outcome"] != expect["outcome"],
        f"{conversation.id}: outcome {case['outcome']}, not {expect['outcome']}",
    )
    wrong = case["root_cause"] != expect["root_cause"]
    _note(result, wrong, f"{conversation.id}: root cause {case['root_cause']}, not {expect['root_cause']}")


def _matches(expected: Sequence[dict[str, Any]], made: Sequence[tuple[str, Promise]]) -> int:
    """How many expected promises one of ours answers: the same side keeps it, and a number or a content word of what
    and when in common; those that share most first. Which of us keeps it is judged on the replies of promises/."""
    pairs = [
        (len(_content(f"{wanted['what']} {wanted.get('due') or ''}") & _said(promise)), i, j)
        for i, wanted in enumerate(expected)
        for j, (_, promise) in enumerate(made)
        if (wanted["by"] == "customer") == (promise.who == "customer")
    ]
    given: set[int] = set()
    taken: set[int] = set()
    for shared, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if shared and i not in given and j not in taken:
            given.add(i)
            taken.add(j)
    return len(given)


def _said(promise: Promise) -> set[str]:
    return _content(f"{promise.what} {promise.due_text}")


_PLAIN = frozenset(
    {"the", "and", "when", "until", "before", "after", "about", "with", "till", "next", "from", "that", "for"}
)


def _content(text: str) -> set[str]:
    words = re.findall(r"[a-z]+|\d+", text.casefold())
    return {w[:4] for w in words if w.isdigit() or (len(w) >= 4 and w not in _PLAIN)} | (
        {"call"} & {"call" for w in words if w[:4] in {"ring", "phon", "call"}}
    )


def _note(result: Score, wrong: bool, miss: str) -> None:
    if wrong:
        result.misses.append(miss)


def table(result: Score, *, title: str, first: dict[str, str] | None = None) -> str:
    """Return the figures as Markdown, never one number; beside each what it was at `first`, where that is kept."""
    stage, share = result.majority_stage
    mean = result.heat_distance / max(1, result.customer_turns)
    rows = [
        ("Gate: safety raised where expected", result.gate_safety),
        ("Gate: boundary level where one is expected", result.gate_boundary),
        ("Gate: no boundary where none is expected", result.gate_no_boundary),
        ("Gate: no self_harm or threat_violence on turns that forbid them", result.gate_no_alarm),
        ("Signals: recall on must", result.recall),
        ("Signals: forbidden ones read (lower is better)", result.false_signals),
        ("Heat: in band", result.heat_in_band),
        ("Heat: mean distance to the band", f"{mean:.3f}"),
        ("Conduct", result.conduct),
        ("Conduct, turns that are not plain ok", result.conduct_not_ok),
        ("Moves: any-hit and no not-hit", result.moves),
        ("Moves: top-1", result.moves_top),
        ("Moves: hard subset", result.hard),
        ("Moves: hard subset, top-1", result.hard_top),
        ("Moves: macro average by stage", f"{result.macro_moves:.3f}"),
        ("Moves: silent", result.silent),
        ("Stage", result.stage),
        (f"Stage: always saying {stage}", f"{share:.3f}"),
        ("Flags: recall", result.flags),
        ("Flags: safety, boundary_incident, relationship_review for nothing", str(sum(result.flags_false.values()))),
        ("Promises: recall", result.promises_found),
        ("Promises: precision", result.promises_true),
        ("Agent signals: turns right", result.staff_turns),
        ("Agent signals: a good one seen", result.good_seen),
        ("Agent signals: bad ones seen", result.bad_seen),
        ("Agent signals: bad ones for nothing (lower is better)", result.bad_false),
        ("Case: outcome", result.outcome),
        ("Case: root cause", result.root_cause),
        ("Case: moves after close", result.after_moves),
    ]
    lines = [f"## {title}", "", f"{result.conversations} conversations, {result.customer_turns} customer turns.", ""]
    if first:
        lines += ["| Figure | First score | Now |", "|---|---|---|"]
        lines += [*(f"| {name} | {first.get(name, '')} | {value} |" for name, value in rows), ""]
    else:
        lines += ["| Figure | Value |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows), ""]
    return "\n".join([*lines, *_per("Signal", result.by_signal), *_per("Bad agent signal", result.bad_by_signal)])


def _per(name: str, shares: dict[str, Share]) -> list[str]:
    """One row for everything with a support of three or more."""
    rows = [f"| {id_} | {share} |" for id_, share in sorted(shares.items()) if share.of >= 3]
    return [f"| {name} (support ≥ 3) | Recall |", "|---|---|", *rows, ""] if rows else []


def main(arguments: Sequence[str]) -> int:
    """Print the figures of folders; -v adds every miss, --oracle perfect readings."""
    for folder in folders_of(arguments):
        result = score(golden.conversations(folder), oracle="--oracle" in arguments)
        print(table(result, title=f"{folder.name}{' (perfect readings)' if '--oracle' in arguments else ''}"))
        if "-v" in arguments:
            print("\n".join(f"- {miss}" for miss in result.misses))
    return 0


def folders_of(arguments: Sequence[str]) -> list[Path]:
    """Return the folders named; without names every one that holds conversations, the golden ones first."""
    return [Path(a) for a in arguments if not a.startswith("-")] or golden.folders()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
