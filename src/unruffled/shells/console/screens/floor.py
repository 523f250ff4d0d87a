"""The floor as a supervisor sees it: conversations in bands, and what everybody has in hand, A to Z."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from unruffled.desk.conversations.bands import BANDS, Band, band_of
from unruffled.desk.conversations.queries import Hand, InboxRow
from unruffled.engine.policies.safety import in_a_word
from unruffled.shells.console.screens import heat
from unruffled.shells.console.screens.clock import clock, waited
from unruffled.shells.console.screens.inbox import reason_of
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import CHANNELS, SIDE_STATES, TRACK

WORDS: Final[Mapping[Band, tuple[str, str]]] = {
    "now": (
        "Needs someone now",
        "Danger, a late promise, a call for somebody in charge, an answer nobody has taken on",
    ),
    "rising": ("Rising", "Hotter than a turn ago"),
    "unread": ("Not read yet", "In another language, still to be read, or they have not written: look for yourself"),
    "steady": ("Steady", "Upset or more, and not rising"),
    "calm": ("Calm", "Calm or uneasy"),
}
A_BAND: Final = 60
"""Cells of one band; the inbox has the others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One conversation: its trace, the person, the reason, who has it, and where it stands."""

    id: int
    trace: SafeString
    name: str
    need: str
    reason: str
    late: bool
    with_whom: str
    standing: str
    heat_words: str

    @property
    def html(self) -> SafeString:
        """The cell drawn."""
        late = " chip late" if self.late else ""
        return format_html(
            '<a class="cell" href="/conversations/{}">{}<span class="who"><span class="name one-line">{}</span>'
            '<span class="whom">{}</span></span><span class="need">{}</span><span class="reason{}">{}</span>'
            '<span class="standing">{}</span><span class="sr">{}</span></a>',
            self.id, self.trace, self.name, self.with_whom, self.need, late, self.reason, self.standing,
            self.heat_words,
        )  # fmt: skip

    @property
    def version(self) -> str:
        """A short mark that changes when the cell does."""
        return version_of(self)


@dataclass(frozen=True, slots=True)
class Group:
    """One band with its cells; `more` says in words how many of them are not shown here."""

    id: str
    words: str
    meaning: str
    count: int
    cells: tuple[Cell, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody has in hand, in words."""

    id: int
    name: str
    facts: str
    url: str


@dataclass(frozen=True, slots=True)
class Danger:
    """A conversation in which a safety card is open, and which danger it is about, in a word."""

    url: str
    name: str
    danger: str
    need: str
    with_whom: str


def groups_of(rows: Iterable[InboxRow], *, you: int, now: datetime) -> list[Group]:
    """Return the bands that have somebody, whoever is needed first on top; order inside a band is that of the inbox."""
    found: dict[Band, list[Cell]] = {band: [] for band in BANDS}
    for row in rows:
        found[_band(row, now)].append(_cell(row, you, now))
    return [_group(band, cells) for band, cells in found.items() if cells]


def dangers_of(rows: Iterable[InboxRow], *, you: int) -> tuple[Danger, ...]:
    """Return where somebody may be in danger, the newest first as over every other page; rows come oldest first."""
    return tuple(
        Danger(
            f"/conversations/{row.id}",
            row.contact_name or "Somebody",
            in_a_word(row.danger, row.danger_words),
            row.subject,
            _with(row, you),
        )
        for row in reversed(list(rows))
        if row.safety_open
    )


def people_of(people: Iterable[tuple[int, str]], hands: Mapping[int, Hand], *, base: str) -> tuple[Person, ...]:
    """Return everybody A to Z with the facts of what they have in hand; never in the order of a number."""
    ordered = sorted(people, key=lambda person: (person[1].casefold(), person[0]))
    return tuple(Person(pk, name, _facts(hands.get(pk)), f"{base}?view=team&assignee={pk}") for pk, name in ordered)


def summary_of(groups: Sequence[Group], *, late: int, more: bool) -> str:
    """Return the floor in one line: how many are open, how many need someone, how many promises are late."""
    count = sum(group.count for group in groups)
    now = next((group.count for group in groups if group.id == "now"), 0)
    parts = [f"{count}{'+' if more else ''} open"]
    if now:
        parts.append(f"{now} {'needs' if now == 1 else 'need'} someone now")
    if late:
        parts.append(f"{late} promise{'s' * (late != 1)} late")
    return " · ".join(parts)


def _band(row: InboxRow, now: datetime) -> Band:
    return band_of(
        reason=row.reason_code,
        reason_at=row.reason_at,
        safety_open=row.safety_open,
        held=row.assignee_id is not None,
        heat=row.heat,
        trace=row.trace,
        now=now,
    )


def _group(band: Band, cells: list[Cell]) -> Group:
    words, meaning = WORDS[band]
    left = len(cells) - A_BAND
    return Group(
        band, words, meaning, len(cells), tuple(cells[:A_BAND]), f"{left} more in the inbox" if left > 0 else ""
    )


def _cell(row: InboxRow, you: int, now: datetime) -> Cell:
    return Cell(
        id=row.id,
        trace=heat.trace(tuple(heat.shown(h) for h in row.trace)),
        name=row.contact_name or "Somebody",
        need=row.about or CHANNELS.get(row.channel, ""),
        reason=reason_of(row, now),
        late=row.reason_code == "promise_late",
        with_whom=_with(row, you),
        standing=_standing(row, now),
        heat_words=row.heat_word or "Not read",
    )


def _with(row: InboxRow, you: int) -> str:
    if row.assignee_id is None:
        return "with nobody yet"
    return "with you" if row.assignee_id == you else f"with {row.assignee_name or 'a colleague'}"


def _standing(row: InboxRow, now: datetime) -> str:
    """Return where it stands: the stage, how long somebody waits, the promise to come."""
    stage = TRACK.get(row.stage) or SIDE_STATES.get(row.stage, "")
    waits = waited(row.waiting_since, now=now) if row.reason_code != "goodbye" else ""
    promised = (
        row.promise_due_at if row.promise_due_at and row.reason_code not in ("promise_late", "promise_soon") else None
    )
    parts = [
        "Not read" if waits and not row.heat_word else "",
        stage,
        _waits(waits),
        f"promise {clock(promised, now=now)}" if promised else "",
    ]
    return " · ".join(filter(None, parts))


def _waits(length: str) -> str:
    if length == "now":
        return "wrote just now"
    return f"waits {length}" if length else ""


def _facts(hand: Hand | None) -> str:
    if hand is None:
        return "Nothing open"
    if not hand.waiting:
        return f"{hand.open} open, nobody waits"
    return f"{hand.open} open, {hand.waiting} wait{'s' * (hand.waiting == 1)} for an answer"
