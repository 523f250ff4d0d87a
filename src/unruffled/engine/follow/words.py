"""The slots that a story itself can fill: names, the customer's own words, feelings, channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from unruffled.engine.playbook import phrases
from unruffled.engine.vocabulary import Advice, Reading, Situation, Story

_FEELINGS: Final[Mapping[str, str]] = {
    "anxiety": "worried",
    "distress": "upset",
    "anger": "angry",
    "disappointment": "disappointed",
    "frustration": "frustrated",
}
_QUOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "issue": ("issue_stated", "promise_broken"),
    "want": ("want_stated", "refund_demand"),
    "effort": ("long_wait", "repeat_contact", "transfer_complaint", "repeat_info"),
    "stake": ("deadline_demand",),
    "private": ("private_data_exposed",),
}
"""Slots that take the customer's own words, and the signals whose words they are."""

_CHANNELS: Final[Mapping[str, str]] = {"phone": "call", "chat": "chat", "email": "exchange", "social": "thread"}
LOOKS_BACK: Final = 24
"""Turns in which the customer's words are looked for."""

MOST_WORDS: Final = 14
"""Longer quotes are left to the agent: nobody says half a mail back word by word."""


def filled(move: Advice, record: Mapping[str, str]) -> Advice:
    """Return the move with its words filled as far as the record goes, the most complete phrase first."""
    done = [phrases.fill(phrase, record) for phrase in move.say]
    done.sort(key=lambda text_and_missing: len(text_and_missing[1]))
    return replace(move, say=tuple(text for text, _ in done))


def record_of(story: Story, situation: Situation, readings: Sequence[Reading]) -> dict[str, str]:
    """Return what this story knows for slots, up to the latest turn."""
    record = {"name": str(story.context.customer.get("name", "")), "feeling": _feeling(situation)}
    record["channel"] = _CHANNELS.get(readings[-1].turn.channel, "") if situation.stage == "boundary" else ""
    for slot, signals in _QUOTED.items():
        record[slot] = _their_words(signals, readings)
    return record


def _feeling(situation: Situation) -> str:
    return next((word for signal, word in _FEELINGS.items() if signal in situation.signals), "")


def _their_words(signals: Sequence[str], readings: Sequence[Reading]) -> str:
    for reading in reversed(readings[-LOOKS_BACK:]):
        for signal in signals:
            for said in reading.words(signal):
                if 2 <= len(said.split()) <= MOST_WORDS:
                    return f"“{said.strip(' .,;:!?')}”"
    return ""
