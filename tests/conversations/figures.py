"""The page docs/reference/golden.md: how well the conversations with an expected reading are read."""

from __future__ import annotations

from pathlib import Path

from tests.conversations import golden
from tests.conversations.scoring import Followed, score, table


def page(known: dict[Path, Followed]) -> str:
    """Return the figures of every folder from the text alone, as followed before, and with perfect readings beside."""
    parts = [HEAD]
    for folder, steps in known.items():
        conversations = golden.conversations(folder)
        read = score(conversations, known=steps)
        parts.append(table(read, title=f"{folder.name}: read by the engine", first=first_score(folder)))
        parts.append(table(score(conversations, oracle=True), title=f"{folder.name}: with perfect readings"))
    return "\n".join(parts)


def first_score(folder: Path) -> dict[str, str]:
    """Return the figures of the folder's first score by name, as they were committed; empty where none is kept."""
    kept = folder / "FIRST_SCORE.md"
    if not kept.exists():
        return {}
    rows = (line.strip("| \n").split(" | ") for line in kept.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2}


HEAD = """<!-- Written by ./run docs from tests/conversations. Change those, not this page. -->
# Golden conversations

How the engine does on conversations with an expected reading of each turn. Never one number. The golden ones have one
author, who also wrote the playbook: agreement there shows consistency, not validity. The unseen ones were written by
somebody who knew only the vocabulary and the schema; their first score was taken before anything was changed for them,
and since then they are spent: what they show now is how well their lessons were learned. "With perfect readings" puts
the expectations in the reader's place, so that stages, ladder and moves are judged apart from it. A promise counts as
found when the same person makes it and a number or a content word agrees.
"""
