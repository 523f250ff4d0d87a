"""Where the rules and the trained model meet: the only place, so that no signal has two owners.

fusion.toml says for each signal what the model may do: show it alone, strengthen words that rules found, or nothing.
The model reads one message and knows no conversation; what hangs on earlier turns or the record stays with the rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader import model, noise, recalibrate
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.reader.model import Opinion, ways
from unruffled.engine.reader.recalibrate import Shifts
from unruffled.engine.reader.seen import SHOWN, merge
from unruffled.engine.vocabulary import (
    AGENT_SIGNALS,
    BAD_AGENT_SIGNALS,
    GOOD_AGENT_SIGNALS,
    SIGNALS,
    Reading,
    Signal,
    Span,
)

_TABLES: Final = frozenset({"customer", "staff", "show", "heat"})
_WAYS: Final = frozenset({"alone", "beside"})


@dataclass(frozen=True, slots=True)
class Hunch:
    """What the model adds to the rules about one text: signals it may show alone, signals that only strengthen what
    the words say, and its heat 0-4 (None for our own texts, and where there is no text). `doubted` are the levels of
    heat of which it is not sure whether they are reached."""

    alone: tuple[Signal, ...] = ()
    beside: tuple[Signal, ...] = ()
    heat: float | None = None
    doubted: frozenset[int] = frozenset()


NONE: Final = Hunch()
"""No model has been asked: the rules read alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """fusion.toml: ids by what the model may do, from which probability they show, and its share of the heat (0-1)."""

    alone: frozenset[str]
    beside: frozenset[str]
    show: Mapping[str, float]
    heat: float

    def confidence(self, id: str, probability: float) -> float:
        """Return a probability stretched so that 0.5 is where this signal begins to show."""
        show = self.show.get(id, self.show["usual"])
        if probability >= show:
            return 0.5 + 0.5 * (probability - show) / (1 - show)
        return 0.5 * probability / show


@lru_cache(maxsize=1)
def table() -> Table:
    """The packaged table.

    :raises PhraseError: when it names an unknown table, way or signal
    """
    return parsed(files(__package__).joinpath("fusion.toml").read_text("utf-8"))


def parsed(text: str) -> Table:
    """Return what this TOML says.

    :raises PhraseError: naming the bad word and the good ones
    """
    found = tomllib.loads(text)
    _known("table", found, _TABLES)
    for side, good in (("customer", SIGNALS), ("staff", AGENT_SIGNALS)):
        _known(f"key of [{side}]", found.get(side, {}), _WAYS)
        for way in found.get(side, {}).values():
            _known(f"signal of [{side}]", way, good)
    sides = [found.get(side, {}) for side in ("customer", "staff")]
    ways = {way: frozenset(id for side in sides for id in side.get(way, ())) for way in _WAYS}
    if twice := sorted(ways["alone"] & ways["beside"]):
        raise PhraseError(f"fusion.toml: {twice[0]!r} is named both as alone and as beside")
    _known("signal of [show]", found.get("show", {}), {"usual", *SIGNALS, *AGENT_SIGNALS})
    show = {"usual": 0.5} | {id: _share(f"show.{id}", given) for id, given in found.get("show", {}).items()}
    share = _share("heat.share", found.get("heat", {}).get("share", 0.0))
    return Table(ways["alone"], ways["beside"], show, share)


def _share(key: str, given: object) -> float:
    if not isinstance(given, (int, float)) or not 0 <= given < 1:
        raise PhraseError(f"fusion.toml: {key} = {given!r} is no number from 0 to 1")
    return float(given)


def _known(what: str, given: object, good: object) -> None:
    for word in sorted(set(given) - set(good)):  # type: ignore[call-overload]
        raise PhraseError(f"fusion.toml: unknown {what} {word!r}; good are {', '.join(sorted(good))}")  # type: ignore[call-overload]


def customer(text: str, *, fast: bool = False, shifts: Shifts = recalibrate.NONE) -> Hunch:
    """Return what the model makes of a customer's text; `fast` is the way for archives, `shifts` are the house's."""
    found = opinion(text, fast=fast)
    levels = _levels(found, shifts)
    hunch = _hunch(found, "s:", text, shifts=shifts)
    return replace(hunch, heat=sum(levels.values()), doubted=_doubted(levels)) if levels else hunch


def staff(text: str) -> Hunch:
    """Return what the model makes of a text of ours."""
    return _hunch(opinion(text, ours=True), "a:", text)


def opinion(text: str, *, ours: bool = False, fast: bool = False) -> Opinion:
    """Return the opinion by which a text is read: one of ours, or a customer's, with `fast` as archives have it."""
    return model.opinion(noise.without(text), way=way(ours=ours, fast=fast))


@cache
def way(*, ours: bool = False, fast: bool = False) -> ways.Way:
    """Return how far a text goes through the network."""
    if ours:
        return ways.for_ours((table().alone | table().beside) & AGENT_SIGNALS)
    return ways.for_archives(model.heads().values()) if fast else ways.WHOLE


