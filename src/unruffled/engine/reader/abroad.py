"""Danger said in German, French or Spanish: its phrases are known, though nothing else of such a message is read.

The files lie in signals/abroad, a folder for each language and a file for each danger, in the language of phrases that
the English ones have. A message in which no word tells one of these languages costs one look.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Final

from unruffled.engine.reader import fusion, guards, language
from unruffled.engine.reader.lexicon import Hit, Phrasebook, PhraseError, together
from unruffled.engine.reader.marks import COMMON
from unruffled.engine.reader.normalise import Text, fold_words, normalise
from unruffled.engine.reader.seen import CERTAIN, SHOWN, Found, merge
from unruffled.engine.vocabulary import DANGERS, LANGUAGES, Reading, Signal, Span

FOLDER: Final = "signals/abroad"


@dataclass(frozen=True, slots=True)
class Heard:
    """The dangers heard beside what is read of a text, and the language they were heard in: that of the words that
    say so, or of the sentences that English words of danger stand in; "" and none where nothing was."""

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
    """Return the reading with these dangers: one that is heard in both languages shows both places.

    What is heard again in the same words says nothing more, and what is in doubt stays so.
    """
    if not danger.signals:
        return reading
    found: Found = {signal.id: signal for signal in reading.signals}
    for signal in danger.signals:
        _add(found, signal)
    ordered = tuple(sorted(found.values(), key=lambda s: (s.spans[:1] or ((0, 0),), s.id)))
    return replace(reading, signals=ordered, conduct="threat" if "threat_violence" in found else reading.conduct)


def _add(found: Found, signal: Signal) -> None:
    """Add a danger; of one that stands partly in words which are read already, the surer of both counts."""
    known = found.get(signal.id)
    if known is None or _is_apart(known.spans, signal.spans):
        merge(found, signal)
    elif not set(signal.spans) <= set(known.spans):
        confidence = max(known.confidence, signal.confidence)
        found[signal.id] = replace(known, confidence=confidence, spans=tuple(sorted({*known.spans, *signal.spans})))
    if known is not None:
        found[signal.id] = fusion.doubted(replace(found[signal.id], sure=True))


def _is_apart(these: Iterable[Span], those: Sequence[Span]) -> bool:
    return all(end <= first or last <= start for start, end in these for first, last in those)


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
