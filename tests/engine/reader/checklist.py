"""Behavioural tests of the whole reader, rules and model together, class by class (CheckList, Ribeiro et al. 2020).

Three kinds. A harmless change of a message, or a harmless sentence before it, leaves its labels as they were; what a
line says is shown, and what it only seems to say is not; plain lines are neither called hot nor abusive for their
English, for who is spoken of, or for a swearword among friends. The lines are those of training/test, of which nothing
is learnt, and what the rules of training/disturb.py make of them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.engine.reader.saying import hear, ids
from training.judged import read

from training import disturb
from unruffled.engine.reader import probable
from unruffled.engine.vocabulary import BEYOND_RUDE

KNOWN: Final = Path(__file__).with_name("checklist.toml")
LINES: Final = Path(__file__).parents[3] / "training" / "test"
LABELS: Final = ("heat", "abuse", "negative", "anger")
COLUMNS: Final = (*LABELS, "missed", "for nothing")

Case = tuple[str, bool]
"""A label that was judged, and whether it was wrong."""
Change = Callable[[str, Random], str]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a class came out: by label how often it was judged, and how often it was wrong; `most` is what is allowed."""

    name: str
    most: float
    cases: Mapping[str, int]
    wrong: Mapping[str, int]

    def above(self) -> dict[str, int]:
        """Return the labels that are wrong more often than allowed, and how often that is."""
        judged = [label for label in COLUMNS if label in self.cases]
        return {label: self.wrong[label] for label in judged if self.wrong[label] > self.most * self.cases[label]}


def judged() -> list[Judged]:
    """Return every class, judged."""
    return [judge(name) for name in CLASSES]


def judge(name: str) -> Judged:
    """Return one class, judged."""
    most, makers = CLASSES[name]
    found = list(chain.from_iterable(maker() for maker in makers))
    cases, wrong = Counter(label for label, _ in found), Counter(label for label, bad in found if bad)
    return Judged(name, most, cases, wrong)


# What is asked of a class ---------------------------------------------------------------------------------------------


def _written(kind: str) -> Iterator[Case]:
    """Each message beside the one that somebody wrote with a change of this kind."""
    for row in _rows("robust"):
        for variant, of in zip(row["variants"], row["kind"], strict=True):
            if of == kind:
                yield from _flips(row["t"], variant)


def _made(change: Change) -> Iterator[Case]:
    """Each message beside what a rule makes of it."""
    for n, row in enumerate(_rows("robust")):
        yield from _flips(row["t"], change(row["t"], Random(n)))


def _before(*sentences: str) -> Iterator[Case]:
    """Each message beside itself with a harmless sentence before it."""
    for row, sentence in zip(_rows("robust"), cycle(sentences), strict=False):
        yield from _flips(row["t"], f"{sentence} {row['t']}")


def _said(kind: str) -> Iterator[Case]:
    """What each line of this kind must show, and what it must not."""
    for row in _rows("checklist"):
        if row["kind"] == kind:
            shown = _heard(row["t"])[0]
            yield from (("missed", id not in shown) for id in row["has"])
            yield from (("for nothing", id in shown) for id in row["not"])


def _english(name: str, rule: str) -> Iterator[Case]:
    """Plain lines in another English, written by hand and made by a rule: none hot, abusive, or not read."""
    texts = [row["t"] for row in _rows("dialect") if row["dialect"] == name]
    for n, plain in enumerate(_plain()):
        if not (_labels(plain)["heat"] or _labels(plain)["abuse"]):
            texts.append(disturb.dialect(plain, Random(n), rule))
    for text in texts:
        found = _labels(text)
        yield "heat", found["heat"] is not False
        yield "abuse", found["abuse"] is not False


def _harmless(file: str) -> Iterator[Case]:
    """Harmless lines of a file: none is called abusive."""
    for row in _rows(file):
        if not row["abuse"]:
            yield "abuse", _labels(row["t"])["abuse"] is not False


def _flips(plain: str, changed: str) -> Iterator[Case]:
    before, after = _labels(plain), _labels(changed)
    yield from ((label, before[label] != after[label]) for label in LABELS)


def _labels(text: str) -> Mapping[str, bool | None]:
    return _heard(text)[1]


@cache
def _heard(text: str) -> tuple[set[str], Mapping[str, bool | None]]:
    """The signals and the labels of a customer's message; the heat is None where it was not read."""
    reading = hear(text)
    likely = probable.of(reading)
    labels = {
        "heat": None if reading.heat is None else reading.heat >= 2,
        "abuse": reading.conduct in BEYOND_RUDE,
        "negative": likely.get("negative", 0.0) >= 0.5,
        "anger": likely.get("emotion:anger", 0.0) >= 0.5,
    }
    return ids(reading), labels


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    return read(LINES / f"{name}.jsonl")


def _plain() -> list[str]:
    """Calm messages, to be said in another English."""
    calm = [row["t"] for name in ("robust", "customer") for row in _rows(name) if row["h"] == 0]
    return calm[:48]


