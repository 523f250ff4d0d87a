"""A conversation as the page shows it: messages, notes and what happened between them, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from unruffled.channels.files import words_for
from unruffled.desk.conversations.models import By, Conversation, Delivery
from unruffled.desk.conversations.pieces import Between, Said, between, last_said
from unruffled.desk.conversations.wordings import CHIPS, HAPPENED, MADE_WORSE, NO_DATE, WANTS_DATE, could_be
from unruffled.engine.vocabulary import BEYOND_RUDE, CONDUCTS, HEAT_WORDS, SIGNALS, heat_band

TREND = 0.5
"""A change of heat from which on a message is called easing or rising."""

SHOWN = 60
"""Messages that a page shows at once; older ones are asked for."""

BEFORE_THEM = 6
"""Messages before the shown ones that are looked at for how hot it was."""

TROUBLED = (Delivery.SENDING, Delivery.FAILED, Delivery.UNCERTAIN)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a message (code points, end exclusive) and what they show, in words; without `sure` they could."""

    start: int
    end: int
    signal: str
    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file that came along: what it calls itself, what it is in a word or two, and its size in bytes.

    `picture` says that a page may show it; without `kept` its bytes are not here; without `whole` they break off.
    """

    id: int
    name: str
    kind: str
    size: int
    picture: bool
    kept: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One row of a thread: a message of theirs or ours, a note, or an event in words.

    `n` is a message's number in the conversation. `heat_score` to `corrected` and `files` to `signature` are of the
    contact's messages only; `delivery` to `aside` of ours only. `as_sent` says that there is a page as it was sent.
    `language` is that of a message which was not read, as it is not English; `partly` that of the sentences which were
    not read in one whose English ones were.
    """

    kind: Literal["message", "note", "event"]
    id: int
    at: datetime
    by: str
    author_id: int | None = None
    author_name: str = ""
    text: str = ""
    n: int = 0
    as_sent: bool = False
    files: tuple[File, ...] = ()
    quoted: str = ""
    signature: str = ""
    channel: str = ""
    heat_score: float | None = None
    heat: int | None = None
    heat_word: str = ""
    heat_sure: bool = True
    trend: str = ""
    conduct: str = ""
    conduct_words: str = ""
    marks: tuple[Mark, ...] = ()
    chips: tuple[str, ...] = ()
    corrected: Json = field(default_factory=dict)
    unread_reason: str = ""
    language: str = ""
    partly: str = ""
    delivery: str = ""
    undo_until: datetime | None = None
    sent_at: datetime | None = None
    failed_because: str = ""
    again_at: datetime | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a thread; `earlier` is the id of its first message if there are older ones, else 0."""

    rows: list[ThreadRow]
    earlier: int


def thread_of(conversation: Conversation) -> list[ThreadRow]:
    """Return the whole thread in order; replies that were taken back are not in it."""
    return window_of(conversation, last=10**6).rows


def window_of(conversation: Conversation, *, before: int = 0, last: int = SHOWN) -> Window:
    """Return the last messages of a thread, or the last ones before this message, with what lies between them.

    Two queries however long it is.
    """
    found = last_said(conversation, to=before, most=last + BEFORE_THEM + 1)
    read = list(_messages(found, conversation.contact.name))
    until = read.pop().at if before and read and read[-1].id == before else None
    older, said = len(read) > last, read[-last:]
    beside = map(_beside, between(conversation, since=said[0].at if older else None, until=until))
    rows = [row for _, row in sorted([*_in_order(said), *((row.at, row) for row in beside)], key=lambda pair: pair[0])]
    return Window(rows, said[0].id if older else 0)


def _beside(one: Between) -> ThreadRow:
    by = one.by_alias or one.by_name
    if one.kind == "note":
        return ThreadRow("note", one.id, one.at, "agent", author_id=one.by_id, author_name=by or "", text=one.words)
    words = HAPPENED[one.words].format(by=by or "Somebody", to=one.to_alias or one.to_name or "somebody")
    return ThreadRow("event", one.id, one.at, "system", author_id=one.by_id, text=words)


def _in_order(said: Sequence[ThreadRow]) -> Iterator[tuple[datetime, ThreadRow]]:
    """Give each message a time that does not run backwards: their order is the order of arrival, not of clocks."""
    latest = None
    for row in said:
        latest = row.at if latest is None else max(latest, row.at)
        yield latest, row


def _messages(messages: Sequence[Said], name: str) -> Iterator[ThreadRow]:
    heat: float | None = None
    dated = any(p["due_text"] for said in messages for p in (said.reading or {}).get("promises", ()))
    first = messages[-1].counted - len(messages) + 1 if messages else 1
    for n, message in enumerate(messages):
        reading: Json = message.reading or {}
        following = messages[n + 1] if n + 1 < len(messages) else None
        if message.by == By.CUSTOMER:
            yield _theirs(message, reading, n=first + n, before=heat, dated=dated, name=name)
            heat = reading.get("heat_score", heat)
        else:
            yield _ours(message, reading, n=first + n, aside=_aside(following, reading, before=heat, name=name))


def _theirs(message: Said, reading: Json, *, n: int, before: float | None, dated: bool, name: str) -> ThreadRow:
    score: float | None = reading.get("heat_score")
    heat = None if score is None else heat_band(score)
    conduct = reading.get("conduct") or ""
    return ThreadRow(
        kind="message",
        id=message.id,
        at=message.at,
        by=message.by,
        author_name=name,
        text=message.text,
        n=n,
        as_sent=message.as_sent,
        files=tuple(map(_file, message.files)),
        quoted=message.quoted,
        signature=message.signature,
        channel=message.channel,
        heat_score=score,
        heat=heat,
        heat_word="" if heat is None else HEAT_WORDS[heat],
        heat_sure=reading.get("heat_sure", True),
        trend=_trend(before, score),
        conduct=conduct,
        conduct_words=CONDUCTS[conduct] if conduct in BEYOND_RUDE else "",
        marks=_marks(reading.get("signals", ())),
        chips=tuple(_chips(reading, dated=dated)),
        corrected=message.corrected,
        unread_reason=message.unread_reason,
        language=reading.get("language", ""),
        partly=reading.get("partly", ""),
    )


def _file(told: Json) -> File:
    return File(
        id=told["id"],
        name=told["name"],
        kind=words_for(told["type"], told["name"]),
        size=told["size"],
        picture=told["width"] > 0 and told["kept"],
        kept=told["kept"],
        whole=told["whole"],
    )


def _ours(message: Said, reading: Json, *, n: int, aside: str) -> ThreadRow:
    state = message.delivery or ""
    return ThreadRow(
        kind="message",
        id=message.id,
        at=message.at,
        by=message.by,
        author_id=message.author_id,
        author_name=message.author_alias or message.author_name or "",
        text=message.text,
        n=n,
        channel=message.channel,
        marks=_marks(reading.get("agent_signals", ())),
        unread_reason=message.unread_reason,
        language=reading.get("language", ""),
        delivery=state,
        undo_until=message.due_at if state == Delivery.HELD else None,
        sent_at=message.left_at if state else message.at,
        failed_because=message.last_error or "" if state in TROUBLED else "",
        again_at=message.due_at if state == Delivery.SENDING else None,
        aside=aside,
    )


def _trend(before: float | None, now: float | None) -> str:
    if before is None or now is None or abs(now - before) < TREND:
        return ""
    return "easing" if now < before else "rising"


def _marks(signals: Iterable[Json]) -> tuple[Mark, ...]:
    found = [
        Mark(start, end, signal["id"], _plain(signal["id"]), signal.get("sure", True))
        for signal in signals
        for start, end in signal["spans"]
    ]
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))


def _plain(signal: str) -> str:
    return SIGNALS.get(signal) or signal.removeprefix("a_").replace("_", " ")


def _chips(reading: Json, *, dated: bool) -> Iterator[str]:
    shown = {signal["id"]: signal.get("sure", True) for signal in reading.get("signals", ())}
    yield from (words if shown[signal] else could_be(words) for signal, words in CHIPS.items() if signal in shown)
    if not dated and reading.get("asks") and shown.keys() & WANTS_DATE:
        yield NO_DATE


def _aside(following: Said | None, reading: Json, *, before: float | None, name: str) -> str:
    """Return how the contact's next message changed after ours, and what ours did if it rose; nothing if it held."""
    if following is None or following.by != By.CUSTOMER or before is None:
        return ""
    then = (following.reading or {}).get("heat_score")
    if then is None or not _trend(before, then):
        return ""
    change = then - before
    words = f"{name}’s next message {'rose' if change > 0 else 'fell'} by {abs(change):.1f}"
    because = [MADE_WORSE[s["id"]].format(name=name) for s in reading.get("agent_signals", ()) if s["id"] in MADE_WORSE]
    return f"{words}: {' and '.join(because[:2])}" if change > 0 and because else words
