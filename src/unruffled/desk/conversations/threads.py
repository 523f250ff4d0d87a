"""A conversation as the page shows it: messages, notes and what happened between them, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist

from unruffled.desk.conversations.actions import said_in
from unruffled.desk.conversations.models import By, Conversation, Delivery, Message, Note, Outbox
from unruffled.desk.conversations.wordings import CHIPS, HAPPENED, MADE_WORSE, NO_DATE, WANTS_DATE
from unruffled.desk.journal.models import Entry
from unruffled.desk.journal.queries import history_of
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import BEYOND_RUDE, CONDUCTS, HEAT_WORDS, SIGNALS

TREND = 0.5
"""A change of heat from which on a message is called easing or rising."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a message (code points, end exclusive) and what they show, in words; `confidence` is 0-1."""

    start: int
    end: int
    signal: str
    words: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One row of a thread: a message of theirs or ours, a note, or an event in words.

    `heat_score` to `corrected` are of the contact's messages only; `delivery` to `aside` of ours only.
    """

    kind: Literal["message", "note", "event"]
    id: int
    at: datetime
    by: str
    author_id: int | None = None
    author_name: str = ""
    text: str = ""
    html: str = ""
    channel: str = ""
    heat_score: float | None = None
    heat: int | None = None
    heat_word: str = ""
    trend: str = ""
    conduct: str = ""
    conduct_words: str = ""
    marks: tuple[Mark, ...] = ()
    chips: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    corrected: Json = field(default_factory=dict)
    unread_reason: str = ""
    delivery: str = ""
    undo_until: datetime | None = None
    sent_at: datetime | None = None
    failed_because: str = ""
    aside: str = ""


def thread_of(conversation: Conversation) -> list[ThreadRow]:
    """Return the thread in order; replies that were taken back are not in it. Four queries, however long it is."""
    messages = list(said_in(conversation).select_related("author", "outbox"))
    notes = list(conversation.notes.select_related("author").order_by("pk"))
    said = list(_messages(messages, conversation.contact.name))
    beside = [*map(_note, notes), *_events(history_of(conversation.pk))]
    return [row for _, row in sorted([*_in_order(said), *((row.at, row) for row in beside)], key=lambda pair: pair[0])]


def _in_order(said: Sequence[ThreadRow]) -> Iterator[tuple[datetime, ThreadRow]]:
    """Give each message a time that does not run backwards: their order is the order of arrival, not of clocks."""
    latest = None
    for row in said:
        latest = row.at if latest is None else max(latest, row.at)
        yield latest, row


def _messages(messages: Sequence[Message], name: str) -> Iterator[ThreadRow]:
    heat: float | None = None
    dated = False
    for n, message in enumerate(messages):
        reading: Json = message.reading or {}
        if message.by == By.CUSTOMER:
            yield _theirs(message, reading, before=heat, dated=dated, name=name)
            heat = reading.get("heat_score", heat)
        else:
            dated = dated or any(p["due_minutes"] is not None for p in reading.get("promises", ()))
            yield _ours(message, reading, aside=_aside(messages[n + 1 :], reading, before=heat, name=name))


def _theirs(message: Message, reading: Json, *, before: float | None, dated: bool, name: str) -> ThreadRow:
    score: float | None = reading.get("heat_score")
    heat = None if score is None else max(0, min(4, int(score + 0.5)))
    conduct = reading.get("conduct") or ""
    return ThreadRow(
        kind="message",
        id=message.pk,
        at=message.sent_at,
        by=message.by,
        author_name=name,
        text=message.text,
        html=message.html,
        channel=message.channel,
        heat_score=score,
        heat=heat,
        heat_word="" if heat is None else HEAT_WORDS[heat],
        trend=_trend(before, score),
        conduct=conduct,
        conduct_words=CONDUCTS[conduct] if conduct in BEYOND_RUDE else "",
        marks=_marks(reading.get("signals", ())),
        chips=tuple(_chips(reading, dated=dated)),
        questions=tuple(question["text"] for question in reading.get("questions", ())),
        corrected=message.corrected,
        unread_reason=message.unread_reason,
    )


def _ours(message: Message, reading: Json, *, aside: str) -> ThreadRow:
    outbox = _outbox(message)
    held = outbox is not None and outbox.state == Delivery.HELD
    return ThreadRow(
        kind="message",
        id=message.pk,
        at=message.sent_at,
        by=message.by,
        author_id=message.author_id,
        author_name=message.author.shown_name if message.author else "",
        text=message.text,
        channel=message.channel,
        marks=_marks(reading.get("agent_signals", ())),
        unread_reason=message.unread_reason,
        delivery=outbox.state if outbox else "",
        undo_until=outbox.due_at if outbox and held else None,
        sent_at=outbox.sent_at if outbox else message.sent_at,
        failed_because=outbox.last_error if outbox and outbox.state == Delivery.FAILED else "",
        aside=aside,
    )


def _outbox(message: Message) -> Outbox | None:
    try:
        return message.outbox
    except ObjectDoesNotExist:
        return None


def _trend(before: float | None, now: float | None) -> str:
    if before is None or now is None or abs(now - before) < TREND:
        return ""
    return "easing" if now < before else "rising"


def _marks(signals: Iterable[Json]) -> tuple[Mark, ...]:
    found = [
        Mark(start, end, signal["id"], _plain(signal["id"]), signal["confidence"])
        for signal in signals
        for start, end in signal["spans"]
    ]
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))


def _plain(signal: str) -> str:
    return SIGNALS.get(signal) or signal.removeprefix("a_").replace("_", " ")


def _chips(reading: Json, *, dated: bool) -> Iterator[str]:
    shown = {signal["id"] for signal in reading.get("signals", ())}
    yield from (words for signal, words in CHIPS.items() if signal in shown)
    if not dated and reading.get("questions") and shown & WANTS_DATE:
        yield NO_DATE


def _aside(after: Sequence[Message], reading: Json, *, before: float | None, name: str) -> str:
    """Return how the contact's next message changed after ours, and what ours did if it rose; nothing if it held."""
    if not after or after[0].by != By.CUSTOMER or before is None:
        return ""
    then = (after[0].reading or {}).get("heat_score")
    if then is None or not _trend(before, then):
        return ""
    change = then - before
    words = f"{name}’s next message {'rose' if change > 0 else 'fell'} by {abs(change):.1f}"
    because = [MADE_WORSE[s["id"]].format(name=name) for s in reading.get("agent_signals", ()) if s["id"] in MADE_WORSE]
    return f"{words}: {' and '.join(because[:2])}" if change > 0 and because else words


def _note(note: Note) -> ThreadRow:
    return ThreadRow(
        kind="note",
        id=note.pk,
        at=note.written_at,
        by="agent",
        author_id=note.author_id,
        author_name=note.author.shown_name if note.author else "",
        text=note.text,
    )


def _events(entries: Sequence[Entry]) -> Iterator[ThreadRow]:
    shown = [entry for entry in entries if HAPPENED.get(entry.what)]
    names = _names({n for entry in shown for n in (entry.by, entry.numbers.get("to")) if n})
    for entry in shown:
        by, to = names.get(entry.by, "Somebody"), names.get(entry.numbers.get("to"), "somebody")
        words = HAPPENED[entry.what].format(by=by, to=to)
        yield ThreadRow(kind="event", id=entry.pk, at=entry.at, by="system", author_id=entry.by, text=words)


def _names(ids: set[int]) -> dict[int | None, str]:
    if not ids:
        return {}
    return {person.pk: person.shown_name for person in User.objects.filter(pk__in=ids)}
