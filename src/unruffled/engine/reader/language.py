"""In which language a text is written: told by its small words, or by its script; "" for English and what is too short.

The reader knows English only, and says "not read" of anything else rather than guess. A false "not read" costs more
than a missed one (an English complaint would stand unread), so two telling words are needed and twice as many as
English ones, or one with others beside it and no English word at all: a greeting in another language makes no foreign
message, nor does a name or a dish. Of a handful of words half have to be known in one language, and none in English.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.vocabulary import LANGUAGES, STAFF, Reading, Span, Turn

OTHER: Final = "und"
"""A language that we do not name (BCP 47: undetermined)."""

LOOKED_AT: Final = 1_200
"""Characters of a text's beginning, and of its end, by which its language is told."""
FEWEST_WORDS: Final = 5
"""Of a shorter text every second word has to be known (`_enough_of_few`)."""
A_FEW: Final = 2
SHARE_OF_FEW: Final = 0.5
"""One word tells nothing, two have to tell it both; of a few more, so many have to be those of one language."""
FEWEST_TELLING: Final = 2
AGAINST_ENGLISH: Final = 2
"""Telling words have to be more than this many times as many as English ones."""
LEAST_SHARE: Final = 0.2
"""Of all words, as many have to be the small words of one language."""
FEWEST_WITH_ONE: Final = 3
SHARE_WITH_ONE: Final = 0.34
"""Where no English word stands, one telling word is enough with so many others that support it."""
FEWEST_SIGNS: Final = 6
"""Letters of another script that a text needs to be written in it."""
MOSTLY: Final = 0.6
STRANGE_WORDS: Final = 3
"""So many words with a letter of `_UNLISTED`, without one English word, are in a language that we do not name."""

_KINDS: Final = ("tells", "joins", "signs", "elided")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe", "ł": "l", "ı": "i"})
_SHORTEST_PLAIN: Final = 3
"""Letters from which a word is also known as those write it who leave out its accents."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTRACTED: Final = re.compile(r".*(?:n't|'(?:s|m|re|ve|ll|d))")
_UNLISTED: Final = re.compile("[ğışőűřěůșțđơưåøæþðčžļķņėįųūāē\u1ea0-\u1ef9]")
"""Letters that neither English nor a language with a list uses: Turkish, Czech, Hungarian, Swedish, Vietnamese …"""
_STRANGE: Final = re.compile(r"[\u0370-\u1cff\u2c80-\u2dff\u3040-\ud7ff\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[a-zA-Z]")
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
"""Scripts that one language writes; the others (Cyrillic, Arabic, Devanagari …) are written by several."""


@dataclass(frozen=True, slots=True)
class Words:
    """What speaks for which language: `tells` and `joins` by word, `signs` by letter, `elided` by what stands before an
    apostrophe; `borrowed` finds what English says in the words of others, as a greeting or a joke."""

    tells: Mapping[str, frozenset[str]]
    joins: Mapping[str, frozenset[str]]
    signs: Mapping[str, frozenset[str]]
    elided: Mapping[str, frozenset[str]]
    borrowed: re.Pattern[str]


@lru_cache(maxsize=1)
def small_words() -> Words:
    """Return the packaged lists.

    :raises PhraseError: when languages.toml names an unknown language or key
    """
    return parsed(files(__package__).joinpath("languages.toml").read_text("utf-8"))


def parsed(text: str) -> Words:
    """Return what this TOML says.

    :raises PhraseError: naming the bad word and the good ones
    """
    table = tomllib.loads(text)
    kinds: dict[str, dict[str, set[str]]] = {kind: {} for kind in _KINDS}
    borrowed = [" ".join(said.split()) for said in table.get("en", {}).pop("borrowed", "").split(";")]
    apart = set(table.get("en", {}).pop("apart", "").split())
    for language, lists in table.items():
        if language != "en" and language not in LANGUAGES:
            raise PhraseError(f"languages.toml: unknown language {language!r}; good are {', '.join(sorted(LANGUAGES))}")
        if wrong := sorted(set(lists) - set(_KINDS)):
            raise PhraseError(f"languages.toml: {language}.{wrong[0]} is unknown; good are {', '.join(sorted(_KINDS))}")
        for kind, words in kinds.items():
            for word in lists.get(kind, "").split():
                words.setdefault(word, set()).add(language)
    _without_accents(kinds, apart)
    return Words(
        **{kind: _frozen(words) for kind, words in kinds.items()},
        borrowed=re.compile("|".join(rf"\b{re.escape(words)}\b" for words in filter(None, borrowed)) or r"(?!)"),
    )


def _frozen(words: Mapping[str, Set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(by) for word, by in words.items()}


def _without_accents(kinds: Mapping[str, dict[str, set[str]]], apart: Set[str]) -> None:
    """Let telling words tell as they are typed without accents too, unless that is a word of English, or an article."""
    tells = kinds["tells"]
    taken = kinds["joins"].keys() | apart | {word for word, by in tells.items() if "en" in by}
    for word, by in list(tells.items()):
        for plain in () if word.isascii() else {_bare(word), _bare(word.translate(_UMLAUTS))}:
            if len(plain) >= _SHORTEST_PLAIN and plain not in taken:
                tells.setdefault(plain, set()).update(by)


def _bare(word: str) -> str:
    """The word without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def of_turn(turn: Turn, before: Sequence[Reading]) -> str:
    """Return the language of a turn other than English, "" for English or where nothing tells.

    A few words without an English one among them go on in the language that the same side wrote last: after a German
    message, "Ja, bitte." is German.
    """
    if found := of(turn.text):
        return found
    ours = turn.by in STAFF
    last = next((r.language for r in reversed(before) if (r.turn.by in STAFF) == ours and r.turn.by != "system"), "")
    return last if last and _is_short_without_english(turn.text) else ""


