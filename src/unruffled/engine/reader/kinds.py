"""What kind of saying a verb makes of its subject: will, plain, doing, being, arranged, expect, no or other."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.grammar import OBJECTS, PRONOUNS, US, act_of, behind_adverbs, words_for
from unruffled.engine.reader.normalise import Sentence, Text


def kind_of(words: Text, i: int, sentence: Sentence, subject: str) -> tuple[str, int]:
    """What the verb at i makes of its subject, and where the act begins."""
    lists = words_for()
    word = words.words[i] if i < sentence.last else ""
    after = behind_adverbs(words, i + 1, sentence)
    following = words.words[after] if after < sentence.last else ""
    if word in ("will", "shall"):
        return ("no", after) if following in ("not", "never") else ("will", after)
    if word in lists["be"]:
        return _kind_of_being(words, following, after, sentence)
    if word in PLEDGES and following in ("to", "that", "you"):
        return "will", behind_adverbs(words, after + 1, sentence)
    if pledged := _pledged(words, word, after, sentence, subject):
        return pledged
    if word in ("have", "has") and _is_arranged(words, following, after, subject):
        return "arranged", after
    if word == "should" and subject not in US:
        owned = following == "have" and words.words[after + 1 : after + 2] != () and words.words[after + 1] in OBJECTS
        return ("other" if following in ("not", "have") and not owned else "will"), after
    if word in ("do", "does") and following in OBJECTS - {"you"}:
        return "plain", i  # "they do a recount tonight"
    if word in lists["modal"] or word in ("had", "did", "was", "were", "has", "have", "do", "does"):
        holds = word in ("has", "have") and (
            subject == "you" or (following in ("it", "them") and subject not in PRONOUNS)
        )
        return ("plain", i) if holds else ("other", after)
    return "plain", i


def _pledged(words: Text, word: str, after: int, sentence: Sentence, subject: str) -> tuple[str, int] | None:
    """What else says "will": "we gonna send it", "the landlord has agreed to mend it", "you can expect a call"."""
    following, then = words.words[after : after + 1], words.words[after + 1 : after + 2]
    if word in ("have", "has") and set(following) & AGREED and then == ("to",) and subject not in US | {"you"}:
        return "will", behind_adverbs(words, after + 2, sentence)
    if word == "going" and following == ("to",) and subject in US | {"they"}:
        return "will", behind_adverbs(words, after + 1, sentence)
    if word == "have" and subject in US and _has_arranged(words, after + (following == ("got",)), sentence):
        return "doing", after + (following == ("got",))
    if subject == "you" and word in ("can", "may") and following == ("expect",):
        return "expect", behind_adverbs(words, after + 1, sentence)
    return None


def _has_arranged(words: Text, i: int, sentence: Sentence) -> bool:
    """Whether "have" tells what is arranged: "I have a fitter coming to you", "I've got you down for Friday"."""
    near = words.words[i : min(i + 6, sentence.last)]
    if not near or near[0] not in OBJECTS | {"someone", "somebody", "one", "two", "another"}:
        return False
    acts = (word for word in near[1:] if word.endswith("ing") and word not in words_for()["things"])
    return near[:2] == ("you", "down") or any(act_of(word) for word in acts)


AGREED: Final = frozenset({"agreed", "promised", "undertaken", "committed"})
"""What others have done who bind themselves: "the landlord has agreed to mend it"."""
PLEDGES: Final = frozenset({"promise", "guarantee", "undertake", "undertakes", "promises", "guarantees"})
"""Verbs that say "will" by themselves, before "to", "that" or "you"."""


def _is_arranged(words: Text, following: str, after: int, subject: str) -> bool:
    """Whether what we have done, or what has been done, leads on: "has been booked for Friday", "I've asked them"."""
    lists, then = words_for(), words.words[after + 1 : after + 2]
    if subject in US:
        down = following in ("got", "put") and "down" in words.words[after : after + 4]
        told = following in ("told", "instructed") and "to" in words.words[after + 1 : after + 5]
        return down or told or following in lists["prepared"] | {"asked"}
    return following == "been" and bool(set(then) & (lists["prepared"] | {"asked", "told"}))


def _kind_of_being(words: Text, following: str, after: int, sentence: Sentence) -> tuple[str, int]:
    if following == "going" and words.words[after + 1 : after + 2] == ("to",):
        return "will", min(after + 2, sentence.last - 1)
    if following == "not":
        return "no", after
    if (
        following == "to"
        and words.words[after + 1 : after + 2]
        and words.words[after + 1] in words_for()["acts"] | {"be"}
    ):
        return "will", after + 1  # "I'm to send you the form", "it is to be mended"
    return ("doing", after) if following.endswith("ing") and len(following) > 4 else ("being", after)
