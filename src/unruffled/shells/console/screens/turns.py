"""The turns of a conversation, ready to be placed: their piece of the heat line, their marked words, what they show."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from unruffled.desk.conversations.threads import Mark as Shown
from unruffled.desk.conversations.threads import ThreadRow
from unruffled.desk.conversations.wordings import CHIPS, could_be
from unruffled.engine.vocabulary import BEYOND_RUDE, DANGERS, INSULTS, LANGUAGES, heat_band
from unruffled.shells.console.screens import heat
from unruffled.shells.console.screens.clock import clock, day, exact, iso
from unruffled.shells.console.screens.deliveries import Trouble, trouble_of
from unruffled.shells.console.screens.files import FileRow, files_of
from unruffled.shells.console.screens.marked_words import Mark, marked
from unruffled.shells.console.screens.words import CHANNELS, CONDUCT, GOOD_NEWS, SIGNALS

SAID_ELSEWHERE = frozenset(INSULTS) | frozenset(CHIPS)
"""Signals that the chips need not name: conduct has its own mark, and the desk has words for some."""

GOOD_CHIPS = frozenset(
    {"Feels heard", "Agrees", "Agrees in part", "Says it is solved", "Regrets the tone", "Relieved", "Thanks us"}
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words under a message; a good one has a check."""

    words: str
    good: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One row of the thread. `kind` is theirs, ours, note, event or day; `heat` colours the row's line and marks.

    `about` is what else its first line says; with `correct_url` the reading can be corrected.
    """

    kind: str
    id: str
    line: SafeString
    words: str | SafeString = ""
    heat: int | None = None
    who: str = ""
    at: str = ""
    iso: str = ""
    lang: str = ""
    band: str = ""
    about: tuple[str, ...] = ()
    unread: bool = False
    because: str = ""
    chips: tuple[Chip, ...] = ()
    conduct: str = ""
    correct_url: str = ""
    held: bool = False
    state: str = ""
    trouble: Trouble | None = None
    aside: str = ""
    files: tuple[FileRow, ...] = ()
    as_sent_url: str = ""
    quoted: str = ""
    signature: str = ""
    now: bool = False
    version: str = field(default="", compare=False)

    @property
    def classes(self) -> str:
        """The colour of the row, and whether it is the newest of the contact's."""
        return f"turn{'' if self.heat is None else f' h{self.heat}'}{' now' if self.now else ''}"


def turns_of(rows: Sequence[ThreadRow], *, conversation: Any, now: datetime, older: bool = False) -> list[Turn]:
    """Return the rows of a thread as turns, with a line for each new day; among `older` ones none is the newest."""
    newest = 0 if older else _newest_of(rows)
    return [_versioned(turn) for turn in _drawn(rows, conversation=conversation, newest=newest, now=now)]


def _newest_of(rows: Sequence[ThreadRow]) -> int:
    return next((row.id for row in reversed(rows) if row.kind == "message" and row.by == "customer"), 0)


def by_number(rows: Iterable[ThreadRow]) -> list[int]:
    """Return the messages turn by turn, as reasons name them; 0 for those that are not on the page."""
    said = [row for row in rows if row.kind == "message"]
    return [0] * (said[0].n - 1 if said else 0) + [row.id for row in said]


def last_seen(rows: Iterable[ThreadRow]) -> int:
    """Return the id of the last message, which a reply says that its writer has seen; 0 for none."""
    return max((row.id for row in rows if row.kind == "message"), default=0)


def _drawn(rows: Sequence[ThreadRow], *, conversation: Any, newest: int, now: datetime) -> Iterator[Turn]:
    channel, language = conversation.channel, conversation.contact.language
    level: float | None = None
    today = ""
    for row in rows:
        if (date := day(row.at, now=now)) != today:
            if today or date != "Today":
                yield Turn("day", f"d-{row.at:%Y%m%d}", heat.hold(_shown(level)), words=date, heat=_band(level))
            today = date
        if row.kind == "message" and row.by == "customer":
            yield _theirs(row, before=level, channel=channel, language=language, newest=newest, now=now)
            level = level if row.heat_score is None else row.heat_score
        else:
            yield _beside(row, conversation=conversation.pk, level=level, now=now)


def _theirs(row: ThreadRow, *, before: float | None, channel: str, language: str, newest: int, now: datetime) -> Turn:
    score = row.heat_score
    marks = [Mark(m.start, m.end, _told(m), m.sure, m.signal in INSULTS) for m in row.marks]
    return Turn(
        kind="theirs",
        id=f"m{row.id}",
        line=heat.hold(_shown(before))
        if score is None
        else heat.point(heat.shown(score), _shown(before), sure=row.heat_sure, by_hand=bool(row.corrected)),
        heat=_band(before) if score is None else heat_band(score),
        words=marked(row.text, marks) if row.text.strip() else "(no text)",
        who=row.author_name,
        at=clock(row.at, now=now),
        iso=iso(row.at),
        lang=row.language or language,
        band="" if score is None else heat.word(score, row.trend, sure=row.heat_sure),
        about=_about(row, channel),
        unread=score is None,
        because=_because(row),
        chips=_chips(row) if row.id == newest else (),
        conduct=_conduct(row),
        correct_url=_corrections().format(row.id) if score is not None or row.language else "",
        files=files_of(row.id, row.files),
        as_sent_url=reverse("as_sent", args=[row.id]) if row.as_sent else "",
        quoted=row.quoted,
        signature=row.signature.lstrip("- \n"),
        now=row.id == newest,
    )