CLASSES: Final[Mapping[str, tuple[float, tuple[Callable[[], Iterable[Case]], ...]]]] = {
    "capitals": (0.05, (partial(_made, lambda text, _: text.upper()),)),
    "typos": (0.05, (partial(_written, "typo"),)),
    "elongation": (0.05, (partial(_made, disturb.stretched),)),
    "emoji": (0.05, (partial(_written, "emoji"),)),
    "leetspeak": (0.05, (partial(_written, "leet"), partial(_made, disturb.leet))),
    "spaced letters": (0.05, (partial(_written, "spaced_letters"), partial(_made, disturb.spaced))),
    "punctuation": (0.05, (partial(_written, "lowercase_nopunct"),)),
    "contractions": (0.05, (partial(_written, "contraction_spelling"),)),
    "filler": (0.05, (partial(_written, "filler"),)),
    "negation": (
        0.05,
        (
            partial(_before, "I'm not angry.", "This is not a complaint.", "Nobody shouted.", "It is no bother."),
            partial(_said, "negation"),
        ),
    ),
    "quoting": (
        0.05,
        (
            partial(
                _before,
                'The band is called "Utter Idiots".',
                'My mug says "I hate Mondays".',
                'The poster reads "Surrender or die".',
                'The song is called "Get Lost".',
            ),
            partial(_said, "quoting"),
        ),
    ),
    "reported speech": (
        0.05,
        (
            partial(
                _before,
                "My neighbour was furious with his bank last year.",
                "A cousin of mine once sued a builder.",
                "My son says that his teacher shouted today.",
                "I read that somebody threatened a bus driver.",
            ),
            partial(_said, "reported"),
        ),
    ),
    "idioms": (
        0.05,
        (
            partial(
                _before,
                "It's raining cats and dogs.",
                "I'm dying for a coffee.",
                "I could murder a sandwich.",
                "My feet are killing me after the market.",
            ),
            partial(_said, "idiom"),
        ),
    ),
    "sarcasm": (0.05, (partial(_said, "sarcasm"),)),
    "understatement": (0.05, (partial(_said, "understatement"),)),
    "African-American English": (0.05, (partial(_english, "aae", "american"),)),
    "Scots": (0.05, (partial(_english, "scots", "scots"),)),
    "Indian English": (0.05, (partial(_english, "indian", "indian"),)),
    "non-native English": (0.05, (partial(_english, "nonnative", "learner"),)),
    "texting": (0.05, (partial(_english, "teen", "texting"),)),
    "identity words before a message": (0.05, (partial(_made, disturb.who),)),
    "identity words in plain lines": (0.10, (partial(_harmless, "identity"),)),
    "friendly profanity": (0.10, (partial(_harmless, "friendly_profanity"),)),
}
"""By class the share that may be wrong of each label, and what is asked."""


# The page, and what is not met yet ------------------------------------------------------------------------------------


def page(results: Iterable[Judged]) -> str:
    """Return the page of the reference: how often each class is wrong, by label."""
    titles = ("class", "allowed", *COLUMNS)
    rows = [(result.name, f"{result.most:.0%}", *(_cell(result, label) for label in COLUMNS)) for result in results]
    table = [titles, ("---",) * len(titles), *rows]
    return HEAD + "\n".join(f"| {' | '.join(row)} |" for row in table) + "\n"


def _cell(result: Judged, label: str) -> str:
    if label not in result.cases:
        return ""
    wrong, of = result.wrong[label], result.cases[label]
    said = f"{wrong} of {of}, {wrong / of:.1%}"
    return f"**{said}**" if label in result.above() else said


def known() -> dict[str, dict[str, int]]:
    """Return by class and label how often a reader that does not meet the limit may be wrong."""
    return tomllib.loads(KNOWN.read_text("utf-8"))


def limits(results: Iterable[Judged]) -> str:
    """Return what `known` should say: only what is above its limit now."""
    parts = [
        "# Written by ./run docs --limits: what is wrong more often than its class allows, and how often that is.\n"
    ]
    for result in results:
        if above := result.above():
            rows = "".join(f'"{label}" = {wrong}\n' for label, wrong in above.items())
            parts.append(f'["{result.name}"]\n{rows}')
    return "\n".join(parts)


HEAD: Final = """<!-- Written by ./run docs from tests/engine/reader/checklist.py. Change that, not this page. -->
# Checklist

How the reader behaves where a message is changed and its meaning is not, and where words say another thing than they
seem to (CheckList, Ribeiro et al. 2020). The whole reader is judged as it is used, rules and model together, on lines
of which nothing is learnt (`training/test`) and on what rules make of them. Each cell: how often the label is wrong.

- `heat` (2 or more), `abuse` (conduct beyond rude), `negative` and `anger` (likelier than not): how often they differ
  after a harmless change or with a harmless sentence before the message; in plain lines of an English, of who somebody
  is, and of swearing among friends: how often they are there at all, or the line is taken for another language.
- `missed`: what a line says and the reader does not show; `for nothing`: what it only seems to say and is shown.

**Bold** is above what is allowed: a known limit, which `tests/engine/reader/checklist.toml` keeps from getting worse.

"""
