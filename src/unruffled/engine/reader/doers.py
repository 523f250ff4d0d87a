"""Who of us answers for a promise: the speaker, a supervisor, or a colleague by name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from unruffled.engine.reader.clauses import Clause
from unruffled.engine.reader.grammar import MAYBE_SUBJECT, PRONOUNS, US, base_of, words_for
from unruffled.engine.reader.normalise import Text
from unruffled.engine.reader.overlap import EMPTY
from unruffled.engine.vocabulary import STAFF, Reading


def who_does(words: Text, clause: Clause, by: str, before: Sequence[Reading]) -> str:
    """Return who of us answers for what this clause says, where `by` is the one who speaks."""
    nouns = clause.subject.split()
    if _SENIOR & set(nouns):
        return "supervisor"
    if clause.subject in ("he", "she") and (introduced := _introduced(words, words.starts[clause.first])):
        return _role_of(introduced, by, before)
    if not nouns or nouns[0] in US or clause.subject in MAYBE_SUBJECT | PRONOUNS or set(nouns) & words_for()["things"]:
        return by
    name = name_in(words, clause.first, len(nouns))
    return by if name is None else _role_of(name, by, before)


def _introduced(words: Text, at: int) -> str | None:
    """The colleague whom the words right before are about: "My colleague Bram has the key; he'll …"."""
    acts, last = words_for()["acts"], bisect_left(words.starts, at)
    for i in reversed(range(max(0, last - 20), last)):
        raw = words.original[words.starts[i] : words.ends[i]]
        if not raw.istitle() or not raw.isalpha() or _is_plain(raw.lower(), "acts", "things"):
            continue
        titled = i > 0 and words.words[i - 1] in COLLEAGUES
        acting = i + 1 < len(words) and (
            words.words[i + 1] in ("is", "has", "'s")
            or (words.words[i + 1].endswith("s") and base_of(words.words[i + 1]) in acts)
        )
        if titled or acting:
            return raw
    return None


def name_in(words: Text, first: int, count: int) -> str | None:
    """A capitalised word among the subject's; at the start of a sentence only when it is the whole subject."""
    opens = words.sentence_at(first).first
    for i in range(first, min(first + count, len(words))):
        if words.words[i] in ("mr", "mrs", "ms", "dr"):  # no colleague at this desk: whoever speaks answers for it
            return None
        raw = words.original[words.starts[i] : words.ends[i]]
        if words.words[i + 1 : i + 4] == ("'s", "going", "to") and raw.lower() not in words_for()["grammar"]:
            raw = raw[:-2]
        if not (raw.isalpha() and raw[:1].isupper() and raw[1:].islower()):
            continue
        if i == opens and raw.endswith("s") and not raw.endswith("es"):
            continue
        following = words.words[i + 1] if i + 1 < len(words) else ""
        alone = i > opens or count == 1 or following == "from" or (following and words.breaks[i + 1] > 0)
        if alone and not _is_plain(raw.lower(), "acts", "past", "things"):
            return raw
    return None


def _is_plain(word: str, *lists: str) -> bool:
    """Whether a word is no name, whatever its capital: it carries nothing, or stands in one of these lists."""
    return word in EMPTY or word in _ARTICLES or any(base_of(word) in words_for()[name] for name in lists)


def _role_of(name: str, by: str, before: Sequence[Reading]) -> str:
    for reading in before:
        if reading.turn.by in STAFF and name.lower() in _selves(reading.turn.text):
            return reading.turn.by
    return name


@lru_cache(maxsize=512)
def _selves(text: str) -> frozenset[str]:
    """By which names somebody speaks of themselves, looked for once however many colleagues are named after it."""
    return frozenset(m[m.lastindex or 0].lower() for m in _SELF.finditer(text))


_SELF: Final = re.compile(
    r"\b(?:(?:i['’]?m|i am|this is|my name is|it['’]?s)\s(?=(\w+))|(?=(\w+)\shere\b))", re.IGNORECASE
)


_SENIOR: Final = frozenset({"manager", "supervisor", "boss", "director"})


COLLEAGUES: Final = _SENIOR | {"colleague", "colleagues"}


_ARTICLES: Final = frozenset(
    {"the", "a", "an", "my", "our", "your", "this", "that", "both", "all", "everything", "most", "every", "nobody"}
)
