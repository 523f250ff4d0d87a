"""The record of a case as its page, its print and its text show it, and cases in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString

from unruffled.desk.cases.queries import CaseRow, State
from unruffled.desk.guidance.records import Believed, CaseRecord, Choice, Edit, Field
from unruffled.engine.vocabulary import HEAT_WORDS, Remark, heat_band
from unruffled.shells.console.screens import heat
from unruffled.shells.console.screens.clock import clock, iso
from unruffled.shells.console.screens.guidance import PromiseRow, promises_of
from unruffled.shells.console.screens.turns import version_of
from unruffled.shells.console.screens.words import CHANNELS, OUTCOMES, ROOT_CAUSES

BECAUSE: Final = MappingProxyType(
    {
        "difficulty": "Needed more care from the start",
        "safety": "Somebody may have been in danger",
        "hazard": "Something of ours may injure",
        "legal": "Legal or official routes were named",
        "fraud_review": "Facts had to be checked",
        "privacy": "Private details were at risk",
        "escalate": "Somebody with authority was needed",
        "boundary_incident": "How people were treated became the matter",
        "relationship_review": "The relationship is to be reviewed",
    }
)
"""Why a case was opened, in words that the contact could read."""

PREVENTABLE: Final = MappingProxyType({"yes": "Yes, by us", "no": "No", "unknown": "Not known"})

TITLES: Final = MappingProxyType(
    {
        "need": ("Need", "What was asked for, in the contact’s own words"),
        "tried": ("Tried", "What we did, from what was said"),
        "options": ("Options", "What was offered"),
        "helped": ("What helped", "Heat before and after. A fact, not a proof"),
        "goodwill": ("Goodwill", "Given beyond what is owed"),
        "cause_detail": ("How it came about", "What speaks for the cause"),
        "next": ("Next", "What is still owed"),
        "outcome": ("Outcome", ""),
        "root_cause": ("Cause", ""),
        "preventable": ("Could we have prevented it?", ""),
    }
)
NOTHING: Final = MappingProxyType(
    {
        "need": "Nothing was asked for yet.",
        "tried": "Nothing yet that we recognise.",
        "options": "None offered.",
        "helped": "Nothing yet.",
        "goodwill": "None given.",
        "cause_detail": "Nothing on file speaks for a cause yet.",
        "next": "Nothing is owed.",
    }
)
ORDER: Final = ("need", "views", "tried", "options", "outcome", "promises", "root_cause", "cause_detail", "preventable",
                "helped", "goodwill", "next", "notices", "safety")  # fmt: skip
CHOSEN: Final[Mapping[str, Mapping[str, str]]] = {
    "outcome": OUTCOMES,
    "root_cause": ROOT_CAUSES,
    "preventable": PREVENTABLE,
}
DONE: Final = MappingProxyType(
    {
        "safety.opened": "A safety card was opened",
        "safety.asked": "Somebody who leads was asked to join",
        "safety.seen": "{by} saw it",
        "safety.joined": "{by} joined",
        "safety.closed": "{by} closed the card, with a note for the team",
        "safety.mistaken": "{by} said that it was no danger",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field; `url` leads to the message that it comes from."""

    words: str
    at: str = ""
    iso: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the record's own coach says of words that are being written."""

    lines: tuple[tuple[str, str], ...] = ()
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the record. `kind` says how it is drawn: words, choice, views, promises or lines.

    `written` says who wrote instead of what happened; `given` is what the form holds while it is edited.
    """

    id: str
    kind: str
    title: str
    hint: str
    lines: tuple[Line, ...] = ()
    empty: str = ""
    written: str = ""
    words: str = ""
    url: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    suggested: str = ""
    because: str = ""
    views: tuple[tuple[str, str, str, bool], ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    editing: bool = False
    given: str = ""
    remarks: Remarks = field(default_factory=Remarks)
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """A whole record."""

    id: int
    number: str
    name: str
    state: str
    opened: str
    because: str
    heat_words: str
    trace: SafeString
    conversation_url: str
    rows: tuple[Row, ...]
    history: tuple[Line, ...]
    version: str = ""


def case_of(record: CaseRecord, *, now: datetime) -> CaseScreen:
    """Return the record as its page shows it."""
    url = reverse("conversation", args=[record.conversation_id])
    shown = CaseScreen(
        id=record.id,
        number=f"C-{record.id}",
        name=record.name,
        state=f"Closed {clock(record.closed_at, now=now)}" if record.closed_at else "Open",
        opened=f"{CHANNELS.get(record.channel, record.channel)}, opened {clock(record.opened_at, now=now)}",
        because=", ".join(BECAUSE.get(one, one.replace("_", " ")) for one in record.because),
        heat_words=_heats(record.heats),
        trace=heat.trace(record.heats[-5:]),
        conversation_url=url,
        rows=tuple(_rows(record, url, now)),
        history=tuple(_history(record, now)),
    )
    return replace(shown, version=version_of(shown))


def edited(row: Row, *, given: str | None = None, refusal: str = "", remarks: Sequence[Remark] = ()) -> Row:
    """Return a row with its form open: with what was given, else with what it says now."""
    held = (row.value or row.suggested if row.kind == "choice" else row.words) if given is None else given
    return replace(row, editing=True, given=held, refusal=refusal, remarks=remarks_of(remarks))


def remarks_of(remarks: Sequence[Remark]) -> Remarks:
    """Return remarks on words for a record: why, and what to write instead."""
    lines = tuple((remark.why, remark.instead) for remark in remarks)
    return Remarks(lines, any(remark.level == "stop" for remark in remarks))


def _rows(record: CaseRecord, url: str, now: datetime) -> Iterable[Row]:
    for id in ORDER:
        if id in record.fields:
            yield _words(record.fields[id], url, now)
        elif id in record.choices:
            yield _choice(record.choices[id], now)
        elif id == "views" and record.views:
            yield Row("views", "views", "Two views", f"What {record.name} believes, and what we have on file",
                      views=tuple(_view(one, url) for one in record.views))  # fmt: skip
        elif id == "promises":
            yield _promises(record, now)
        elif id == "notices" and record.notices:
            lines = tuple(_line(one.words, one.at, one.message_id, url, now) for one in record.notices)
            yield Row("notices", "lines", "Boundary", "Conduct beyond rude, and the step that was due", lines=lines)
        elif id == "safety" and record.safety:
            yield Row("safety", "lines", "Safety", "What was done, and when", lines=tuple(_safety(record, now)))


def _words(of: Field, url: str, now: datetime) -> Row:
    title, hint = TITLES[of.id]
    lines = tuple(_line(one.words, one.at, one.message_id, url, now) for one in of.lines)
    return Row(of.id, "words", title, hint, lines, NOTHING[of.id], _written(of.edit, now), of.words, url)


def _choice(of: Choice, now: datetime) -> Row:
    title, hint = TITLES[of.id]
    good = CHOSEN[of.id]
    return Row(
        id=of.id,
        kind="choice",
        title=title,
        hint=hint,
        empty="Not chosen yet.",
        written=_written(of.edit, now),
        words=good.get(of.value, ""),
        choices=tuple(good.items()),
        value=of.value,
        suggested=of.suggested if not of.value else "",
        because=(f"Suggested: {good[of.suggested]}" + (f". {of.because}" if of.because else ""))
        if of.suggested and not of.value
        else "",
    )


def _view(one: Believed, url: str) -> tuple[str, str, str, bool]:
    return one.believes, one.record, f"{url}#m{one.message_id}", one.agrees


def _promises(record: CaseRecord, now: datetime) -> Row:
    rows = promises_of(record.promises, authors=record.authors, name=record.name, now=now).rows
    return Row("promises", "promises", "Promises", "What became of them", empty="None made.", promises=rows)


def _safety(record: CaseRecord, now: datetime) -> Iterable[Line]:
    for what, by, at in record.safety:
        if what in DONE:
            yield Line(DONE[what].format(by=by or "Somebody"), clock(at, now=now), iso(at))


def _line(words: str, at: datetime | None, message: int | None, url: str, now: datetime) -> Line:
    link = f"{url}#m{message}" if message else ""
    return Line(words, clock(at, now=now), iso(at), link) if at else Line(words, url=link)


def _written(edit: Edit | None, now: datetime) -> str:
    if edit is None:
        return ""
    return f"{edit.by} wrote this, {clock(edit.at, now=now)}" if edit.at else f"{edit.by} wrote this"


def _history(record: CaseRecord, now: datetime) -> Iterable[Line]:
    """Who changed which field when; the words themselves are in the field, never in the journal."""
    for what, by, at in record.edits:
        act, _, name = what.partition(":")
        did = {"case.edited": "changed", "case.restored": "let go of what was written in"}.get(act)
        if did and name in TITLES:
            yield Line(f"{by or 'Somebody'} {did} “{TITLES[name][0]}”", clock(at, now=now), iso(at))


def _heats(heats: Sequence[float]) -> str:
    if not heats:
        return ""
    first, peak, last = heats[0], max(heats), heats[-1]
    words = [HEAT_WORDS[heat_band(one)].lower() for one in (first, peak, last)]
    if len(heats) == 1:
        return f"Heat {first:.1f}, {words[0]}"
    peaked = f", at most {peak:.1f}" if peak > max(first, last) else ""
    return f"Heat {first:.1f} at first ({words[0]}){peaked}, {last:.1f} at last ({words[2]})"


def as_text(shown: CaseScreen) -> str:
    """Return the record as plain text, for whoever asks for it in writing."""
    parts = [f"Case {shown.number}: {shown.name}", shown.state, shown.opened, shown.because, shown.heat_words, ""]
    for row in shown.rows:
        parts += [row.title, *(f"  {line}" for line in _text_lines(row)), ""]
    return "\n".join(part.rstrip() for part in parts) + "\n"


def _text_lines(row: Row) -> Iterable[str]:
    if row.kind == "views":
        yield from (f"{believes} | on file: {record}" for believes, record, _, _ in row.views)
    elif row.kind == "promises" and row.promises:
        yield from (f"{promise.who}: {promise.what} ({promise.state})" for promise in row.promises)
    elif row.written or row.kind == "choice":
        yield from (row.words or row.empty).splitlines()
        yield from (f"({row.written})",) if row.written else ()
    elif row.lines:
        yield from (f"{line.at}  {line.words}".strip() for line in row.lines)
    else:
        yield row.empty


# Lists ---------------------------------------------------------------------------------------------------------------

STATES: Final[Mapping[State, str]] = {"open": "Open", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One case in a list."""

    url: str
    number: str
    name: str
    need: str
    because: str
    standing: str
    late: bool
    at: str
    iso: str


def rows_of(rows: Iterable[CaseRow], *, now: datetime) -> list[ListRow]:
    """Return cases as a list shows them."""
    return [_list_row(row, now) for row in rows]


def _list_row(row: CaseRow, now: datetime) -> ListRow:
    closed = " · ".join(filter(None, (OUTCOMES.get(row.outcome), ROOT_CAUSES.get(row.root_cause))))
    here = f"with {row.assignee}" if row.assignee else "with nobody yet"
    at = row.closed_at or row.opened_at
    return ListRow(
        url=reverse("case", args=[row.id]),
        number=f"C-{row.id}",
        name=row.name,
        need=row.need or "Need not written yet",
        because=", ".join(BECAUSE.get(one, one.replace("_", " ")) for one in row.because[:2]),
        standing=(closed or "No outcome chosen") if row.closed_at else here,
        late=row.safety_open,
        at=clock(at, now=now),
        iso=iso(at),
    )
