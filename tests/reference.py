"""Writes what docs/reference says of how well people are read: `./run docs`; `--check` in `./run check`.

golden.md and readings/ tell of the conversations, checklist.md of single messages. After a change of the weights or the
rules their diff shows what it did. `--limits` renews what the checklist's tests allow, where a limit is not met yet.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conversations import figures, golden, readings
from tests.conversations.scoring import followed
from tests.engine.reader import checklist

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write the pages; with `--check` write nothing and name those that are not what they should be."""
    wanted = {folder / name: text for name, text in pages().items()}
    if "--check" in arguments:
        return _check(wanted)
    if "--limits" in arguments:
        checklist.KNOWN.write_text(checklist.limits(checklist.judged()), encoding="utf-8")
    for page, text in wanted.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """Return every page, by its place in the folder; each conversation is read once for both pages that tell of it."""
    known = {place: followed(golden.conversations(place)) for place in golden.folders()}
    lines = {f"readings/{place.name}.txt": readings.page(known[place]) for place in known}
    return {"golden.md": figures.page(known), "checklist.md": checklist.page(checklist.judged()), **lines}


def _check(wanted: dict[Path, str]) -> int:
    stale = [page.name for page, text in wanted.items() if not page.exists() or page.read_text("utf-8") != text]
    if stale:
        print(f"docs/reference is not up to date: {', '.join(stale)}. Run ./run docs.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
