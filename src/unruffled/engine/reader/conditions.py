"""Sentences that promise nothing yet: offers to choose from, and what hangs on the customer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from unruffled.engine.reader.clauses import US, words_for
from unruffled.engine.reader.normalise import Sentence, Text


def is_offer(words: Text, i: int) -> bool:
    """Whether this sentence lays out alternatives that the customer has not chosen from yet."""
    if _is_on_menu(words, i):
        return True
    sentence = words.sentences[i]
    own = words.original[slice(*sentence.span)]
    if not _REAL_OR.search(own):
        return re.match(r"(?:\W|\d|[abc]\)){0,6}option\b", own, re.IGNORECASE) is not None
    near = " ".join(words.original[slice(*s.span)] for s in words.sentences[max(0, i - 1) : i + 2])
    following = words.sentences[i + 1] if i + 1 < len(words.sentences) else None
    asked = "?" in sentence.mark or (following is not None and "?" in following.mark)
    return asked or _CHOICE.search(near) is not None


def _is_on_menu(words: Text, i: int) -> bool:
    """Whether this sentence opens a list of ways to choose from, or follows one before our question."""
    for j in range(i, max(-1, i - 3), -1):
        sentence = words.sentences[j]
        if j < i and "?" in sentence.mark:
            return False
        if _MENU.search(words.original[slice(*sentence.span)]):
            return any("?" in s.mark for s in words.sentences[j : i + 4])
    return False


_CHOICE: Final = re.compile(
    r"\b(?:(?:^|can |could |, )either|which (?:would|suits|do|one|is|of)|would you (?:like|prefer|rather)"
    r"|your call|up to you|choose"
    r"|choice|choices|options?"
    r"|one of (?:two|these|three|the)|two ways|three ways|two things|whichever|say which|you prefer|of the two"
    r"|or is it)\b",
    re.IGNORECASE,
)


_REAL_OR: Final = re.compile(
    r"\bor\b(?! (?:not|sooner|earlier|before|less|so|later|even|two|three|ring|reply|call|write|email|bad"
    r"|evening)\b)",
    re.IGNORECASE,
)


_MENU: Final = re.compile(
    r"\b(?:two|three|four|a couple of|a few|[234]) (?:real )?(?:ways|options|choices|things|routes|possibilities)\b",
    re.IGNORECASE,
)


def hangs_on_customer(words: Text, sentence: Sentence) -> bool:
    """Whether the sentence turns on something the customer does or says first."""
    for i in range(sentence.first, sentence.last - 1):
        word = words.words[i]
        if word in _TOLD and (i == sentence.first or words.breaks[i]) and _then_we(words, i, sentence):
            return True
        if word in ("another", "more", "further") and _then_we(words, i, sentence):  # a last warning
            return True
        opens = word in ("if", "unless", "once", "when", "should", "provided")
        if opens or words.words[i : i + 3] == ("as", "soon", "as"):
            near = range(i + 1, min(i + 8, sentence.last))
            stop = next((j for j in near if words.breaks[j]), near.stop)
            if _customer_first(word, words.words[i + 1 : stop]):
                return True
    return False


_TOLD: Final = frozenset(
    {"reply", "send", "ring", "call", "write", "text", "email", "tell", "bring", "upload", "share", "drop"}
)


def _then_we(words: Text, i: int, sentence: Sentence) -> bool:
    """ "Reply here and I'll book it": ours begins only when theirs is done."""
    near = range(i + 1, min(i + 14, sentence.last - 2))
    return any(words.words[j] == "and" and words.words[j + 1] in US and words.words[j + 2] == "will" for j in near)


def _customer_first(word: str, said: Sequence[str]) -> bool:
    """Whether a condition names what the customer does for us first; not "when you log in", "unless you stop me"."""
    if word == "should" or not said:
        return said[:1] == ("you",)
    if "you" in said[:3] and said[0] != "i":
        at = said.index("you") + 1
        act = next((w for w in said[at : at + 3] if w not in words_for()["adverbs"] | {"have", "has", "is", "are"}), "")
        if word == "unless":
            return act not in _OBJECTS_TO
        return word in ("if", "provided") or act in words_for()["asked_of_you"] or act.endswith("ed") or not act
    if (
        word in ("once", "when", "as")
        and said[-1:] in (("in",), ("signed",), ("back",), ("returned",))
        and said[0] in _IT
        and said[-2:] != ("been", "in")  # people who came by; a form is in, or back in
    ):
        return True
    if word == "if" and said[0] in ("it", "this", "that", "there") and _GOES_ON & set(said):
        return True
    return "your" in said and bool({"receive", "get", "have", "reply", "form", "photo", "photos"} & set(said))


_OBJECTS_TO: Final = frozenset({"stop", "object", "say", "tell", "hear", "prefer", "write", "call", "decide"})


_IT: Final = frozenset({"that", "it", "this", "they", "those", "these"})


_GOES_ON: Final = frozenset({"happens", "continues", "again", "another", "language", "goes"})
