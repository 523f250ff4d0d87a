"""[channel_change]: the matrix of changes of channel, each with when, what to say first, and when not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from unruffled.engine.policies.sections.table import Table
from unruffled.engine.rules import Rule, parse
from unruffled.engine.situation import FACTS

CHANNELS: Final = ("email", "chat", "phone", "sms", "dm", "social", "review")
"""Where a conversation can stand."""

WAYS: Final = ("email", "chat", "phone", "sms", "private", "visit", "letter", "interpreter")
"""Where it can be taken, or who can be brought along."""

KNOWN: Final = (
    "evidence_in_writing",
    "multi_step",
    "small_print",
    "must_be_reviewed",
    "links_or_photos",
    "card_data",
    "urgent",
    "essential_service",
    "private_data_needed",
    "hazard_or_outage",
    "repeat_failures",
    "home_need",
    "threat_on_file",
    "formal_notice",
    "no_other_contact",
    "hearing",
    "representative",
)
"""What a person knows of the case that no text shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One change: from where to what, when (by facts, or by what is known), what first, what goes along, when not."""

    id: str
    start: tuple[str, ...]
    to: str
    by: str
    when: Rule | None
    when_known: frozenset[str]
    unless: Rule | None
    unless_known: frozenset[str]
    say_first: str
    carry_over: str


@dataclass(frozen=True, slots=True)
class ChannelChange:
    """The matrix, and how many changes a case may have before a supervisor is asked."""

    most: int
    rows: tuple[Row, ...]


def read(table: Table) -> ChannelChange:
    """Return the matrix that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only("most", "row")
    return ChannelChange(most=table.whole("most"), rows=tuple(_row(one) for one in table.tables("row")))


def _row(table: Table) -> Row:
    words = ("id", "from", "to", "by", "when", "when_known", "unless", "unless_known", "say_first", "carry_over")
    table.only(*words)
    return Row(
        id=table.word("id"),
        start=table.words("from", CHANNELS),
        to=table.word("to", WAYS),
        by=table.word("by", ("agent", "manager")) if "by" in table.content else "agent",
        when=_rule(table, "when"),
        when_known=_known(table, "when_known"),
        unless=_rule(table, "unless"),
        unless_known=_known(table, "unless_known"),
        say_first=table.word("say_first"),
        carry_over=table.word("carry_over"),
    )


def _rule(table: Table, key: str) -> Rule | None:
    found: Any = table.content.get(key)
    return None if found is None else parse(found, file=table.file, facts=FACTS, key=f"{table.key}: {key}")


def _known(table: Table, key: str) -> frozenset[str]:
    return frozenset(table.words(key, KNOWN)) if key in table.content else frozenset()
