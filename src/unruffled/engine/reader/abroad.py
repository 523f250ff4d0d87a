"""Danger said in German, French or Spanish: its phrases are known, though nothing else of such a message is read.

The files lie in signals/abroad, a folder for each language and a file for each danger, in the language of phrases that
the English ones have. A message in which no word tells one of these languages costs one look.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Final

from unruffled.engine.reader import guards, language
from unruffled.engine.reader.lexicon import Hit, Phrasebook, PhraseError, together
from unruffled.engine.reader.marks import COMMON
from unruffled.engine.reader.normalise import Text, fold_words, normalise
from unruffled.engine.reader.seen import CERTAIN, SHOWN, Found, merge
from unruffled.engine.vocabulary import DANGERS, LANGUAGES, Reading, Signal

FOLDER: Final = "signals/abroad"


@dataclass(frozen=True, slots=True)
class Heard:
    """The dangers heard in a text, and the language of the words that say so; "" and none where nothing was."""

    language: str = ""
    signals: tuple[Signal, ...] = ()


NOTHING: Final = Heard()


def heard(said: str) -> Heard:
    """Return the dangers that stand in a text in the words of another language than English."""
    text = normalise(said)
    for code, (book, words) in books().items():
        if not words.isdisjoint(text.words) and (signals := _signals(text, book)):
            return Heard(code, signals)
    return NOTHING


def added(reading: Reading, danger: Heard) -> Reading:
    """Return the reading with these dangers: one that is heard in both languages shows both places."""
    if not danger.signals:
        return reading
    found: Found = {signal.id: signal for signal in reading.signals}
    for signal in danger.signals:
        merge(found, signal)
    ordered = tuple(sorted(found.values(), key=lambda s: (s.spans[:1] or ((0, 0),), s.id)))
    return replace(reading, signals=ordered, conduct="threat" if "threat_violence" in found else reading.conduct)


@lru_cache(maxsize=1)
def books() -> Mapping[str, tuple[Phrasebook, frozenset[str]]]:
    """Return by language its phrases and the words one of which stands wherever a phrase does.

    :raises PhraseError: when a folder is no language that we name, or a file no danger
    """
    folders = files("unruffled.engine.reader").joinpath(FOLDER).iterdir()
    return {code: _book(code) for code in sorted(folder.name for folder in folders if folder.is_dir())}


def _book(code: str) -> tuple[Phrasebook, frozenset[str]]:
    if code not in LANGUAGES:
        raise PhraseError(f"{FOLDER}/{code}: unknown language; good are {', '.join(sorted(LANGUAGES))}")
    book = Phrasebook.load(f"{FOLDER}/{code}", classes=f"{FOLDER}/{code}.toml")
    for entry in book.entries.values():
        guards.check(entry)
        if entry.id not in DANGERS:
            raise PhraseError(f"{FOLDER}/{code}/{entry.id}.toml: unknown danger; good are {', '.join(DANGERS)}")
    return book, _telling(code)


def _telling(code: str) -> frozenset[str]:
    """The words of which one stands wherever a phrase of this language does, without those that English has too."""
    folder = files("unruffled.engine.reader").joinpath(f"{FOLDER}/{code}")
    blocks = chain.from_iterable(tomllib.loads(file.read_text("utf-8"))["say"] for file in folder.iterdir())
    named = chain.from_iterable(_WORD.findall(_CLASS.sub("", block["words"])) for block in blocks)
    words = {" ".join(fold_words(word)) for word in {*named, *language.telling_of(code)}}
    return frozenset(words - COMMON - language.telling_of("en"))


_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CLASS: Final = re.compile(r"\{\w+\}")


def _signals(text: Text, book: Phrasebook) -> tuple[Signal, ...]:
    by_danger: dict[str, list[Hit]] = {}
    for hit in guards.sift(text, book.find(text), book.entries):
        by_danger.setdefault(hit.id, []).append(hit)
    signals = (
        Signal(danger, round(min(CERTAIN, together(hits)), 3), tuple(sorted({hit.span for hit in hits})))
        for danger, hits in by_danger.items()
    )
    return tuple(signal for signal in signals if signal.confidence >= SHOWN)
