"""[feedback]: the one invitation that everybody gets, when it is held back, and what is a bad answer."""

from __future__ import annotations

from dataclasses import dataclass

from unruffled.engine.policies.sections.table import Table
from unruffled.engine.rules import BadRule


@dataclass(frozen=True, slots=True)
class Feedback:
    """The words of the invitation; days of the holds; the worst ratings (1-5) and the working days to act on them."""

    questions: tuple[str, ...]
    free_text: str
    public: str
    vulnerable_days: int
    once_in_days: int
    boundary_from: int
    bad_at_most: int
    act_within_days: int


def read(table: Table) -> Feedback:
    """Return the feedback that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Feedback.__dataclass_fields__)
    questions = table.words("questions")
    if len(questions) != 2:
        raise BadRule(f"{table.file}: {table.key}.questions must be two questions, not {len(questions)}.")
    return Feedback(
        questions=questions,
        free_text=table.word("free_text"),
        public=table.word("public"),
        vulnerable_days=table.whole("vulnerable_days"),
        once_in_days=table.whole("once_in_days"),
        boundary_from=table.whole("boundary_from", at_least=1, at_most=6),
        bad_at_most=table.whole("bad_at_most", at_least=1, at_most=5),
        act_within_days=table.whole("act_within_days"),
    )
