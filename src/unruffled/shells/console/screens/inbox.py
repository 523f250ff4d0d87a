"""Lists of conversations, ready to be placed: one line a conversation, grouped by who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from unruffled.desk.conversations.queries import InboxRow, KeptView, NextPromise, View
from unruffled.engine.policies.safety import in_a_word
from unruffled.shells.console.screens import heat
from unruffled.shells.console.screens.clock import clock, waited
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import CHANNELS

VIEWS: Mapping[View, str] = {"yours": "Yours", "team": "Team", "waiting": "Waiting", "closed": "Closed"}

ORDER = (
    "Somebody may be in danger",
    "A promise of ours that is late, then one that is due soon",
    "Somebody asked for someone in charge",
    "An answer that is due, the earliest first",
    "Whoever said goodbye and can be closed, then whoever we wait for",
)
"""Why this order, as people read it; the rules themselves are in desk.conversations.need."""

ORDER_NOTE = "Heat lifts nobody: of two answers due in the same minute, the one that was hotter of late comes first."
"""What heat has to do with it."""


NOTHING = mark_safe("")


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation: its trace, the person, the need in a line, the one reason, how long they have waited."""

    id: int
    url: str
    trace: SafeString
    name: str
    need: str
    reason: str
    late: bool
    waited: str
    with_whom: str
    heat_words: str
    aside_url: str = ""
    passage: str = ""

    @property
    def html(self) -> SafeString:
        """The row drawn: fifty of them through the template cost more than the page around them."""
        return drawn(self)

    @property
    def version(self) -> str:
        """A short mark that changes when the row does."""
        return version_of(self)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    id: str
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A view and how many conversations it has."""

    url: str
    words: str
    here: bool
    count: str


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says when it has nothing: a fact, and what comes next."""

    words: str
    more: str = ""


def rows_of(found: Iterable[InboxRow], *, you: int, now: datetime, reasons: bool = True) -> list[Row]:
    """Return the rows; without `reasons` they say where they stand instead of why they come here."""
    return [_row(row, you, now, reasons) for row in found]


def grouped(found: Sequence[InboxRow], *, view: str, you: int, now: datetime) -> list[Group]:
    """Return the rows in their groups: who needs somebody first, then those that we wait for."""
    if view == "closed":
        return _groups([("closed", "Closed", found)], you, now)
    if view == "waiting":
        asleep = [row for row in found if row.reason_code == "snoozed"]
        awake = [row for row in found if row.reason_code != "snoozed"]
        return _groups([("them", "Waiting for them", awake), ("aside", "Put aside", asleep)], you, now)
    them = [row for row in found if row.reason_code in ("theirs", "snoozed")]
    done = [row for row in found if row.reason_code == "goodbye"]
    first = [row for row in found if row.reason_code not in ("theirs", "snoozed", "goodbye")]
    words = "Needs you first" if view == "yours" else "Needs somebody first"
    return _groups(
        [("first", words, first), ("done", "Can be closed", done), ("them", "Waiting for them", them)], you, now
    )


def tabs_of(
    here: str, counts: Mapping[View, int], base: str, *, saved: Iterable[KeptView] = (), saved_here: int = 0
) -> list[Tab]:
    """Return the views with their counts, then the saved ones; 99 stands for 99 and more, closed ones are not counted.

    A saved view that is open is the one that is here.
    """
    views = [
        Tab(f"{base}?view={view}", words, view == here and not saved_here, _count(view, counts))
        for view, words in VIEWS.items()
    ]
    return views + [Tab(f"{base}?saved={kept.id}", kept.name, kept.id == saved_here, "") for kept in saved]


def empty_of(view: str, *, promise: NextPromise | None, narrowed: bool, now: datetime) -> Empty:
    """Return what an empty view says: the fact, and what comes next."""
    if narrowed:
        return Empty("Nobody here fits that.", "Take a filter away to see the others.")
    if view in ("yours", "team"):
        return Empty("Nobody is waiting.", _next(promise, now))
    return Empty("Nothing here." if view == "closed" else "Nobody has to answer us.")


