"""What weakens a phrase: it is denied, quoted, told of others, or only nearly so. One rule for every signal.

Every entry has the first four; what its writer denies to mean (denials.py), what outsiders think (telling.py) and
friendly names are asked where its file says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from unruffled.engine.reader.denials import THREATS, disclaimed, meant, spared
from unruffled.engine.reader.lexicon import Entry, Hit, PhraseError
from unruffled.engine.reader.normalise import LOOSE, Text
from unruffled.engine.reader.telling import hearsay, reported
from unruffled.engine.vocabulary import DANGERS

WEAKENED: Final = 0.45
"""What a weakened phrase is worth of its weight."""
DEFAULTS: Final = {
    "negated": "drop", "quoted": "drop", "reported": "keep", "hypothetical": "drop",
    "disclaimed": "keep", "spared": "keep", "hearsay": "keep", "vocative": "keep",
}  # fmt: skip
_CHOICES: Final = ("drop", "weaken", "keep")

_NOT: Final = frozenset({"not", "never", "nobody", "none", "neither", "nor", "without", "hardly", "barely"})
_NO: Final = _NOT | {"no"}
_NOT_AFTER_ALL: Final = frozenset({"only", "just", "even", "sure", "to", "surprisingly", "once"})
_NEARLY: Final = frozenset({"nearly", "almost", "practically", "virtually"})
_NEARLY_PAIRS: Final = frozenset(
    {("was", "going"), ("was", "about"), ("would", "have"), ("could", "have"), ("thought", "about"), ("was", "tempted"),
     ("were", "going"), ("might", "have"), ("used", "to")}
)  # fmt: skip
_HINTS: Final = _NEARLY | {first for first, _ in _NEARLY_PAIRS}
_SUBJECTS: Final = frozenset({"i", "we"})
_HELD: Final = frozenset(["said", "say", "saying", "says", "think", "thinking", "believe", "mean", "suppose", "that"])
"""A phrase with its own subject is its own clause: 'if it isn't here by noon I will'; unlike 'I never said I will'."""
_REACH: Final = 5
"""How many words before a phrase a negation reaches."""


def sift(text: Text, hits: Iterable[Hit], entries: Mapping[str, Entry]) -> list[Hit]:
    """The hits that stand, with those weakened that only half stand."""
    kept = []
    for hit in hits:
        verdict = _verdict(text, hit, entries[hit.id].guards)
        if verdict != "drop":
            kept.append(replace(hit, weight=hit.weight * WEAKENED) if verdict == "weaken" else hit)
    return kept


def _verdict(text: Text, hit: Hit, guards: Mapping[str, str]) -> str:
    """What the guards say of a hit: the first that drops it decides."""
    verdict = "keep"
    for name, holds in _GUARDS.items():
        wanted = guards.get(name) or DEFAULTS[name]
        if wanted != "keep" and wanted != verdict and holds(text, hit):
            if wanted == "drop":
                return wanted
            verdict = wanted
    return verdict


def denied(text: Text, hit: Hit, guards: Mapping[str, str]) -> bool:
    """Whether the writer denies to mean it, or to have borne it, and these guards let that count."""
    return any(guards.get(name) == "drop" and _GUARDS[name](text, hit) for name in ("disclaimed", "spared"))


def check(entry: Entry) -> None:
    """Refuse guards that do not exist.

    :raises PhraseError: naming the file's id, the bad word and the good ones
    """
    for name, choice in entry.guards.items():
        if name not in DEFAULTS:
            raise PhraseError(f"{entry.id}.toml: guards: unknown guard {name!r}; good are {', '.join(DEFAULTS)}")
        if choice not in _CHOICES:
            raise PhraseError(f"{entry.id}.toml: guards: {name} = {choice!r}; good are {', '.join(_CHOICES)}")


def negated(text: Text, hit: Hit) -> bool:
    """Whether a negation of the same clause reaches the phrase: 'I am not at all angry'."""
    return _reached_by_not(text, hit) and not (hit.id in THREATS and meant(text, hit))


