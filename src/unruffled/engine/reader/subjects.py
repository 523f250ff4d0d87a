"""The noun phrase before a verb: where it begins, its last word, and what only looks like the verb behind it."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.grammar import PRONOUNS, words_for
from unruffled.engine.reader.normalise import Sentence, Text


def noun_before(words: Text, i: int, sentence: Sentence) -> int | None:
    """Where the noun phrase that ends before word i begins: at most nine words back, to a break or a joining word."""
    lists = words_for()
    if words.breaks[i] and i - sentence.first > 1:
        return _before_aside(words, i, sentence)
    first = i
    while first > sentence.first and i - first < 9:
        before = words.words[first - 1]
        if before in lists["joins"] or before in lists["under"] or before in PRONOUNS:
            break
        first -= 1
        if words.breaks[first] or _begins_phrase(words, first, sentence):
            break
    return first if first < i else None


def _begins_phrase(words: Text, i: int, sentence: Sentence) -> bool:
    return words.words[i] in _DETERMINERS and i > sentence.first and words.words[i - 1] not in _WITHIN_PHRASE


def _before_aside(words: Text, i: int, sentence: Sentence) -> int | None:
    """ "Noor, whom you know, will …": the name before ", who …,"."""
    for j in range(i - 1, max(sentence.first, i - 9), -1):
        if words.breaks[j]:
            return _plain_noun(words, j, sentence)
    return None


def _plain_noun(words: Text, end: int, sentence: Sentence) -> int | None:
    """Where the words right before an aside begin: at the sentence's start, or at the last break before them."""
    first = end
    while first > sentence.first and end - first < 5 and (first == end or not words.breaks[first]):
        first -= 1
    while first < end and words.words[first] in words_for()["joins"]:
        first += 1
    return first if first < end else None


_DETERMINERS: Final = frozenset(
    {"the", "a", "an", "your", "our", "my", "this", "his", "her", "their", "another", "one"}
)
_WITHIN_PHRASE: Final = _DETERMINERS | {"of", "for", "to", "in", "on", "with", "at", "by", "from", "about"}


def noun_at(words: Text, i: int) -> str:
    """The word before i, past one adverb: the subject of "tests usually come"."""
    return words.words[i - 2 if i > 1 and words.words[i - 1] in words_for()["adverbs"] else i - 1]


def is_counted(words: Text, i: int) -> bool:
    """Whether a word in -s is what is counted before it: "the two missing copies"."""
    return any(
        words.words[n] in _NUMBERS and words.words[n - 1] in _DETERMINERS for n in (i - 1, i - 2, i - 3) if n > 0
    )


_NUMBERS: Final = frozenset("two three four five six seven eight nine ten twelve other few".split())
