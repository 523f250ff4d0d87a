"""What the reader is judged on: our own test set, and public data that no shipped weight has seen."""

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]
CONTRASTS: Final = ("friendly_profanity", "identity", "dialect")
"""Test files that hold harmless lines and, where `abuse` is 1, lines of the same words that are not."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where it is read: the unpacked public data and our own test set."""

    data: Path
    tests: Path

    def rows(self, name: str) -> list[Row]:
        """Rows of a file of our test set; none if it is missing."""
        path = self.tests / f"{name}.jsonl"
        return read(path) if path.exists() else []

    def writers(self) -> list[list[Row]]:
        """Messages of customers, by writer: the first is the one of `customer.jsonl`, each a stranger to the others."""
        return [read(path) for path in sorted(self.tests.glob("customer*.jsonl"), key=lambda path: path.stem)]

    def customers(self) -> list[Row]:
        """Messages of customers, by all writers."""
        return [row for rows in self.writers() for row in rows]

    def abusive(self) -> list[str]:
        """Every abusive line of our test set."""
        contrast = (row for name in CONTRASTS for row in self.rows(name))
        return [row["t"] for row in self.rows("abusive_words")] + [row["t"] for row in contrast if row.get("abuse")]

    def harmless(self, name: str) -> list[str]:
        """The harmless lines of one of the CONTRASTS."""
        return [row["t"] for row in self.rows(name) if not row.get("abuse")]

    def tweets(self, name: str) -> list[Row]:
        """Training and validation rows of a TweetEval task."""
        folder = self.data / "bench_only" / f"tweeteval_{name}"
        return read(folder / "train.jsonl") + read(folder / "val.jsonl")


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def tidy(tweet: str) -> str:
    """A tweet without line marks, entities and web addresses."""
    return html.unescape(tweet).replace("\\n", " ")


def places(row: Row) -> set[int]:
    """The places of a row's text that are marked, by its `words` or its `spans`."""
    marked: set[int] = set()
    for word in row.get("words", ()):
        start = row["t"].find(word)
        marked |= set(range(start, start + len(word))) if start >= 0 else set()
    for start, end in row.get("spans", ()):
        marked |= set(range(start, end))
    return marked


def overlap(pairs: Iterable[tuple[set[int], set[int]]]) -> float:
    """The mean F1 of marked characters, said against true; both empty counts one (SemEval 2021, task 5)."""
    scores = [2 * len(said & true) / (len(said) + len(true)) if said or true else 1.0 for said, true in pairs]
    return sum(scores) / len(scores)
