"""The slots that a story itself can fill: names, the customer's own words, feelings, channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from unruffled.engine.follow import quotes
from unruffled.engine.playbook import phrases
from unruffled.engine.reader.normalise import Text, normalise
from unruffled.engine.vocabulary import INSULTS, Advice, Reading, Signal, Situation, Span, Story

_FEELINGS: Final[Mapping[str, str]] = {
    "anxiety": "worried",
    "distress": "upset",
    "anger": "angry",
    "disappointment": "disappointed",
    "frustration": "frustrated",
}
_QUOTED: Final[Mapping[str, tuple[str, ...]]] = {
    "issue": ("issue_stated", "promise_broken", "long_wait", "repeat_contact"),
    "effort": ("long_wait", "repeat_contact", "transfer_complaint", "repeat_info"),
    "stake": ("deadline_demand",),
    "want": ("want_stated", "refund_demand", "compensation_demand", "deadline_demand"),
}
"""Slots that take the customer's own words, and the signals whose words they are."""

_WISH: Final = re.compile(
    r"\b(?:i|we)(?:['’]d| would)? (?:only |just |really |simply )?(?:want|need|like|expect|ask for)\b", re.IGNORECASE
)
_NOT_ALONE: Final = frozenset("it him her them us me you y'all nothing this that".split())
"""A wish beginning with these has been torn from its verb: “it back today” is no name for what somebody wants."""

_CHANNELS: Final[Mapping[str, str]] = {"phone": "call", "chat": "chat", "email": "exchange", "social": "thread"}
LOOKS_BACK: Final = 24
"""Turns in which the customer's words are looked for."""

SURE: Final = 0.6
"""Below this we do not put words into anybody's mouth."""


def filled(move: Advice, record: Mapping[str, str]) -> Advice:
    """Return the move with its words filled as far as the record goes, the most complete phrase first."""
    done = [phrases.fill(phrase, record) for phrase in move.say]
    done.sort(key=lambda text_and_missing: len(text_and_missing[1]))
    return replace(move, say=tuple(text for text, _ in done))


def slots_in(moves: Iterable[Advice]) -> frozenset[str]:
    """Return the slots that the words of these moves have."""
    return frozenset(slot for move in moves for phrase in move.say for slot in phrases.slots(phrase))


def slots_of(
    story: Story, situation: Situation, readings: Sequence[Reading], *, wanted: Collection[str] = frozenset(_QUOTED)
) -> dict[str, str]:
    """Return what this story says for the slots that are wanted, up to the latest turn."""
    record = {"name": str(story.context.customer.get("name", "")), "feeling": _feeling(situation)}
    record["channel"] = _CHANNELS.get(readings[-1].turn.channel, "") if situation.stage == "boundary" else ""
    cut = {"issue": _issue, "want": _wish}
    for slot in _QUOTED.keys() & wanted:
        record[slot] = _latest(_QUOTED[slot], readings, cut.get(slot, _clause))
    return record


def _feeling(situation: Situation) -> str:
    return next((word for signal, word in _FEELINGS.items() if signal in situation.signals), "")


def _latest(signals: Sequence[str], readings: Sequence[Reading], said: Callable[[Text, Span], str]) -> str:
    """Return the newest of the customer's own words behind these signals that can be said back, in quotation marks."""
    for reading in reversed(readings[-LOOKS_BACK:]):
        spans = [span for signal in signals if (found := _sure(reading, signal)) for span in found.spans]
        for span in spans[:_TRIED]:
            words = said(normalise(reading.turn.text), span)
            if words and not insulting(reading, words):
                return f"“{words}”"
    return ""


def _sure(reading: Reading, signal: str) -> Signal | None:
    found = reading.signal(signal)
    return found if found and found.confidence >= SURE else None


def _clause(text: Text, span: Span) -> str:
    """Return the whole clause around these words, with its neighbour where it is short; nothing of a question."""
    begin, end = text.overlapping(span)
    if begin >= end:
        return ""
    inside = range(begin, end)
    sentence = text.sentence_at(begin)
    if "?" in sentence.mark or end > sentence.last:
        return ""
    nearby = range(max(sentence.first + 1, begin - _NEARBY), min(sentence.last, end + _NEARBY))
    edges = [i for i in nearby if text.breaks[i]]
    first, last = _between([sentence.first, *edges, sentence.last], inside)
    if last - first <= quotes.FEWEST_WORDS:  # "and nobody rang" hangs on what was said before it
        first = max((i for i in (sentence.first, *edges) if i < first), default=first)
    elif last - first > quotes.MOST_WORDS:
        joints = [i for i in nearby if first < i < last and text.words[i] in ("and", "but")]
        first, last = _between([first, *joints, last], inside)
    return quotes.cut(text, sentence, first, last)


def _issue(text: Text, span: Span) -> str:
    """Return the clause unless it announces what the customer will do: that is a threat or a plan, not our fault."""
    said = _clause(text, span)
    return "" if _ANNOUNCES.search(said) else said


_ANNOUNCES: Final = re.compile(r"\b(?:i|we)(?:['’]ll| will|(?:['’]m| am|['’]re| are) going to)\b", re.IGNORECASE)
_TRIED: Final = 40
"""How many places of one message are tried for words that can be said back."""
_NEARBY: Final = 60
"""How many words around what was said its clause is looked for in."""


def _between(edges: Sequence[int], inside: Sequence[int]) -> tuple[int, int]:
    return max(i for i in edges if i <= inside[0]), min(i for i in edges if i > inside[-1])


def _wish(text: Text, span: Span) -> str:
    """Return what was wished for, without "I want": the rest reads on after "what you need is"."""
    said = _clause(text, span)
    asked = _WISH.search(said)
    rest = said[asked.end() :].strip() if asked else ""
    named = rest.split()
    return rest if len(named) >= quotes.FEWEST_WORDS and named[0].lower() not in _NOT_ALONE else ""


def insulting(reading: Reading, words: str) -> bool:
    """Return whether these words of a message hold an insult or a threat; such words are never said back or quoted."""
    return any(insult in words for insult in insults(reading))


def insults(reading: Reading) -> tuple[str, ...]:
    """Return the words of a message that are an insult or a threat."""
    return tuple(words for signal in INSULTS for words in reading.words(signal))
