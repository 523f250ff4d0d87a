"""The record of a case: what is filled from what happened, and beside it what people wrote instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from unruffled.desk.cases.models import Case
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.guidance.queries import PromiseView, promises_of
from unruffled.desk.guidance.stories import Thread, steps_of, thread_of
from unruffled.desk.guidance.wordings import made, spoke
from unruffled.desk.journal.models import Entry
from unruffled.desk.journal.queries import history_of
from unruffled.desk.people.models import User
from unruffled.engine.follow.record import Record, Told, Tried, record_of

FIELDS: Final = ("need", "tried", "options", "helped", "goodwill", "cause_detail", "next")
"""What a record says in words, each filled and each to be edited."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a filled field: words, when, and the message that they come from."""

    words: str
    at: datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wrote instead, who, and when."""

    words: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what happened filled it with `lines`; `edit` is what a person wrote instead, if anybody did."""

    id: str
    lines: tuple[Line, ...]
    edit: Edit | None

    @property
    def words(self) -> str:
        """The field as text, one line a fact: what a person wrote, else what filled it."""
        return self.edit.words if self.edit else self.filled

    @property
    def filled(self) -> str:
        """What happened, as text."""
        return "\n".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: what a person chose, else what is suggested, why, and who chose when."""

    id: str
    value: str
    suggested: str
    because: str
    edit: Edit | None


@dataclass(frozen=True, slots=True)
class Believed:
    """What the contact believes beside what we have on file."""

    believes: str
    record: str
    agrees: bool
    message_id: int | None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All of a case record. `heats` are the contact's, turn by turn; `safety` what was done while danger was near."""

    id: int
    conversation_id: int
    name: str
    channel: str
    opened_at: datetime
    because: tuple[str, ...]
    closed_at: datetime | None
    fields: Mapping[str, Field]
    choices: Mapping[str, Choice]
    views: tuple[Believed, ...]
    promises: tuple[PromiseView, ...]
    authors: Mapping[int, str]
    heats: tuple[float, ...]
    notices: tuple[Line, ...]
    safety: tuple[tuple[str, str, datetime], ...]
    edits: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a conversation may have ended and what may have caused it, for a person to confirm; `because` in words."""

    outcome: str
    root_cause: str
    because: str


def proposal_of(conversation: Conversation) -> Proposal:
    """Return what closing this conversation proposes: one query."""
    thread = thread_of(conversation)
    record = record_of(steps_of(thread), thread.story.context)
    return Proposal(record.outcome or "", _cause(record), _because(record))


def record_for(case: Case) -> CaseRecord:
    """Return the record of a case whose conversation was found for somebody who may see it: five queries.

    What came after the case was closed is no part of it.
    """
    conversation = case.conversation
    thread = thread_of(conversation)
    steps = [
        step
        for message, step in zip(thread.messages, steps_of(thread), strict=True)
        if case.closed_at is None or message.sent_at <= case.closed_at
    ]
    record = record_of(steps, thread.story.context)
    history = history_of(conversation.pk)
    names = _names(case, history, thread.messages)
    promises = promises_of(conversation)
    filled = _filled(record, thread, promises)
    return CaseRecord(
        id=case.pk,
        conversation_id=conversation.pk,
        name=conversation.contact.name or "Somebody",
        channel=conversation.channel,
        opened_at=case.opened_at,
        because=tuple(case.opened_because),
        closed_at=case.closed_at,
        fields={field: Field(field, filled[field], _edit(case, field, names)) for field in FIELDS},
        choices=_choices(case, record, names),
        views=tuple(_believed(record, thread)),
        promises=promises,
        authors={m.pk: names.get(m.author_id, "") for m in thread.messages if m.author_id},
        heats=record.heats,
        notices=tuple(_line(f"level {level} was due", turn, thread) for turn, level in record.notices),
        safety=tuple(_told(history, "safety.", names)),
        edits=tuple(_told((e for e in history if e.about_id == case.pk and e.about_kind == "case"), "case.", names)),
    )


# What fills the fields -----------------------------------------------------------------------------------------------


def _filled(record: Record, thread: Thread, promises: Sequence[PromiseView]) -> dict[str, tuple[Line, ...]]:
    return {
        "need": _quotes(record.need, thread),
        "tried": tuple(_line(_what_we_did(one), one.turn, thread) for one in record.tried),
        "options": _quotes(record.options, thread),
        "helped": tuple(_line(_what_helped(one), one.turn, thread) for one in record.helped),
        "goodwill": _quotes(record.goodwill, thread),
        "cause_detail": tuple(Line(words) for words in _cause_lines(record)),
        "next": tuple(_owed(p) for p in promises if p.state in ("open", "late")),
    }


def _quotes(told: Iterable[Told], thread: Thread) -> tuple[Line, ...]:
    return tuple(_line(f"“{one.words}”", one.turn, thread) for one in told)


def _line(words: str, turn: int, thread: Thread) -> Line:
    message = thread.messages[turn - 1]
    return Line(words, message.sent_at, message.pk)


def _what_we_did(one: Tried) -> str:
    words = ", ".join(made(move) for move in one.moves)
    return words[:1].upper() + words[1:]


def _what_helped(one: Tried) -> str:
    return f"{_what_we_did(one)}: heat {one.before:.1f} before, {one.after:.1f} after"


def _owed(promise: PromiseView) -> Line:
    when = f", {promise.due_text}" if promise.due_text and promise.due_text not in promise.what else ""
    words = f"{promise.what[:1].upper()}{promise.what[1:]}"
    return Line(words if promise.due_at else f"{words}{when}", promise.due_at, promise.message_id)


def _cause_lines(record: Record) -> list[str]:
    """What speaks for the suggested cause: what showed, in words, and lines of our own record."""
    return [spoke(one) for one in record.cause.because if not one.startswith("a_")]


def _believed(record: Record, thread: Thread) -> Iterable[Believed]:
    for view in record.views[-4:]:
        yield Believed(view.believes, view.record, view.verdict == "agrees", thread.messages[view.turn - 1].pk)


# What people chose and wrote -----------------------------------------------------------------------------------------


def _choices(case: Case, record: Record, names: Mapping[int | None, str]) -> dict[str, Choice]:
    found = {
        "outcome": (case.outcome, record.outcome or ""),
        "root_cause": (case.root_cause, _cause(record)),
        "preventable": (case.edited.get("preventable", {}).get("text", ""), ""),
    }
    because = {"root_cause": _because(record)}
    return {
        id: Choice(id, value, suggested, because.get(id, ""), _edit(case, id, names))
        for id, (value, suggested) in found.items()
    }


def _cause(record: Record) -> str:
    """The suggested root cause; what nothing speaks for is no suggestion."""
    return record.cause.cause if record.cause.because else ""


def _because(record: Record) -> str:
    return "; ".join(_cause_lines(record))


def _edit(case: Case, field: str, names: Mapping[int | None, str]) -> Edit | None:
    kept = case.edited.get(field)
    if kept is None:
        return None
    return Edit(kept.get("text", ""), names.get(kept.get("by"), "Somebody"), datetime.fromisoformat(kept["at"]))


def _told(history: Iterable[Entry], what: str, names: Mapping[int | None, str]) -> Iterable[tuple[str, str, datetime]]:
    """What the journal tells: (what, by whom, when), where `what` may end with the field that it is about."""
    for entry in history:
        if entry.what.startswith(what):
            field = f":{entry.numbers['field']}" if "field" in entry.numbers else ""
            yield f"{entry.what}{field}", names.get(entry.by, ""), entry.at


def _names(case: Case, history: Iterable[Entry], messages: Iterable[Message]) -> dict[int | None, str]:
    edits: Iterable[Mapping[str, Any]] = case.edited.values()
    ids = {e.by for e in history} | {m.author_id for m in messages} | {edit.get("by") for edit in edits}
    wanted = [pk for pk in ids | {case.closed_by_id} if pk is not None]
    return {person.pk: person.shown_name for person in User.objects.filter(pk__in=wanted)}
