"""The acts that one clause joins: "bring the ladder on Tuesday and take the boards", "the bed on Friday and …"."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from unruffled.engine.reader.clauses import Clause, next_time, trimmed
from unruffled.engine.reader.grammar import OBJECTS, PRONOUNS, US, base_of, is_telling, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.times import When


def acts(words: Text, clause: Clause, end: int, whens: list[When]) -> list[tuple[int, int]]:
    """Return the verb phrase up to `end`, cut where "and" starts an act of its own: one with its own time ("ring at
    four and email it tonight"), a thing of its own behind the time ("come at four and take the old sofa"), or, where
    no time is named at all, its own thing or a word back to the customer ("look into it and come back to you")."""
    if not any(words.words[i] in _JOINS or words.breaks[i] for i in range(clause.verb + 1, end - 1)):
        return _pieces(words, (clause.verb, end))
    cuts = [clause.verb]
    timeless = not next_time(words, clause.verb, end, whens) and not _has_slot(words, clause.verb, end)
    last_and = max((i for i in range(clause.verb, end) if words.words[i] == "and"), default=0)
    for i in range(clause.verb + 1, end - 1):
        verb = _next_act(words, clause, i, last_and)
        if verb is None or not _goes_on(words, clause, words.words[verb]):
            continue
        before, after = next_time(words, cuts[-1], i, whens), next_time(words, i, end, whens)
        back = timeless and clause.kind in ("will", "let") and _tells_back(words, verb, end)
        listed = words.words[i] not in _JOINS
        apart = (
            (timeless or (before and not listed)) and not after and _has_own_thing(words, clause, verb, end, timeless)
        )
        if (before and after) or back or apart:
            cuts.append(i if listed else i + 1)
    return _pieces(words, (*cuts, end))


_JOINS: Final = frozenset({"and", "then"})


def _next_act(words: Text, clause: Clause, i: int, last_and: int) -> int | None:
    """Where the verb of the next act stands: behind "and", "then", "and also", or a comma of a list of acts (with
    "and" further on: without it, the customer is told to do it)."""
    last = len(words) - 1
    if words.words[i] in _JOINS:
        return min(i + 2, last) if words.words[i + 1] in ("then", "also") else i + 1
    listed = words.breaks[i] and words.words[i + 1] in OBJECTS and clause.kind in ("will", "let")
    return i if listed and words.words[i] in words_for()["acts"] and i < last_and else None


def things(words: Text, first: int, last: int, whens: list[When]) -> list[tuple[int, int]]:
    """Return one act, cut where another thing with a time of its own begins: "send the bed on Friday and the lamp on
    Monday"; the first piece has the verb, the others only what it acts on, too."""
    if len(whens) < 2:
        return _pieces(words, (first, last))
    cuts = [first]
    for i in range(first + 2, last - 2):
        joined = words.words[i - 1] == "and" or words.breaks[i]
        if (
            joined
            and words.words[i] in _ARTICLES
            and next_time(words, cuts[-1], i, whens)
            and _is_timed(words, i, last, whens)
        ):
            cuts.append(i)
    return _pieces(words, (*cuts, last))


def _pieces(words: Text, cuts: tuple[int, ...]) -> list[tuple[int, int]]:
    pairs = ((a, trimmed(words, a, b)) for a, b in pairwise(cuts))
    return [(a, b) for a, b in pairs if b > a]


_ARTICLES: Final = frozenset({"the", "a", "an", "your", "our", "my", "another", "one", "two", "three", "both"})


def _is_timed(words: Text, i: int, last: int, whens: list[When]) -> bool:
    """Whether a thing stands at word i, and then its time: "the Portuguese one on Friday", not "the day after"."""
    time = next_time(words, i, last, whens)
    if time is None or words.words[i + 1] in _LATER:
        return False
    return words.ends[i + 1] < time.span[0]


_LATER: Final = frozenset({"day", "next", "following", "week", "same", "other", "rest", "morning", "evening"})


def _has_own_thing(words: Text, clause: Clause, verb: int, end: int, timeless: bool) -> bool:
    """Whether what we do next has something of its own to act on: "and credit the two copies", "text you the slot"."""
    verb += words.words[verb] in words_for()["adverbs"]
    if words.words[verb] in _AT_ONCE:
        return False
    thing = words.words[verb + 1 : min(verb + 3, end)]
    own = bool(_ARTICLES & set(thing[:1])) or (thing[:1] == ("you",) and (timeless or bool(_ARTICLES & set(thing[1:]))))
    return clause.kind in ("will", "let") and clause.subject in US and own


_AT_ONCE: Final = frozenset(
    "begin carry explain go guide help hold leave note read spell start stay talk wait walk".split()
)
"""What goes with the act before it, and is no act to promise by itself."""


def _has_slot(words: Text, first: int, end: int) -> bool:
    """Whether a time is still to be filled in: "ring you by ⟨time⟩"."""
    return "⟨" in words.original[words.starts[first] : words.ends[end - 1]]


def _tells_back(words: Text, verb: int, end: int) -> bool:
    """Whether what follows "and" is a word from us: "and let you know", "then ring you"."""
    verb += words.words[verb] in words_for()["adverbs"]
    return is_telling(words.words[verb]) and "you" in words.words[verb + 1 : min(verb + 5, end)]


def _goes_on(words: Text, clause: Clause, verb: str) -> bool:
    """Whether a verb after "and" shares the subject and helper of the clause: "will ring … and write", "is ringing …
    and writing"."""
    act = words.words[clause.verb : clause.verb + 2]
    if clause.kind == "doing" or (act[0] == "be" and act[-1].endswith("ing")):
        return verb.endswith("ing")
    third = clause.kind == "plain" and clause.subject not in PRONOUNS - {"he", "she"}
    return base_of(verb) in words_for()["acts"] and (third or verb in words_for()["acts"])
