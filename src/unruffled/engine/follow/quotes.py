"""How much of a customer's words is said back: a clause as it stands, never a piece of one; else nothing."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.normalise import Sentence, Text

FEWEST_WORDS: Final = 3
MOST_WORDS: Final = 14
"""Nobody says half a mail back word by word, nor two words out of it: such a place is left open for the agent."""

_HANGS_OVER: Final = frozenset("and but so then because or as while that also plus".split())
"""Words that join a clause to what was said before it: said back, it begins behind them."""

_LEANS_ON: Final = frozenset(
    "who whom whose which where when whenever if unless until since after before although though than to".split()
)
"""A clause that begins with these is a piece of a sentence, unless it is all of it."""

_LACKS_WHO: Final = frozenset(
    "is are was were been be has have had do does did not will would can could got get gets put gave give gives went"
    " goes go came comes take takes took make makes made sent send sends left kept keep keeps told tell tells said say"
    " says ring rings rang want wants need needs just".split()
)
"""Within a sentence a clause that begins with these, or with a word such as “cancelled”, has lost who it is about."""

_WAITS_FOR_MORE: Final = frozenset("a an the my your our their and or but because if of".split())
"""No words end whole on these, not even where the customer broke off."""

_SAYS: Final = frozenset(
    "say says said saying tell tells told inform informed write writes wrote claim claims claimed".split()
)
_LEADS_ON: Final = _SAYS | frozenset(
    "that who which to for from with into than as really very too quite is are was were been be has have had"
    " will would can could may might must should do does did not".split()
)
"""On these words a clause ends whole only where its sentence does: “your app says” waits for what it says."""

_OBJECTS: Final = frozenset("me us you him her them it".split())
_NOT_SAID_BACK: Final = frozenset({"<note>", "<email>", "<phone>"})
"""What a transcript says of how something was said, and where somebody can be reached."""


def cut(text: Text, sentence: Sentence, first: int, last: int) -> str:
    """Return words `first` up to `last` of this sentence as they stand; nothing where they are a piece of a phrase.

    A quotation is left out rather than broken off: the open place asks the agent for what belongs there.
    """
    while first < last and text.words[first] in _HANGS_OVER and not _points(text, sentence, first):
        first += 1
    if not FEWEST_WORDS <= last - first <= MOST_WORDS or not _NOT_SAID_BACK.isdisjoint(text.shapes[first:last]):
        return ""
    if not (_begins_whole(text, sentence, first, last) and _ends_whole(text, sentence, last)):
        return ""
    said = " ".join(text.original[text.starts[first] : text.ends[last - 1]].split())
    return said if said.count('"') % 2 == 0 and said.count("“") == said.count("”") else ""


def _points(text: Text, sentence: Sentence, first: int) -> bool:
    """Whether this is the “that” of “that was wrong”, which joins nothing."""
    begins = first == sentence.first or not _LACKS_WHO.isdisjoint(text.words[first + 1 : first + 2])
    return text.words[first] == "that" and begins


def _begins_whole(text: Text, sentence: Sentence, first: int, last: int) -> bool:
    word, within = text.words[first], first > sentence.first
    if word in _LEANS_ON:
        return not within and last == sentence.last
    return not within or not (word in _LACKS_WHO or word.endswith("ed"))


def _ends_whole(text: Text, sentence: Sentence, last: int) -> bool:
    told = text.words[last - 1] in _OBJECTS and text.words[last - 2] in _SAYS
    word = text.words[last - 2 if told else last - 1]
    return word not in _WAITS_FOR_MORE and (last == sentence.last or word not in _LEADS_ON)