def english_of(text: str) -> tuple[str, str]:
    """Return the language of the sentences that are not English in a text that also has English ones, and the text
    with blanks in their place; "" and the text itself where all is in one language.

    English sentences count from so many words and so large a share: a greeting or the foot of a mail is none.
    """
    if _is_plain(text[:LOOKED_AT]):
        return "", text
    foreign, has_english = _sentences(text[:LOOKED_THROUGH])
    if not foreign or not has_english:
        return "", text
    for start, end in foreign:
        text = text[:start] + _LETTER.sub(" ", text[start:end]) + text[end:]
    return next(iter(foreign.values())), text


def _sentences(text: str) -> tuple[dict[Span, str], bool]:
    """Return where the sentences of other languages stand, and whether there is enough English beside them."""
    parts = [(found.span(), found.group()) for found in _SENTENCE.finditer(text)]
    foreign = {span: code for span, part in parts if len(_words(part)) > A_FEW and (code := _told(part))}
    english = sum(_english_words(part) for span, part in parts if span not in foreign)
    others = sum(len(_words(part)) for span, part in parts if span in foreign)
    return foreign, english >= max(FEWEST_ENGLISH, LEAST_ENGLISH * (english + others))


LOOKED_THROUGH: Final = 6_000
"""Characters of a text that begins with another language, in which sentences are told from each other."""
FEWEST_ENGLISH: Final = 4
LEAST_ENGLISH: Final = 0.34
"""English sentences are read beside others from so many words, and such a share of all."""
_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_LETTER: Final = re.compile(r"[^\n]")
_FOOT: Final = re.compile(
    r"confidential|disclaimer|intended (?:solely |only )?for|sent from|unsubscribe|regards|privileged"
)


def _english_words(sentence: str) -> int:
    """How many words an English sentence has; none where it is too short to say anything, or the foot of a mail."""
    words = _words(sentence)
    says = len(words) > A_FEW and len(_telling()[1] & set(words)) >= A_FEW and not _FOOT.search(sentence.lower())
    return len(words) if says else 0


def telling_of(language: str) -> frozenset[str]:
    """Return the words that tell this language; of another one than English none that English has too."""
    lists = small_words().tells.items()
    return frozenset(word for word, by in lists if language in by and (language == "en" or "en" not in by))


def has_english(text: str) -> bool:
    """Return whether a word stands in a text that only English has."""
    return not _telling()[1].isdisjoint(_words(text))


def of(text: str) -> str:
    """Return the language of a text other than English, "" for English or where too little tells. Linear, bounded."""
    found = _of_beginning(text[:LOOKED_AT])
    turns = found and len(text) > LOOKED_AT and _ends_in_english(text[-LOOKED_AT:])
    return "" if turns else found


def _ends_in_english(end: str) -> bool:
    """Whether a text comes to English in the end: whatever it began with, that is read."""
    return not _of_beginning(end) and len(_telling()[1] & set(_words(end))) >= FEWEST_WORDS


@lru_cache(maxsize=512)
def _of_beginning(text: str) -> str:
    """The same of a beginning: only that is kept in memory, however long the text is."""
    if _is_plain(text):
        return ""
    if told := _told(text):
        return told
    foreign, has_english = _sentences(text)
    return "" if has_english else next(iter(foreign.values()), "")


@lru_cache(maxsize=512)
def _is_plain(text: str) -> bool:
    """Whether a text is plainly English, so that no more is asked of it."""
    return not _by_script(text) and _is_plainly_english(set(_words(text)))