def _reached_by_not(text: Text, hit: Hit) -> bool:
    if _NO.isdisjoint(text.words[max(0, hit.first - _REACH) : hit.first]):
        return False
    low = max(text.sentence_at(hit.first).first, hit.first - _REACH)
    if text.words[hit.first] in _SUBJECTS and hit.first > low and text.words[hit.first - 1] not in _HELD:
        return False
    for i in range(hit.first - 1, low - 1, -1):
        if text.breaks[i + 1] >= LOOSE or text.words[i] in ("but", "because", "so", "and", "if", "when"):
            return False
        if text.words[i] in _NOT and text.words[i + 1] not in _NOT_AFTER_ALL:
            return not (i > 0 and text.words[i - 1] == "why")
        if text.words[i] == "no" and i == hit.first - 1:
            return i > low or text.sentence_at(i).first != i
    return False


def quoted(text: Text, hit: Hit) -> bool:
    """Whether the whole phrase stands inside quotation marks, double or single."""
    return all(text.quoted[hit.first : hit.last + 1]) or _in_single_quotes(text, hit)


_FURTHEST: Final = 120
"""How many characters before and after a phrase a single quotation mark is looked for."""
_OPENS: Final = re.compile(r"(?:^|[\s(\[:,])['‘](?!(?:til|em|cause|tis|twas|bout|n|cos|round)\b)(?=\w)")
_CLOSES: Final = re.compile(r"(?<=[\w.,!?…])['’](?=$|[\s.,;:!?)\]])")


def _in_single_quotes(text: Text, hit: Hit) -> bool:
    """Whether a single mark opens before the phrase and closes behind it. Danger is heard: the mark may be a slip."""
    first, last = hit.span
    before = text.original[max(0, first - _FURTHEST) : first + 1]
    if hit.id in DANGERS or not ("'" in before or "‘" in before):
        return False
    opened = [mark.end() for mark in _OPENS.finditer(before)]
    if not opened or _CLOSES.search(before, opened[-1]):
        return False
    return _CLOSES.search(text.original[last - 1 : last + _FURTHEST]) is not None


def hypothetical(text: Text, hit: Hit) -> bool:
    """Whether it only nearly happened: 'I almost called my lawyer'."""
    if _HINTS.isdisjoint(text.words[max(0, hit.first - 4) : hit.first + 2]):
        return False
    low = max(text.sentence_at(hit.first).first, hit.first - 4)
    near = text.words[low : hit.first + 2]
    nearly = any(w in _NEARLY and not _counted(text, low + k + 1) for k, w in enumerate(near))
    pairs = enumerate(pairwise(near))
    return nearly or any(
        pair in _NEARLY_PAIRS and not _grown_used(text, low + k, pair) and not _is_danger(hit, pair)
        for k, pair in pairs
    )


def _is_danger(hit: Hit, pair: tuple[str, str]) -> bool:
    """Whether to have thought about it is what must be heard: "I thought about suicide all night"."""
    return hit.id == "self_harm" and pair == ("thought", "about")


def _grown_used(text: Text, i: int, pair: tuple[str, str]) -> bool:
    """Whether "used to" means grown used to, which is now: "I got used to"."""
    return pair[0] == "used" and i > 0 and text.words[i - 1] in ("got", "get", "getting", "am", "is", "are", "be")


_FRIENDLY: Final = frozenset({"cock", "cocker", "duck", "hen", "pal", "love"})
_GREETING_WORDS = """
    ta thanks cheers then alright right morning evening hiya hello hi hey aye yes no sure ok okay bye please so now well
    sorry mate
"""
_GREETINGS: Final = frozenset(_GREETING_WORDS.split())


def vocative(text: Text, hit: Hit) -> bool:
    """Whether it is a friendly name that somebody is called by: 'ta, cock', 'now then cock, …'."""
    first, behind = hit.first, hit.first + 1
    if hit.last != first or text.words[first] not in _FRIENDLY:
        return False
    closes = behind >= len(text) or text.breaks[behind] >= LOOSE
    opens = text.breaks[first] == LOOSE
    return closes and (opens or (first > 0 and text.words[first - 1] in _GREETINGS))


_COUNTS_WORDS = """
    one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety
    hundred a an half every all as midnight noon
"""
_COUNTS: Final = frozenset(_COUNTS_WORDS.split())


def _counted(text: Text, i: int) -> bool:
    """Whether a number begins here: "nearly three weeks" has happened."""
    return i < len(text) and (bool(text.shapes[i]) or text.words[i] in _COUNTS)


_GUARDS: Final[dict[str, Callable[[Text, Hit], bool]]] = {
    "negated": negated,
    "quoted": quoted,
    "reported": reported,
    "hypothetical": hypothetical,
    "disclaimed": disclaimed,
    "spared": spared,
    "hearsay": hearsay,
    "vocative": vocative,
}