def of_ours(reading: Reading, hunch: Hunch) -> Reading:
    """Return the reading of a turn of ours with what the model adds to it, good signals first."""
    found = {signal.id: signal for signal in reading.agent_signals}
    for signal in hunch.beside:
        if signal.id in found:
            merge(found, signal)
    for signal in hunch.alone:
        if signal.confidence >= SHOWN:
            merge(found, signal)
    ordered = tuple(doubted(found[id]) for id in (*GOOD_AGENT_SIGNALS, *BAD_AGENT_SIGNALS) if id in found)
    return replace(reading, agent_signals=ordered)


def doubted(signal: Signal) -> Signal:
    """Return a signal that shows as it is told: without `sure` where its confidence leaves doubt."""
    return signal if signal.confidence >= sure_from(signal.id) else replace(signal, sure=False)


@cache
def sure_from(id: str) -> float:
    """Return the confidence from which a signal is sure, whoever speaks of it: that of the model where its head shows,
    which is measured (reader.json); where the model has no part in it, all that shows is sure."""
    part = table().alone | table().beside
    head = model.heads().get(f"{'a' if id in AGENT_SIGNALS else 's'}:{id}") if id in part else None
    return SHOWN if head is None else max(SHOWN, round(table().confidence(id, head.show), 3))


def movable() -> tuple[str, ...]:
    """Return what a house's corrections may move: heat, and the customer's signals that the model has a part in."""
    ways = table()
    shown = (ways.alone | ways.beside) & SIGNALS.keys()
    return (recalibrate.HEAT, *sorted(shown - recalibrate.LEFT_ALONE))


def probabilities(text: str) -> Mapping[str, float]:
    """Return how likely the model finds each of a customer's signals, and each heat ("heat>=2"), without any shift."""
    return {id.removeprefix("s:"): found for id, found in model.opinion(text).probability.items()}


def _hunch(found: Opinion, prefix: str, text: str, *, shifts: Shifts = recalibrate.NONE) -> Hunch:
    signals: dict[str, list[Signal]] = {"alone": [], "beside": []}
    probable = found.probability.get
    for part, id, head in _asked(prefix):
        probability = probable(head.id, 0.0)
        if probability >= head.unsure:
            here = recalibrate.shifted(probability, shifts.by.get(id, 0.0))
            confidence = round(table().confidence(id, here), 3)
            signals[part].append(Signal(id, confidence, told(text, found.spans.get(head.id, ()))))
    return Hunch(tuple(signals["alone"]), tuple(signals["beside"]))


@cache
def _asked(prefix: str) -> tuple[tuple[str, str, model.Head], ...]:
    """The part that the model has in each signal of one side, the signal, and the head that speaks of it; in order."""
    parts = (("alone", table().alone), ("beside", table().beside))
    heads = model.heads()
    return tuple((part, id, heads[prefix + id]) for part, ids in parts for id in sorted(ids) if prefix + id in heads)


_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TELLING: Final = 4
"""Letters of the longest word that a mark needs to say something: "due" alone says nothing."""


def told(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans as whole words, without the signs at their ends.

    What says nothing by itself is left out; where nothing else is left, the sentence of the last one stands for it.
    """
    whole = []
    for first, last in spans:
        within = [(a, b) for a, b in _words(text, *_unbroken(text, first, last)) if a < last and first < b]
        if any(b - a >= _TELLING for a, b in within):
            whole.append((within[0][0], within[-1][1]))
    return tuple(sorted(set(whole))) or _sentence(text, spans)


def _words(text: str, first: int, last: int) -> list[Span]:
    return [word.span() for word in _WORD.finditer(text, first, last)]


def _unbroken(text: str, first: int, last: int) -> Span:
    """The span out to the white space on both its sides: of a long text only this piece is looked through."""
    begins = max(text.rfind(" ", 0, first), text.rfind("\n", 0, first)) + 1
    space, line = text.find(" ", last), text.find("\n", last)
    if space < 0 or line < 0:
        return begins, max(space, line) if space >= 0 or line >= 0 else len(text)
    return begins, min(space, line)


def _sentence(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The words of the sentence in which the last span ends."""
    if not spans:
        return ()
    at = max(0, spans[-1][1] - 1)
    begins = max(text.rfind(mark, 0, at) for mark in ".!?\n") + 1
    ends = min((place for mark in ".!?\n" if (place := text.find(mark, at)) >= 0), default=len(text))
    within = _words(text, begins, ends)
    return ((within[0][0], within[-1][1]),) if within else ()


def _levels(found: Opinion, shifts: Shifts) -> Mapping[int, float]:
    """The probability that each level of heat is reached; their sum is the heat to expect. None without a text."""
    by = shifts.by.get(recalibrate.HEAT, 0.0)
    reached = {level: found.probability.get(_AT_LEAST.format(level), 0.0) for level in range(1, 5)}
    return {level: recalibrate.shifted(one, by) for level, one in reached.items()} if found.probability else {}


def _doubted(levels: Mapping[int, float]) -> frozenset[int]:
    """The levels whose probability lies between where their head is unsure and where it shows."""
    heads = {level: model.heads()[_AT_LEAST.format(level)] for level in levels}
    return frozenset(n for n, reached in levels.items() if heads[n].unsure <= reached < heads[n].show)


_AT_LEAST: Final = "heat>={}"
