"""The words that the promise reader goes by, and the forms of verbs and nouns."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader.normalise import Sentence, Text


@lru_cache(maxsize=1)
def words_for() -> Mapping[str, frozenset[str]]:
    """The word lists of promises.toml."""
    table = tomllib.loads(files(__package__).joinpath("promises.toml").read_text("utf-8"))
    return {name: frozenset(str(words).split()) for name, words in table.items()}


US: Final = frozenset({"i", "we"})
PRONOUNS: Final = frozenset({"i", "we", "he", "she", "they"})
"""Words that are always subjects."""
MAYBE_SUBJECT: Final = frozenset({"you", "it", "that", "this", "both", "everything", "all"})
"""Words that are subjects in one sentence and objects in the next."""
OBJECTS: Final = frozenset(
    "you your yours the a an it its us them me him her his their our my this that these those both all each".split()
)
"""Words with which begins what a verb acts on."""


def base_of(verb: str) -> str:
    """The verb without its present ending: "carries" gives "carry", "fixes" gives "fix"."""
    return acts_by_form().get(verb, verb)


@lru_cache(maxsize=1)
def acts_by_form() -> Mapping[str, str]:
    """The acts, each by itself and by its forms in the present: "carry" and "carries"."""
    acts = words_for()["acts"]
    third = {act[:-1] + "ies": act for act in acts if act.endswith("y")}
    return third | {act + "es": act for act in acts} | {act + "s": act for act in acts} | {act: act for act in acts}


@lru_cache(maxsize=4096)
def act_of(doing: str) -> str | None:
    """The act behind its form in -ing: "posting", "issuing", "dropping"; none of the acts otherwise."""
    stem = doing.removesuffix("ing")
    tries = (stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem)
    return next((one for one in tries if one in words_for()["acts"]), None)


def is_third(word: str) -> bool:
    """Whether a word may be a verb of the third person: "carries"; many plurals look the same."""
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us"))


def is_plural(noun: str) -> bool:
    """Whether a noun stands for several: by its -s, or as one of the plurals without (promises.toml)."""
    return noun in words_for()["plural"] or (
        len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )


def is_telling(act: str) -> bool:
    """Whether an act may be a word from us to the customer: "ring", "let" before "you know"."""
    return act in words_for()["telling"] or act in words_for()["telling_you"]


def behind_adverbs(words: Text, i: int, sentence: Sentence) -> int:
    """Return the word behind the adverbs that begin at word i: behind a few of them, however many there are."""
    adverbs, farthest = words_for()["adverbs"], min(i + _ADVERBS, sentence.last)
    while i < farthest and words.words[i] in adverbs:
        i += 1
    return i


_ADVERBS: Final = 6
"""More in a row say nothing more, and each of them would look through all that follow [default]."""
