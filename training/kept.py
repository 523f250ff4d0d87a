"""What each stretch learnt is kept in the scratch with what it was made of: training that was stopped goes on there."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from training.sources import sha256


class Named(Protocol):
    """What this module asks of a stretch."""

    @property
    def name(self) -> str:
        """Its name, and its checkpoint's."""

    @property
    def own(self) -> int:
        """How often each of our own lines comes in a pass; 0 where none does."""


def made_of(stretches: Sequence[Named], lines: Path) -> dict[str, str]:
    """By stretch a hash of its settings, of our lines where it hears them, and of all that it builds on.

    The public data and the base weights are pinned. Whoever changes the code begins with an empty scratch.
    """
    found, before = {}, ""
    ours = " ".join(sha256(path) for path in sorted(lines.glob("*.jsonl")))
    for stretch in stretches:
        of_what = f"{before} {stretch} {ours if stretch.own else ''}"
        found[stretch.name] = before = hashlib.sha256(of_what.encode()).hexdigest()
    return found


def checkpoint(work: Path, name: str) -> Path:
    """Where a stretch keeps what it learnt."""
    return work / f"{name}.pt"


def is_whole(work: Path, name: str, of_what: str) -> bool:
    """Whether this stretch was learnt to its end, from just this."""
    mark = _mark(work, name)
    return checkpoint(work, name).exists() and mark.exists() and mark.read_text("ascii") == of_what


def begin(work: Path, name: str) -> None:
    """From here on the checkpoint is no whole one, whatever it was."""
    _mark(work, name).unlink(missing_ok=True)


def end(work: Path, name: str, of_what: str) -> None:
    """The checkpoint holds all that the stretch learns from this."""
    _mark(work, name).write_text(of_what, "ascii")


def _mark(work: Path, name: str) -> Path:
    return work / f"{name}.made_of"
