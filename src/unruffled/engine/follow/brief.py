"""The brief that somebody reads before speaking to a contact for the first time: eight blocks of facts (S001-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from unruffled.engine.follow.record import Record
from unruffled.engine.vocabulary import HEAT_WORDS, Context, Reading, heat_band

NEEDS: Final[Mapping[str, str]] = {
    "access_need": "Asked for an adjustment",
    "language_barrier": "Asked for plain words",
    "vulnerability_capability": "Said what makes it hard",
    "vulnerability_health": "Spoke of their health",
}
"""Signals whose own words are an adjustment to make: what was asked for, never what somebody is."""

NOTED: Final = ("adjustments", "adjustment", "adjustment_note", "access_need")
"""Where the record keeps what was agreed with the contact."""

EARLIER_SHOWN: Final = 3
LINES_OF_A_NOTE: Final = 11
"""And one for what not to say now, which whoever shows the note adds."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise that nobody has decided on: what, by when in words, and whether its time is past."""

    who: str
    what: str
    when: str
    late: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier conversation: when in words, about what, how hot it was at its hottest and at its end, what helped."""

    when: str
    channel: str
    about: str
    peak: int | None
    last: int | None
    helped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about conduct that is in force: its level of the ladder, and until when in words."""

    level: int
    until: str


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is known beside this conversation. Value, segment and tenure are not asked for (DOMAIN 3.4)."""

    name: str
    addresses: tuple[str, ...] = ()
    notes: str = ""
    open_cases: int = 0
    owed: tuple[Owed, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    notices: tuple[Notice, ...] = ()
    role: str = "agent"
    may_give: Decimal | None = None
    may_give_a_contact: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its id, and its lines; without lines there is nothing to know."""

    id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The eight blocks, always all of them and in this order."""

    blocks: tuple[Block, ...]

    def lines_of(self, block: str) -> tuple[str, ...]:
        """Return the lines of one block."""
        return next(one.lines for one in self.blocks if one.id == block)


def brief_of(record: Record, readings: Sequence[Reading], context: Context, on_file: OnFile) -> Brief:
    """Return the brief: identity, need, open things, earlier conversations, survey, adjustments, notices, authority.

    Only facts and the contact's own words: no value, no label, no type of person (DOMAIN 3.4, 3.13 writing rules).
    """
    told = {
        "identity": _identity(context, on_file),
        "need": (f"“{one.words}”" for one in record.need),
        "open": _open(on_file),
        "earlier": (_as_line(one) for one in on_file.earlier[:EARLIER_SHOWN]),
        "survey": _said(context, ("survey", "survey_words", "feedback")),
        "adjustments": _adjustments(readings, context),
        "notices": (f"Level {one.level}, until {one.until}" for one in on_file.notices),
        "authority": _authority(context, on_file),
    }
    return Brief(tuple(Block(id, tuple(lines)) for id, lines in told.items()))


def as_note(brief: Brief, record: Record) -> str:
    """Return the brief as a note for whoever joins, so that nobody is asked again: eleven lines at most (3.4)."""
    lines = [
        f"Who: {_joined(brief, 'identity')}",
        f"Wants: {_joined(brief, 'need') or 'not said yet'}",
        *(f"Open: {line}" for line in brief.lines_of("open")[:3]),
        *(f"Record: {view.record}" for view in record.views[-2:]),
        *_path(record),
        *(f"What helped: {line}" for line in _helped(brief)),
        *(f"Adjustment: {line}" for line in brief.lines_of("adjustments")[:1]),
        *(f"Notice in force: {line}" for line in brief.lines_of("notices")[:1]),
    ]
    return "\n".join(lines[:LINES_OF_A_NOTE])


def _identity(context: Context, on_file: OnFile) -> Iterator[str]:
    called = context.customer.get("preferred_name") or on_file.name
    yield str(called or "No name yet")
    for key, words in (("pronunciation", "Said"), ("pronouns", "Pronouns"), ("language", "Writes in")):
        if context.customer.get(key):
            yield f"{words}: {context.customer[key]}"
    yield from on_file.addresses[:2]
    yield from (line.strip() for line in on_file.notes.splitlines() if line.strip())


def _open(on_file: OnFile) -> Iterator[str]:
    late_first = sorted(on_file.owed, key=lambda one: not one.late)
    yield from (f"{one.who}: {one.what} ({one.when})" for one in late_first)
    if on_file.open_cases:
        yield "One other open case" if on_file.open_cases == 1 else f"{on_file.open_cases} other open cases"


def _as_line(one: Earlier) -> str:
    heat = ""
    if one.peak is not None and one.last is not None:
        heat = f", {HEAT_WORDS[one.peak].lower()} at most, {HEAT_WORDS[one.last].lower()} at the end"
    helped = f"; it eased after we {' and '.join(one.helped[:2])}" if one.helped else ""
    return f"{one.when}, {one.channel}: {one.about or 'no subject'}{heat}{helped}"


def _said(context: Context, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        said: Any = context.history.get(key) or context.customer.get(key) or ()
        yield from (f"“{words}”" for words in ([said] if isinstance(said, str) else map(str, said)))


def _adjustments(readings: Sequence[Reading], context: Context) -> Iterator[str]:
    for key in NOTED:
        said: Any = context.history.get(key) or context.customer.get(key)
        if said and said is not True:
            yield from ([said] if isinstance(said, str) else map(str, said))
    told: dict[str, str] = {}
    for reading in readings:
        for signal in reading.signals:
            if signal.id in NEEDS and signal.spans:
                told[signal.id] = reading.turn.text[slice(*signal.spans[0])]
    yield from (f"{NEEDS[signal]}: “{words}”" for signal, words in told.items())


def _authority(context: Context, on_file: OnFile) -> Iterator[str]:
    currency = str(context.policy.get("currency") or "")
    given = context.policy.get("agent_goodwill_limit") if on_file.role == "agent" else None
    if given is not None:
        yield f"Goodwill up to {_money(given, currency)} in this matter"
    elif on_file.may_give is not None:
        yield f"Goodwill up to {_money(on_file.may_give, currency)} a case"
        if on_file.may_give_a_contact is not None:
            yield f"At most {_money(on_file.may_give_a_contact, currency)} to one contact"
    yield "What is owed needs nobody's leave"


def _money(amount: object, currency: str) -> str:
    return f"{amount} {currency}".strip()


def _joined(brief: Brief, block: str) -> str:
    return ", ".join(brief.lines_of(block)[:2])


def _path(record: Record) -> Iterator[str]:
    if record.heats:
        words = [HEAT_WORDS[heat_band(heat)].lower() for heat in record.heats]
        peak = max(range(len(record.heats)), key=lambda n: record.heats[n])
        yield f"Heat: {_course(words[0], words[peak], words[-1])}"


def _course(first: str, peak: str, last: str) -> str:
    """Return how hot it was at first, at most and now, each said once."""
    if first == peak == last:
        return f"{last} throughout"
    return f"{first} at first, " + (f"{last} now" if peak in (first, last) else f"{peak} at most, {last} now")


def _helped(brief: Brief) -> Iterator[str]:
    earlier = [line for line in brief.lines_of("earlier") if "it eased after" in line]
    yield from (line.partition("; it eased after we ")[2] for line in earlier[:1])
