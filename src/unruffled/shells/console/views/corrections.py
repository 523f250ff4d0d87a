"""A person reads a message otherwise than the engine: shown beside the message, kept in one click."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from unruffled.desk.flows import correct
from unruffled.engine.vocabulary import HEAT_WORDS, heat_band
from unruffled.shells.console.screens.history import reader_in_words
from unruffled.shells.console.screens.words import CONDUCT_TO_CHOOSE, SIGNALS
from unruffled.shells.console.views.pages import Refusal, answer
from unruffled.shells.console.views.records import conversation_or_404, me, message_or_404


@dataclass(frozen=True, slots=True)
class Band:
    """One of the five heats to choose from."""

    heat: int
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal that could be taken away or added, or a conduct that could be said; `here` is what it is."""

    id: str
    words: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What the panel offers."""

    url: str
    bands: tuple[Band, ...]
    signals: tuple[Shown, ...]
    others: tuple[Shown, ...]
    conducts: tuple[Shown, ...]
    read_by: str


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can be corrected in this message, or keep a correction."""
    message = message_or_404(request, pk)
    if request.method == "GET":
        return render(request, "conversations/correct.html", {"correction": _offered(request.path, message)})
    refusal = None
    try:
        field, value = _given(request)
        correct.correct(message=message, by=me(request), field=field, value=value, now=timezone.now())
    except (correct.NotCorrectable, correct.NotAllowed) as refused:
        refusal = Refusal(str(refused))
    return answer(request, conversation_or_404(request, message.conversation_id), refusal=refusal)


def _offered(url: str, message: Any) -> Correction:
    reading = message.reading
    if reading is None or message.by != "customer":
        raise Http404
    score = reading.get("heat_score")
    here = None if score is None else heat_band(score)
    bands = tuple(Band(n, words, n == here) for n, words in enumerate(HEAT_WORDS))
    shown = dict.fromkeys(s["id"] for s in reading.get("signals", ()) if s["id"] in SIGNALS)
    return Correction(
        url,
        bands,
        signals=tuple(Shown(signal, SIGNALS[signal]) for signal in shown),
        others=tuple(_others(shown)),
        conducts=tuple(Shown(id, words, id == reading.get("conduct")) for id, words in CONDUCT_TO_CHOOSE.items()),
        read_by="" if score is None else read_by(reading.get("reader", "")),
    )


def _others(shown: Collection[str]) -> list[Shown]:
    """The signals that do not show, by their words."""
    return sorted((Shown(id, words) for id, words in SIGNALS.items() if id not in shown), key=lambda one: one.words)


def read_by(reader: str) -> str:
    """Return who made a reading, in words: "Read by rules-3 and reader 2026.11.4"; "" for a person."""
    words = reader_in_words(reader)
    return f"Read by {words}" if words else ""


def _given(request: HttpRequest) -> tuple[correct.Field, Any]:
    """Return the field and its new value; a signal with a minus does not show."""
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    if field == "heat" and value in ("0", "1", "2", "3", "4"):
        return "heat", int(value)
    if field == "conduct":
        return "conduct", value
    if field == "stage":
        return "stage", value
    if field == "signal" and value:
        return "signal", {"id": value.removeprefix("-"), "shows": not value.startswith("-")}
    raise correct.NotCorrectable("Say what to correct: heat, conduct, stage or signal, and to what.")
