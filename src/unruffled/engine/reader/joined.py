"""The acts that one clause joins: "bring the ladder on Tuesday and take the boards", "the bed on Friday and …"."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from unruffled.engine.reader.clauses import Clause, own_times, trimmed
from unruffled.engine.reader.grammar import PRONOUNS, US, base_of, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.times import When

TOUCH: Final = frozenset(
    {"call", "ring", "phone", "text", "write", "email", "mail", "message", "hear", "tell", "answer"}
)
"""A word from us to the customer."""


def acts(words: Text, clause: Clause, end: int, whens: list[When]) -> list[tuple[int, int]]:
    """Return the verb phrase up to `end`, cut where "and" starts an act of its own: one with its own time ("ring at
    four and email it tonight"), a thing of its own behind the time ("come at four and take the old sofa"), or, where
    no time is named at all, its own thing or a word back to the customer ("look into it and come back to you")."""
    cuts = [clause.verb]
    timeless = not own_times(words, clause.verb, end, whens) and not _has_slot(words, clause.verb, end)
    for i in range(clause.verb + 1, end - 1):
        if words.words[i] not in ("and", "then") or not _goes_on(words, clause, _past_adverb(words, i)):
            continue
        before, after = own_times(words, cuts[-1], i, whens), own_times(words, i, end, whens)
        back = timeless and clause.kind in ("will", "let") and _tells_back(words, i, end)
        apart = (before or timeless) and not after and _has_own_thing(words, clause, i, end)
        if (before and after) or back or apart:
            cuts.append(i + 1)
    return _pieces(words, [*cuts, end])


def things(words: Text, first: int, last: int, whens: list[When]) -> list[tuple[int, int]]:
    """Return one act, cut where another thing with a time of its own begins: "send the bed on Friday and the lamp on
    Monday"; the first piece has the verb, the others only what it acts on, too."""
    cuts = [first]
    for i in range(first + 2, last - 2):
        joined = words.words[i - 1] == "and" or words.breaks[i]
        if (
            joined
            and words.words[i] in _ARTICLES
            and own_times(words, cuts[-1], i, whens)
            and _is_timed(words, i, last, whens)
        ):
            cuts.append(i)
    return _pieces(words, [*cuts, last])


def _pieces(words: Text, cuts: list[int]) -> list[tuple[int, int]]:
    pairs = ((a, trimmed(words, a, b)) for a, b in pairwise(cuts))
    return [(a, b) for a, b in pairs if b > a]


_ARTICLES: Final = frozenset({"the", "a", "an", "your", "our", "my", "another", "one", "two", "three", "both"})


def _is_timed(words: Text, i: int, last: int, whens: list[When]) -> bool:
    """Whether a thing stands at word i, and then its time: "the Portuguese one on Friday", not "the day after"."""
    time = next(iter(own_times(words, i, last, whens)), None)
    if time is None or words.words[i + 1] in _LATER:
        return False
    return words.ends[i + 1] < time.span[0]


_LATER: Final = frozenset({"day", "next", "following", "week", "same", "other", "rest", "morning", "evening"})


def _has_own_thing(words: Text, clause: Clause, i: int, end: int) -> bool:
    """Whether what we do next has something of its own to act on: "and credit the two missing copies"."""
    verb = i + 2 if words.words[i + 1] in words_for()["adverbs"] | {"then"} else i + 1
    thing = words.words[verb + 1 : min(verb + 2, end)]
    return clause.kind in ("will", "let") and clause.subject in US and bool(_ARTICLES & set(thing))


def _has_slot(words: Text, first: int, end: int) -> bool:
    """Whether a time is still to be filled in: "ring you by ⟨time⟩"."""
    return "⟨" in words.original[words.starts[first] : words.ends[end - 1]]


def _tells_back(words: Text, i: int, end: int) -> bool:
    """Whether what follows "and" is a word from us: "and let you know", "then ring you"."""
    verb = words.words[i + 2] if words.words[i + 1] in words_for()["adverbs"] | {"then"} else words.words[i + 1]
    near = words.words[i + 2 : min(i + 6, end)]
    return verb in TOUCH | _BACK and "you" in near


_BACK: Final = frozenset({"come", "get", "let", "keep", "update", "inform", "contact", "notify", "report"})


def _goes_on(words: Text, clause: Clause, verb: str) -> bool:
    """Whether a verb after "and" shares the subject and helper of the clause: "will ring … and write", "is ringing …
    and writing"."""
    act = words.words[clause.verb : clause.verb + 2]
    if clause.kind == "doing" or (act[0] == "be" and act[-1].endswith("ing")):
        return verb.endswith("ing")
    third = clause.kind == "plain" and clause.subject not in PRONOUNS - {"he", "she"}
    return base_of(verb) in words_for()["acts"] and (third or verb in words_for()["acts"])


def _past_adverb(words: Text, i: int) -> str:
    following = words.words[i + 1]
    return words.words[i + 2] if following in ("then", "also") and i + 2 < len(words) else following
