"""The habits that the coach knows: one TOML file each, named by the anti-pattern or bad agent signal it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from unruffled.engine.reader.lexicon import Entry, Example, Phrasebook, PhraseError
from unruffled.engine.vocabulary import ANTIPATTERNS, BAD_AGENT_SIGNALS

OF_SIGNAL: Final[Mapping[str, str]] = {
    "a_calm_down": "say_calm_down",
    "a_interrupt": "interrupt_vent",
    "a_early_fix": "interrupt_vent",
    "a_blame_customer": "blame_customer",
    "a_blame_other": "blame_other",
    "a_minimise": "minimise",
    "a_canned": "canned_empathy",
    "a_overapology": "repeat_apology",
    "a_vague": "vague_promise",
    "a_overpromise": "overpromise",
    "a_policy_wall": "policy_wall",
    "a_repeat_question": "ask_repeat_info",
    "a_cold_transfer": "cold_transfer",
    "a_privacy_leak": "reveal_private",
    "a_accuse_fraud": "accuse_fraud",
    "a_sarcasm": "provoke",
    "a_legal_argument": "legal_debate",
    "a_jargon": "idiom_jargon",
    "a_no_answer": "a_no_answer",
    "a_you_accuse": "a_you_accuse",
    "a_defensive": "a_defensive",
    "a_ignore": "a_ignore",
}
"""Which habit a bad agent signal is: an anti-pattern where there is one, else itself. The one map."""

IDS: Final = (*ANTIPATTERNS, *(id for id in BAD_AGENT_SIGNALS if OF_SIGNAL[id] == id))
"""Every id that a remark can have."""

CONDITIONS: Final = ("heard", "public", "risk", "sarcasm", "struggles", "hot")
"""What a habit may ask of the conversation with `only` and `not`; each is a function in notices.py."""

_EXTRA: Final = frozenset({"why", "instead", "cut", "fact", "given", "first", "only", "not", "level"})


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit: why it hurts, and how a rewrite is made (other words, a cut, a fact, the first question)."""

    id: str
    title: str
    why: str
    instead: str
    by: str
    only: tuple[str, ...]
    unless: tuple[str, ...]
    level: Literal["advice", "stop"]
    examples: tuple[Example, ...]
    source: tuple[str, ...]


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """The phrases of all habits, compiled once."""
    return Phrasebook.load("habits", package="unruffled.engine.coach")


@lru_cache(maxsize=1)
def known() -> Mapping[str, Habit]:
    """Every habit by its id.

    :raises PhraseError: naming the file, the bad word and the good ones
    """
    found = {id: _habit(entry) for id, entry in phrasebook().entries.items()}
    for id in IDS:
        if id not in found:
            raise PhraseError(f"habits/{id}.toml is missing")
    return found


def _habit(entry: Entry) -> Habit:
    where = f"habits/{entry.id}.toml"
    extra: Mapping[str, Any] = entry.extra
    _good(where, [entry.id], IDS)
    _good(where, extra, _EXTRA)
    _good(where, [*extra.get("only", ()), *extra.get("not", ())], CONDITIONS)
    _good(where, [extra.get("level", "advice")], ("advice", "stop"))
    if not extra.get("why"):
        raise PhraseError(f"{where}: needs a why")
    ways = [way for way in ("cut", "fact", "given", "first") if extra.get(way)]
    return Habit(
        id=entry.id,
        title=entry.title,
        why=str(extra["why"]),
        instead=str(extra.get("instead", "")),
        by=ways[0] if ways else "",
        only=tuple(extra.get("only", ())),
        unless=tuple(extra.get("not", ())),
        level="stop" if extra.get("level") == "stop" else "advice",
        examples=entry.examples,
        source=entry.source,
    )


def _good(where: str, words: Any, good: Any) -> None:
    for word in words:
        if word not in good:
            raise PhraseError(f"{where}: {word!r} is not known; good are {', '.join(sorted(good))}")
