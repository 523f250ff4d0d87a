"""The cards: one move a file, checked word by word when loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from unruffled.engine.rules import ALWAYS, BadRule, Rule, parse, require_known
from unruffled.engine.situation import FACTS
from unruffled.engine.vocabulary import ANTIPATTERNS, SIGNALS, STAGES

FLAG_MARKS: Final = frozenset(
    {"a_bad_previous", "fault_known", "civil_again", "hot_for_long", "rejected_again", "review", "unverified"}
)
"""Flags that cards may name beside the customer's signals: facts about us and about the talk as a whole."""

MARKS: Final = frozenset(SIGNALS) | FLAG_MARKS
"""What boosts, blocks and require_any may name."""

_KEYS: Final = (
    "title",
    "purpose",
    "source",
    "tier",
    "base",
    "stage",
    "block",
    "require_any",
    "min_heat",
    "max_uses",
    "boost",
    "when",
    "say",
    "avoid",
    "example",
)
_EXAMPLE_KEYS: Final = ("customer", "turns", "channel", "history", "facts", "fits")


@dataclass(frozen=True, slots=True)
class Example:
    """A short talk that the card must (or must not) fit: pairs of who and what they say, on one channel."""

    turns: tuple[tuple[str, str], ...]
    fits: bool
    channel: str = "chat"
    history: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One move: when it fits, what it is worth (points), how often it may be used, and words to say."""

    id: str
    title: str
    purpose: str
    source: tuple[str, ...]
    tier: int
    base: int
    stage: frozenset[str]
    max_uses: int
    say: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    block: frozenset[str] = frozenset()
    require_any: frozenset[str] = frozenset()
    min_heat: int = 0
    boost: Mapping[str, int] = field(default_factory=dict)
    when: Rule = ALWAYS
    examples: tuple[Example, ...] = ()


@cache
def default() -> tuple[Card, ...]:
    """Return the cards that come with the product, in the order of their ids."""
    folder = resources.files(__package__).joinpath("cards")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(parse_card(f.read_text(encoding="utf-8"), file=f.name) for f in files)


def parse_card(text: str, *, file: str) -> Card:
    """Return the card that this TOML text describes; its id is the file's name.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadRule(f"{file}: not readable as TOML: {wrong}.") from wrong
    require_known(table, _KEYS, file=file, key="key")
    return Card(
        id=file.removesuffix(".toml"),
        title=_text(table, "title", file),
        purpose=_text(table, "purpose", file),
        source=_words(table, "source", file),
        tier=_whole(table, "tier", file),
        base=_whole(table, "base", file),
        stage=frozenset(_words(table, "stage", file, good=STAGES)),
        max_uses=_whole(table, "max_uses", file),
        say=_words(table, "say", file),
        avoid=_words(table, "avoid", file, good=ANTIPATTERNS),
        block=frozenset(_words(table, "block", file, good=MARKS)),
        require_any=frozenset(_words(table, "require_any", file, good=MARKS)),
        min_heat=_whole(table, "min_heat", file, missing=0),
        boost=_boost(table.get("boost", {}), file),
        when=parse(table.get("when", {}), file=file, facts=FACTS),
        examples=tuple(_example(one, file) for one in table.get("example", [])),
    )


def _boost(table: object, file: str) -> Mapping[str, int]:
    if not isinstance(table, Mapping) or not all(isinstance(points, int) for points in table.values()):
        raise BadRule(f"{file}: [boost] must give whole points to signals.")
    require_known(table, MARKS, file=file, key="[boost]")
    return MappingProxyType(dict(table))


def _example(table: object, file: str) -> Example:
    if not isinstance(table, Mapping) or not isinstance(table.get("fits"), bool):
        raise BadRule(f"{file}: [[example]] needs 'customer' or 'turns', and fits = true or false.")
    require_known(table, _EXAMPLE_KEYS, file=file, key="[[example]]")
    lines = table.get("turns") or [f"customer: {table.get('customer', '')}"]
    return Example(
        turns=tuple(_line(line, file) for line in lines),
        fits=table["fits"],
        channel=str(table.get("channel", "chat")),
        history=MappingProxyType(dict(table.get("history", {}))),
        facts=tuple(table.get("facts", ())),
    )


def _line(line: object, file: str) -> tuple[str, str]:
    by, colon, said = str(line).partition(":")
    require_known([by], ("customer", "agent", "supervisor", "system"), file=file, key="[[example]] turns")
    if not colon or not said.strip():
        raise BadRule(f"{file}: [[example]] turns: {line!r} should read 'customer: what they say'.")
    return by, said.strip()


def _text(table: Mapping[str, Any], key: str, file: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRule(f"{file}: {key} is missing or empty.")
    return value


def _words(table: Mapping[str, Any], key: str, file: str, *, good: Sequence[str] | Any = None) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadRule(f"{file}: {key} must be a list of words.")
    if good is not None:
        require_known(value, good, file=file, key=key)
    return tuple(value)


def _whole(table: Mapping[str, Any], key: str, file: str, *, missing: int | None = None) -> int:
    value = table.get(key, missing)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRule(f"{file}: {key} must be a whole number, not {value!r}.")
    return value