def _next(promise: NextPromise | None, now: datetime) -> str:
    if promise is None:
        return "No promise is open either."
    return f"Next promise {clock(promise.due_at, now=now)} ({promise.contact_name or 'somebody'})."


def _groups(parts: Iterable[tuple[str, str, Sequence[InboxRow]]], you: int, now: datetime) -> list[Group]:
    return [Group(group, words, tuple(rows_of(rows, you=you, now=now))) for group, words, rows in parts if rows]


def _count(view: View, counts: Mapping[View, int]) -> str:
    found = 0 if view == "closed" else counts.get(view, 0)
    return "99+" if found >= 99 else str(found or "")


def _row(row: InboxRow, you: int, now: datetime, reasons: bool) -> Row:
    return Row(
        id=row.id,
        url=f"/conversations/{row.id}",
        trace=heat.trace(tuple(heat.shown(h) for h in row.trace)),
        name=row.contact_name or "Somebody",
        need=row.about or CHANNELS.get(row.channel, ""),
        reason=reason_of(row, now) if reasons else _standing(row, now),
        late=reasons and row.reason_code == "promise_late",
        waited="" if row.reason_code == "goodbye" else waited(row.waiting_since, now=now),
        with_whom=_beside(row, you) if reasons else "",
        heat_words=row.heat_word or ("" if _unread(row) else "Not read"),
        aside_url=f"/conversations/{row.id}/snooze" if reasons and row.status == "open" else "",
    )


def _beside(row: InboxRow, you: int) -> str:
    """Return what stands beside the need: that it was not read, and who of the others has it."""
    others = row.assignee_name if row.assignee_id not in (None, you) else ""
    return ", ".join(filter(None, ("not read" if _unread(row) else "", f"with {others}" if others else "")))


def _unread(row: InboxRow) -> bool:
    """Whether somebody waits whose words were not read, for their language or because it was not done yet."""
    return row.waiting_since is not None and not row.heat_word


def drawn(row: Row) -> SafeString:
    """Return the line of a list as HTML."""
    late = " chip late" if row.late else ""
    passage = format_html('<span class="passage">{}</span>', row.passage) if row.passage else ""
    whom = format_html(" <small>{}</small>", row.with_whom) if row.with_whom else ""
    return format_html(
        '<a class="row" href="{}">{}<span class="name one-line">{}</span>'
        '<span class="need"><span class="one-line">{}</span>{}</span>'
        '<span class="reason{}">{}</span><span class="waited">{}</span>{}<span class="sr">{}</span></a>',
        row.url, row.trace, row.name, row.need, whom, late, row.reason, row.waited, passage, row.heat_words,
    ) + _aside(row)  # fmt: skip


def _aside(row: Row) -> SafeString:
    """Return the button that puts a row aside: it comes up with the pointer or the focus, and `s` presses it."""
    if not row.aside_url:
        return NOTHING
    return format_html(
        '<button class="row-act" type="button" popovertarget="snooze" hx-get="{}" aria-label="Put {} aside"'
        ' title="Put aside (s)" data-snooze><svg class="ico" aria-hidden="true"><use href="#i-clock"/></svg></button>',
        row.aside_url, row.name,
    )  # fmt: skip


def reason_of(row: InboxRow, now: datetime) -> str:
    """Return why a row comes here, with the time that matters."""
    if row.reason_code == "closed":
        return f"Closed {clock(row.last_at, now=now)}"
    if row.reason_code in ("first_answer", "answer") and row.reason_at is not None:
        words = "First answer" if row.reason_code == "first_answer" else "Answer"
        return f"{words} {'was due' if row.reason_at <= now else 'due'} {clock(row.reason_at, now=now)}"
    if row.reason_code == "safety":
        return in_a_word(row.danger, row.danger_words) or row.reason
    return row.reason


def _standing(row: InboxRow, now: datetime) -> str:
    when = clock(row.last_at, now=now)
    return (
        f"Closed, {when}"
        if row.status == "closed"
        else f"{'With ' + row.assignee_name if row.assignee_name else 'Open'}, {when}"
    )
