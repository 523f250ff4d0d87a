"""Promises in one of our turns, as who, what and when; and what a customer says that we promised."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from unruffled.engine.reader import moments, times
from unruffled.engine.reader.clauses import next_time
from unruffled.engine.reader.conditions import is_offer
from unruffled.engine.reader.futures import looks_ahead
from unruffled.engine.reader.grammar import words_for
from unruffled.engine.reader.normalise import Text, normalise
from unruffled.engine.reader.sentences import promised
from unruffled.engine.reader.times import When
from unruffled.engine.reader.worded import VAGUE
from unruffled.engine.vocabulary import STAFF, Promise, Reading


def find(text: str, *, by: str = "agent", before: Sequence[Reading] = ()) -> tuple[Promise, ...]:
    """Return what this turn of ours promises: who will do what by when (DOMAIN 3.13).

    `who` is the one of us who answers for it: the speaker, a supervisor, or a colleague's name. A promise without a
    time has an empty `due_text`; `vague` says that nobody could tell when it was broken ("soon", "I'll look into it").
    Not promises: offers not yet chosen, what hangs on the customer, what is already done (S004-5).
    """
    words = normalise(text)
    whens = tuple(when for when in times.find(text) if not times.names_a_thing(text, when))
    starts = [w.span[0] for w in whens]
    found: list[Promise] = []
    for i, sentence in enumerate(words.sentences):
        near = list(whens[bisect_left(starts, sentence.span[0]) : bisect_left(starts, sentence.span[1])])
        if near or looks_ahead(words.words[sentence.first : sentence.last]):
            made = promised(words, sentence, near, by, before)
            found += made if made and not is_offer(words, i) else ()
    found = _named_before(found)
    if not found and "leave" in text.lower():
        found += [Promise(by, m.group(), "", None, m.span(), vague=True) for m in _LEFT.finditer(text)]
    return tuple(sorted(found, key=lambda p: p.span))


def _named_before(found: list[Promise]) -> list[Promise]:
    """Give "she will write at nine" to the colleague whom the promise before names."""
    told: list[Promise] = []
    for promise in found:
        named = told[-1].who if told and told[-1].who not in STAFF else None
        told.append(replace(promise, who=named) if named and _THEIRS.match(promise.what) else promise)
    return told


_THEIRS: Final = re.compile(r"(?:he|she|they)(?:\s|['’])", re.IGNORECASE)


def to_record(found: Sequence[Promise], before: Sequence[Reading]) -> tuple[Promise, ...]:
    """Return the promises that are worth a record: without those that one of us made before in this conversation, and
    without breaths within this talk ("give me two minutes")."""
    if not found:
        return ()
    earlier = [promise for reading in before if reading.turn.by in STAFF for promise in reading.promises]
    made = [(_strong_words(promise.due_text), _strong_words(promise.what)) for promise in earlier]
    return tuple(p for p in found if not _is_breath(p) and not _is_said_again(p, made))


_BREATH: Final = 3
"""Minutes that somebody waits without counting [default]."""


def _is_breath(promise: Promise) -> bool:
    short = promise.due_minutes is not None and promise.due_minutes <= _BREATH
    return short and not promise.due_text.lower().startswith(("by", "within"))


def _is_said_again(promise: Promise, made: Sequence[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Whether one of us has promised this before: the same time, for the same thing or for the same word from us.

    `made` has the words of when and what of each earlier promise.
    """
    due = _strong_words(promise.due_text)
    if not due:
        return False
    what, telling = _strong_words(promise.what) - due, words_for()["telling"]
    for then, known in made:
        same = what & known - then or (telling & what and telling & known)
        if then and (then <= due or due <= then) and same:
            return True
    return False


def _strong_words(text: str) -> frozenset[str]:
    return frozenset(w for w in normalise(text).words if w not in _WEAK)


_WEAK: Final = frozenset(
    """a an the by on at in to of for from with within before until till between and or you your it its i we will be is
    that this latest no later than next not""".split()
)


def resolve(promise: Promise, said_at: datetime) -> datetime | None:
    """Return when the promise is due, said at this moment; None where no time was named."""
    return moments.resolve(promise.due_text, said_at) if promise.due_text else None


def puts_off(sentence: str) -> bool:
    """Whether a sentence only says that something will be done some time: "as soon as possible", "looking into it"."""
    return VAGUE.search(sentence) is not None and not times.find(sentence)


def claimed(text: str) -> tuple[Promise, ...]:
    """Return what a customer says that we promised ("I was told it would come on Friday")."""
    words = normalise(text)
    whens = times.find(text)
    return tuple(_claim(words, i, whens) for i in range(len(words)) if _is_claim(words, i))


_LEFT: Final = re.compile(r"\bleave (?:it|this|that|these|them) (?:all )?(?:with|to) (?:me|us)\b", re.IGNORECASE)


# What customers say we promised --------------------------------------------------------------------------------------


def _is_claim(words: Text, i: int) -> bool:
    word, following = words.words[i], words.words[i + 1 : i + 9]
    if word not in words_for()["saying"]:
        return False
    if word in ("promised", "guaranteed"):
        return i > 0 and words.words[i - 1] not in ("i", "have")
    return bool({"would", "will"} & set(following)) and words.words[max(0, i - 1)] != "i"


def _claim(words: Text, i: int, whens: Sequence[When]) -> Promise:
    sentence = words.sentence_at(i)
    near = range(i + 1, min(i + 9, sentence.last))
    first = next((j + 1 for j in near if words.words[j] in ("would", "will")), i + 1)
    last = min(sentence.last, first + 14)
    first = min(first, last - 1)
    due = next_time(words, first, last, whens)
    what = " ".join(words.original[words.starts[first] : words.ends[last - 1]].split())
    span = (words.starts[i], words.ends[last - 1])
    return Promise("agent", what, "" if due is None else due.text, None if due is None else due.minutes, span)
