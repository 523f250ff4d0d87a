"""Two views side by side: what the customer believes happened, and what the record says (S002-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from unruffled.engine.reader.normalise import Sentence, Text, normalise
from unruffled.engine.reader.overlap import content, content_of, strong
from unruffled.engine.vocabulary import Context, Reading, Span

Verdict = Literal["agrees", "differs", "unknown"]


@dataclass(frozen=True, slots=True)
class View:
    """One thing the customer says happened, in their words, beside the fact of the record that speaks about it.

    `verdict`: the record agrees, differs (another sum or date, or the opposite), or says nothing (`record` is empty).
    Nobody is called wrong here: it says where to look before answering.
    """

    turn: int
    span: Span
    believes: str
    record: str
    verdict: Verdict


def two_views(readings: Sequence[Reading], context: Context) -> tuple[View, ...]:
    """Return what the customer believes was done, each beside what the record says, in the order it was said."""
    rows: dict[str, View] = {}
    for reading in readings:
        if reading.turn.by == "customer":
            words = normalise(reading.turn.text)
            for sentence in _told(words):
                view = _view(reading.turn.n, words, sentence, context.facts)
                if view.record or _is_about_us(words, sentence):
                    rows.setdefault(view.believes.lower(), view)
    return tuple(rows.values())


_OURS: Final = frozenset(
    """you your they he she nobody someone somebody engineer driver courier agent colleague company bank shop
    technician manager was were been never""".split()
)
_HAPPENED: Final = re.compile(
    r"\b(?:was|were|been|had|did|never|came|took|told|said|sent|lost|broke|charged|paid|promised|cancelled"
    r"|\w{3,}ed)\b"
)


def _told(words: Text) -> Iterator[Sentence]:
    """Sentences that say what happened or did not: past, no question, about something that can be looked up."""
    for sentence in words.sentences:
        said = words.words[sentence.first : sentence.last]
        past = _HAPPENED.search(" ".join(said)) is not None
        told = "?" not in sentence.mark and len(said) >= 4 and past
        if told and len(content_of(words, sentence.first, sentence.last)) >= 2:
            yield sentence


def _is_about_us(words: Text, sentence: Sentence) -> bool:
    """Whether it says what somebody did or did not do; what the record speaks about counts whoever it is about."""
    return bool(_OURS & set(words.words[sentence.first : sentence.last]))


def _view(turn: int, words: Text, sentence: Sentence, facts: Sequence[str]) -> View:
    believes = " ".join(words.original[slice(*sentence.span)].split())
    mine = content_of(words, sentence.first, sentence.last)
    best = max(facts, key=lambda fact: len(strong(mine & content(fact))), default="")
    shared = strong(mine & content(best)) if best else frozenset()
    if len([s for s in shared if not s[0].isdigit()]) < 1 or len(shared) < 2:
        return View(turn, sentence.span, believes, "", "unknown")
    return View(turn, sentence.span, believes, best, _verdict(believes, best, shared))


_NOT: Final = re.compile(
    r"\b(?:no|not|never|nobody|none|without|missed|failed|\w+n['’]t)\b((?:\W{1,4}\w{1,40}){0,3})", re.IGNORECASE
)
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)?(?:st|nd|rd|th)?")


def _verdict(believes: str, record: str, shared: frozenset[str]) -> Verdict:
    """Differs where both name figures and share none, or where only one of them denies what both speak of.

    A word such as "failed" that both say in their way denies nothing.
    """
    mine, theirs = _figures(believes), _figures(record)
    if mine and theirs and not mine & theirs:
        return "differs"
    ours, said = list(_NOT.finditer(record)), list(_NOT.finditer(believes))
    denied = said if not ours else ours if not said else []
    return (
        "differs"
        if any(content(no[1]) & shared and not content(no[0].split()[0]) & shared for no in denied)
        else "agrees"
    )


def _figures(text: str) -> set[str]:
    return {re.sub(r"(?:st|nd|rd|th)$|[.,]00$", "", found) for found in _FIGURE.findall(text)}
