"""Words for a person in a record, and what to write instead: a record says what happened; the contact could read it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from unruffled.engine.coach import hints
from unruffled.engine.vocabulary import Remark, Span

KINDS: Final = ("noun", "adjective", "diagnosis")
"""What a word for a person is: a noun anywhere, an adjective said of somebody, what only a doctor may say."""

BESIDE: Final = ("accuse_fraud", "blame_customer", "tone_police", "admit_liability")
"""Habits of replies that are worth a remark in a record too; they do not stop it."""

NOBODY: Final = "the contact"


class BadLabels(ValueError):
    """labels.toml cannot be used: the text names the key, the bad word and what was expected."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a person, what kind they are, and what to write instead; `last`: only where nothing follows them."""

    kind: str
    words: tuple[str, ...]
    instead: str
    last: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """All of labels.toml; `said` names people, verbs and adverbs that stand between somebody and an adjective."""

    labels: tuple[Label, ...]
    refusal: Mapping[str, str]
    said: Mapping[str, tuple[str, ...]]
    examples: tuple[tuple[str, str], ...]


def of_record(text: str, *, name: str = "") -> tuple[Remark, ...]:
    """Return what there is to say about words for a record, in their order; `name` is the contact's.

    A word for a person has the level `stop`: a record is not kept with it (DOMAIN 3.13). Other habits are advice.
    What stands in quotation marks was said by somebody, and stays. Linear in length.
    """
    stops = tuple(_labels(text, name))
    beside = (r for r in hints(text) if r.id in BESIDE and not any(_touch(r.span, s.span) for s in stops))
    return tuple(sorted((*stops, *beside), key=lambda remark: (remark.span, remark.id)))


def _labels(text: str, name: str) -> Iterator[Remark]:
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    taken: list[Span] = []
    for label, found in _found(text, name):
        if any(_touch(found.span("label"), span) for span in (*quoted, *taken)):
            continue
        taken.append(found.span("label"))
        yield _remark(label, found, name or NOBODY)


def _found(text: str, name: str) -> Iterator[tuple[Label, re.Match[str]]]:
    for label, pattern in patterns(name):
        for found in pattern.finditer(text):
            yield label, found


def _remark(label: Label, found: re.Match[str], name: str) -> Remark:
    kind = "diagnosis" if label.kind == "diagnosis" else "label"
    why = known().refusal[kind].replace("{words}", found["label"]).replace("{name}", _upper(name))
    return Remark("label_person", "stop", found.span("label"), _upper(why), label.instead.replace("{name}", name))


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_QUOTED: Final = re.compile(r"“[^”\n]{0,2000}”|\"[^\"\n]{0,2000}\"|«[^»\n]{0,2000}»|„[^“”\n]{0,2000}[“”]")
"""What somebody said, word for word."""


@lru_cache(maxsize=256)
def patterns(name: str = "") -> tuple[tuple[Label, re.Pattern[str]], ...]:
    """Return what is looked for; adjectives and diagnoses count only where they are said of somebody."""
    return tuple(
        (label, re.compile(_bounded(form), re.IGNORECASE))
        for label in known().labels
        for form in _forms(label, _names(name))
    )


def _bounded(form: str) -> str:
    """Return the form with gaps that end: a page of empty lines would be gone through again from each of them."""
    return form.replace(r"\s+", r"\s{1,8}").replace(r"\s*", r"\s{0,8}")


def _names(name: str) -> tuple[str, ...]:
    """The contact's name as people write it: whole, and the first of its words."""
    words = name.split()
    return tuple(dict.fromkeys(one for one in (" ".join(words), *words[:1]) if len(one) > 1))


def _forms(label: Label, names: Sequence[str]) -> Iterator[str]:
    words = rf"(?P<label>\b(?:{_any(label.words)}))"
    if label.kind == "noun":
        yield rf"{words}s?\b"
        return
    said = known().said
    ends = r"(?=\s*(?:$|[.,;:!?)\n]|and\b))" if label.last else rf"\b(?!\s+to\s+(?!(?:{_any(said['with_it'])})\b))"
    adverbs = rf"(?:(?:{_any(said['adverb'])})\s+){{0,3}}"
    beside = r"[\w-]{1,20}(?:\s+and|,)\s+"
    is_so = rf"(?:['’]s|\s+(?:(?:has|had|have)\s+)?(?:{_any(said['is'])}))\s+"
    and_then = r"(?:\s+(?:[\w-]{1,20}\s+){0,4}and)?"
    somebody = rf"\b(?:{_any((*said['somebody'], *names))}){and_then}"
    yield rf"{somebody}{is_so}{adverbs}{words}{ends}"
    yield rf"{somebody}{is_so}{adverbs}{beside}{words}{ends}"
    found = rf"\b(?:found|find|finds|thought|thinks)\s+(?:the\s+)?(?:{_any((*said['object'], *names))})\s+"
    yield rf"{found}{adverbs}{words}{ends}"
    yield rf"{words}(?=\s+(?:[\w-]{{1,20}}\s+)?(?:{_any(said['person'])})s?\b)"
    yield rf"(?:^|[.!?]\s+|\n\s*){adverbs}{words}(?=\s*(?:$|[.,;!]|and\b))"


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def known() -> Labels:
    """Return the packaged words.

    :raises BadLabels: naming the key, the bad word and the good ones
    """
    return parsed(resources.files("unruffled.engine.coach").joinpath("labels.toml").read_text("utf-8"))


def parsed(text: str) -> Labels:
    """Return the words that this TOML says.

    :raises BadLabels: if a key is unknown, or something is missing
    """
    table = tomllib.loads(text)
    _good(table, {*KINDS, "said", "refusal", "example", "source"}, "")
    _good(table.get("said", {}), _SAID, "said.", whole=True)
    _good(table.get("refusal", {}), {"label", "diagnosis"}, "refusal.", whole=True)
    labels = tuple(_label(kind, one, n) for kind in KINDS for n, one in enumerate(table.get(kind, ()), start=1))
    examples = tuple((one["text"], one["words"]) for one in table.get("example", ()))
    said = {key: tuple(words) for key, words in table["said"].items()}
    return Labels(labels, dict(table["refusal"]), said, examples)


_SAID: Final = frozenset({"person", "somebody", "object", "is", "adverb", "with_it"})


def _label(kind: str, one: Mapping[str, Any], n: int) -> Label:
    where = f"{kind} {n}: "
    _good(one, {"words", "instead", "last"}, where)
    if not one.get("words") or not one.get("instead"):
        raise BadLabels(f"labels.toml: {where}needs words and instead.")
    return Label(kind, tuple(one["words"]), str(one["instead"]), bool(one.get("last")))


def _good(table: Mapping[str, Any], good: Set[str], where: str, *, whole: bool = False) -> None:
    for key in sorted(set(table) - good):
        raise BadLabels(f"labels.toml: {where}{key} is not known. Good ones: {', '.join(sorted(good))}.")
    for key in sorted(good - set(table)) if whole else ():
        raise BadLabels(f"labels.toml: {where}{key} is missing.")
