"""[review]: how soon a public review is answered, how often, and who reads the answer first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from unruffled.engine.policies.sections.table import Table

TOPICS: Final = ("legal", "health", "abuse", "hazard", "fake", "off_topic")
"""What a review can be about that changes how it is answered. Stars are not among them."""


@dataclass(frozen=True, slots=True)
class Review:
    """Hours until the answer; replies at most, and more to a new fact; topics for two readers, and for the platform."""

    answer_hours: int
    replies: int
    to_new_fact: int
    second_reader: tuple[str, ...]
    report: tuple[str, ...]


def read(table: Table) -> Review:
    """Return the review rules that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Review.__dataclass_fields__)
    return Review(
        answer_hours=table.whole("answer_hours", at_least=1),
        replies=table.whole("replies", at_least=1),
        to_new_fact=table.whole("to_new_fact"),
        second_reader=table.words("second_reader", TOPICS),
        report=table.words("report", TOPICS),
    )
