"""What judges the reader was never its lesson: no conversation of the tests is among the lines that it learnt from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RUN = 10
"""Words in a row that two people hardly write by chance."""


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def conversations() -> set[tuple[str, ...]]:
    paths = sorted((ROOT / "tests" / "conversations").rglob("*.yml"))
    assert paths
    return set().union(*(runs(text) for path in paths for text in strings(yaml.safe_load(path.read_text("utf-8")))))


def test_no_line_repeats_a_conversation_of_the_tests() -> None:
    judged = conversations()
    assert len(judged) > 1000
    lines = [
        json.loads(line)["t"]
        for path in sorted((ROOT / "training" / "lines").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    assert [line for line in lines if runs(line) & judged] == []