def _about(row: ThreadRow, channel: str) -> tuple[str, ...]:
    via = CHANNELS.get(row.channel, "") if row.channel != channel else ""
    unread = not_read(row.language) if row.heat_score is None else _partly_read(row.partly)
    return tuple(filter(None, (via, unread, "Read by a person" if row.corrected else "")))


@cache
def _corrections() -> str:
    """The address for correcting a message, found once: a long thread has sixty, and finding one is slow."""
    before, _, after = reverse("corrections", args=[0]).rpartition("/0/")
    return f"{before}/{{}}/{after}"


def not_read(language: str) -> str:
    """Return why a message has no reading: its language, or that nobody has come to it yet."""
    return f"Not read: this is {LANGUAGES[language]}" if language else "Not read yet"


def _partly_read(language: str) -> str:
    """Return that some of a message was not read, and why."""
    return f"Not read: the {LANGUAGES[language]} in it" if language else ""


def _told(mark: Shown) -> str:
    """What a mark shows, in words: as it is, or as what it could be."""
    words = SIGNALS.get(mark.signal, "")
    return words if mark.sure else could_be(words)


def _conduct(row: ThreadRow) -> str:
    """The conduct beyond rude; what no words show for sure could be it, unless a person said so."""
    if row.conduct not in BEYOND_RUDE:
        return ""
    words, shown = CONDUCT[row.conduct], [mark.sure for mark in row.marks if mark.signal in INSULTS]
    return could_be(words) if shown and not any(shown) and "conduct" not in row.corrected else words


def _because(row: ThreadRow) -> str:
    if row.heat_score is None:
        return ""
    score = f"Heat {'' if row.heat_sure else 'could be '}{heat.shown(row.heat_score):.1f}"
    said = ((row.text[mark.start : mark.end], mark.sure) for mark in row.marks)
    shown = dict.fromkeys(words if sure else f"could be {words}" for words, sure in said)
    return f"{score}, because: {'; '.join(shown)}." if shown else f"{score}."


def _chips(row: ThreadRow) -> tuple[Chip, ...]:
    """Return at most three things to know of the newest message: dangers, the desk's own words, what else shows."""
    shown = {mark.signal: mark for mark in row.marks}
    found = {_told(shown[signal]): False for signal in DANGERS if signal in shown}
    found |= {words: words in GOOD_CHIPS for words in row.chips}
    for mark in row.marks:
        if len(found) < 3 and mark.signal in SIGNALS and mark.signal not in SAID_ELSEWHERE:
            found.setdefault(_told(mark), mark.sure and mark.signal in GOOD_NEWS)
    return tuple(Chip(words, good) for words, good in list(found.items())[:3])


def _beside(row: ThreadRow, *, conversation: int, level: float | None, now: datetime) -> Turn:
    at, line, colour = clock(row.at, now=now), heat.hold(_shown(level)), _band(level)
    if row.kind == "event":
        return Turn("event", f"e{row.id}", line, words=row.text, heat=colour, at=at, iso=iso(row.at))
    if row.kind == "note":
        return Turn(
            "note",
            f"n{row.id}",
            line,
            words=row.text,
            heat=colour,
            who=row.author_name or "Somebody",
            at=at,
            iso=iso(row.at),
        )
    if row.by == "system":
        return Turn("event", f"m{row.id}", line, words=row.text, heat=colour, at=at, iso=iso(row.at))
    return Turn(
        kind="ours",
        id=f"m{row.id}",
        line=line,
        words=row.text,
        heat=colour,
        who=row.author_name or "We",
        at=at,
        iso=iso(row.at),
        lang=row.language,
        state=_delivery(row, now),
        trouble=trouble_of(row, conversation=conversation, now=now),
        held=row.delivery in ("held", "failed"),
        aside=f"{row.aside}." if row.aside and not row.aside.endswith(".") else row.aside,
    )


def _delivery(row: ThreadRow, now: datetime) -> str:
    """Return where a reply of ours is, as long as nothing is wrong with it."""
    if row.delivery == "held" and row.undo_until is not None:
        return f"Goes at {exact(row.undo_until)}" if row.undo_until > now else "On its way"
    return "On its way" if row.delivery == "sending" and not row.failed_because else ""


def _band(level: float | None) -> int | None:
    return None if level is None else heat_band(level)


def _shown(level: float | None) -> float | None:
    return None if level is None else heat.shown(level)


def _versioned(turn: Turn) -> Turn:
    object.__setattr__(turn, "version", version_of(turn))
    return turn


def version_of(shown: object) -> str:
    """Return a short mark that changes when what is shown changes; an open page swaps only what has another mark."""
    return f"{zlib.crc32(repr(shown).encode()):08x}"
