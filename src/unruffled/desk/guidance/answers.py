"""What people here say of the model's readings: what they corrected, and what those who correct let stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from unruffled.desk.conversations.models import By, Correction, Message
from unruffled.desk.guidance.models import Recalibration
from unruffled.engine.reader import fusion, model
from unruffled.engine.reader.recalibrate import HEAT, Answer, Learnt, learn
from unruffled.engine.vocabulary import heat_band

MOST: Final = 1_000
"""Messages looked at of each kind, the newest: some seconds of the worker's time."""

HEATS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What corrections would change, as it was worked out last; `weights` are those of the model it was learnt for."""

    id: int
    at: datetime
    weights: str
    people: int
    learnt: tuple[Learnt, ...]

    @property
    def shifts(self) -> dict[str, float]:
        """The heads that would move, with their log-odds."""
        return {one.head: one.shift for one in self.learnt if one.shift}


def newest() -> Proposal | None:
    """Return what was worked out last: one query."""
    kept = Recalibration.objects.order_by("-pk").first()
    return _proposal(kept) if kept else None


def work_out(*, now: datetime) -> Proposal:
    """Work out anew what corrections would change, and keep it; nothing that is read changes by it."""
    who = _correctors()
    people = len(frozenset().union(*who.values()))
    learnt = [asdict(replace(one, people=len(who.get(one.head, ())))) for one in learn(given())]
    return _proposal(Recalibration.objects.create(learnt=learnt, weights=model.version(), people=people, at=now))


def _correctors() -> Mapping[str, set[int]]:
    """Return who corrected each head: one query."""
    told = Correction.objects.filter(field__in=("heat", "signal")).exclude(by=None)
    who: dict[str, set[int]] = {}
    for field, signal, by in told.values_list("field", "after__id", "by").distinct():
        who.setdefault(HEAT if field == "heat" else signal, set()).add(by)
    return who


def _proposal(kept: Recalibration) -> Proposal:
    return Proposal(kept.pk, kept.at, kept.weights, kept.people, tuple(Learnt(**one) for one in kept.learnt))


def given() -> Iterator[Answer]:
    """Yield what was said of each head that somebody has corrected, newest messages first."""
    corrected = _rows(_read().exclude(corrected={}))
    heads = {head for _, _, told in corrected for head in _heads_in(told)} & set(fusion.movable())
    if heads:
        for text, reading, told in (*corrected, *_rows(_let_stand())):
            yield from _answers(fusion.probabilities(text), reading, told, heads)


def _read() -> QuerySet[Message]:
    return Message.objects.filter(by=By.CUSTOMER, reading__isnull=False).order_by("-pk")


def _let_stand() -> QuerySet[Message]:
    """Messages that nobody corrected, and that were answered by somebody who corrects: they look at readings."""
    correctors = Correction.objects.exclude(by=None).values("by")
    answers = Message.objects.filter(
        conversation=OuterRef("conversation"), pk__gt=OuterRef("pk"), author__in=correctors
    )
    return _read().filter(Exists(answers), corrected={})


def _rows(messages: QuerySet[Message]) -> Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Return text, reading and corrections; what is in a language that we do not read says nothing of the reader."""
    rows = messages.values_list("text", "reading", "corrected")[:MOST]
    return [(text, read, told) for text, read, told in rows if text.strip() and read and not read.get("language")]


def _heads_in(told: Mapping[str, Any]) -> set[str]:
    return {*told.get("signal", {}), *({HEAT} if HEAT in told else ())}


def _answers(
    probability: Mapping[str, float], reading: Mapping[str, Any], told: Mapping[str, Any], heads: set[str]
) -> Iterator[Answer]:
    """Yield what one message says of each head: its correction, or that it was left as it was.

    What showed and was left counts as shown. What did not show, nobody was asked about: it speaks for no change.
    """
    shown = {signal["id"] for signal in reading["signals"]}
    by_hand = told.get("signal", {})
    for head in sorted(heads - {HEAT}):
        likely = probability.get(head, 0.0)
        shows = float(by_hand[head]) if head in by_hand else 1.0 if head in shown else likely
        yield Answer(head, likely, shows, corrected=head in by_hand)
    if HEAT in heads and reading["heat_score"] is not None:
        yield from _heats(probability, heat_band(reading["heat_score"]), corrected=HEAT in told)


def _heats(probability: Mapping[str, float], heat: int, *, corrected: bool) -> Iterator[Answer]:
    for level in HEATS:
        yield Answer(HEAT, probability.get(f"heat>={level}", 0.0), float(heat >= level), corrected, 1 / len(HEATS))