def _told(text: str) -> str:
    if script := _by_script(text):
        return script
    words = _words(text)
    if len(words) < A_FEW or _is_plainly_english(set(words)):
        return ""
    if len(_words(small_words().borrowed.sub(" ", text.lower()))) < A_FEW:
        return ""
    found = _counted(words)
    best = max(
        sorted(found.told), key=lambda language: found.told[language] + 0.5 * found.support[language], default=""
    )
    if best and _enough(found, best, len(set(words))):
        return "" if found.told[best] <= FEWEST_TELLING and _is_name(text, best) else best
    strange = sum(bool(_UNLISTED.search(word)) for word in set(words))
    return OTHER if strange >= STRANGE_WORDS and _telling()[1].isdisjoint(words) else ""


def _is_plainly_english(words: Set[str]) -> bool:
    """Whether an English word stands there and none that tells another language, as in most messages."""
    lists = small_words()
    foreign, english = _telling()
    if not foreign.isdisjoint(words) or english.isdisjoint(words):
        return False
    return all(_elided(word, lists) <= _ENGLISH for word in words if "'" in word)


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tell other languages, and those that tell English."""
    lists = small_words()
    foreign = frozenset(word for word, by in lists.tells.items() if "en" not in by)
    return foreign, frozenset(word for word, by in lists.tells.items() if by == _ENGLISH and word not in lists.joins)


def _enough(found: _Counts, language: str, words: int) -> bool:
    """Whether so many words tell the language: two beside few English ones, or one with support and no English word."""
    told, support = found.told[language], found.support[language]
    english = found.english - found.shared[language]
    if words < FEWEST_WORDS:
        return not english and told + support * (words > A_FEW) >= max(A_FEW, SHARE_OF_FEW * words)
    if told >= FEWEST_TELLING and told > AGAINST_ENGLISH * english:
        return told + support >= LEAST_SHARE * words
    return not english and told + support >= max(FEWEST_WITH_ONE, SHARE_WITH_ONE * words)


def _is_name(text: str, language: str) -> bool:
    """Whether what tells the language is all written as names are: "Cinco de Mayo", "Nuestra Señora de Guadalupe"."""
    small = (word.replace("’", "'") for word in _WORD.findall(text) if word.islower())
    lists = small_words()
    return not text.isupper() and not any(language in (lists.tells.get(w) or _elided(w, lists)) for w in small)


def _is_short_without_english(text: str) -> bool:
    words = _words(text)
    tells = small_words().tells
    english = any("en" in tells.get(word, ()) or _CONTRACTED.fullmatch(word) for word in words)
    return 0 < len(words) < FEWEST_WORDS and not english


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:LOOKED_AT].replace("’", "'").lower())


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many English words there are, and by language those that tell it, those that support it, and those of the
    English ones that it has too."""

    english: int
    told: Counter[str]
    support: Counter[str]
    shared: Counter[str]


def _counted(words: Sequence[str]) -> _Counts:
    """Count each word once.

    A word of English and of others tells nothing, but supports the others; so do articles, and words with a letter
    that English lacks.
    """
    lists = small_words()
    english = 0
    told, support, shared = Counter[str](), Counter[str](), Counter[str]()
    for word in set(words):
        speaks_for = lists.tells.get(word) or _elided(word, lists)
        in_english = "en" in speaks_for
        english += in_english
        others = speaks_for - _ENGLISH
        (support if in_english else told).update(others)
        joined = _NONE if others else lists.joins.get(word, _NONE)
        support.update(joined)
        if in_english:
            shared.update(others | joined)
        for sign in () if word.isascii() or speaks_for else set(word):
            support.update(lists.signs.get(sign, ()))
    return _Counts(english, told, support, shared)


_NONE: Final[frozenset[str]] = frozenset()
_ENGLISH: Final = frozenset({"en"})


def _elided(word: str, lists: Words) -> frozenset[str]:
    """What a word with an apostrophe speaks for: "it's" for English, "qu'il" for French."""
    if "'" not in word:
        return _NONE
    return _ENGLISH if _CONTRACTED.fullmatch(word) else lists.elided.get(word.partition("'")[0], _NONE)


def _by_script(text: str) -> str:
    """The language of a text that is mostly written in another script; a few foreign letters among ours are none."""
    start = text[:LOOKED_AT]
    if start.isascii():
        return ""
    words = _WORD.findall(start)
    strange = "".join(word for word in words if _STRANGE.match(word) and not _LATIN.search(word))
    if len(strange) < FEWEST_SIGNS or len(strange) < MOSTLY * sum(map(len, words)):
        return ""
    return next((language for language, signs in _SCRIPTS if signs.search(strange)), OTHER)
