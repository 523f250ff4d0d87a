"""The record of a case is written: field by field, factual, so that the contact could read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.cases.models import Case
from unruffled.desk.conversations.actions.texts import clean
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance.records import FIELDS
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine.coach.labels import of_record
from unruffled.engine.vocabulary import OUTCOMES, ROOT_CAUSES, Remark

__all__ = [
    "CHOICES",
    "LONGEST",
    "Labelled",
    "NotAField",
    "NotAWord",
    "NotAllowed",
    "TooLong",
    "check",
    "edit",
    "restore",
]

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "outcome": tuple(OUTCOMES),
    "root_cause": tuple(ROOT_CAUSES),
    "preventable": ("yes", "no", "unknown"),
}
"""Fields in which one of a list is chosen (DOMAIN 3.12)."""

LONGEST: Final = 4_000
"""Letters that one field of a record holds."""


class NotAField(ValueError):
    """A record has no such field."""


class NotAWord(ValueError):
    """Something that is not in the list of a field; the message names the good ones."""


class TooLong(ValueError):
    """More than a field of a record holds."""


class Labelled(ValueError):
    """There are words for a person in it; `remarks` name them, and say what to write instead."""

    def __init__(self, remarks: tuple[Remark, ...]) -> None:
        super().__init__(remarks[0].why)
        self.remarks = remarks


def check(text: str, *, case: Case) -> tuple[Remark, ...]:
    """Return what there is to say of words for this record, while somebody writes them; nothing is kept."""
    return of_record(text[:LONGEST], name=case.conversation.contact.name)


@transaction.atomic
def edit(*, case: Case, field: str, text: str, by: User, now: datetime) -> Case:
    """Keep what a person writes in a field, beside what happened; empty words say that there was nothing.

    No record is kept with a word for a person in it (DOMAIN 3.13, label_person): it describes what was said or done.

    :raises NotAllowed: if this person may not do this here
    :raises NotAField: if a record has no such field
    :raises NotAWord: if it is not in the list of the field
    :raises TooLong: if there is more than LONGEST
    :raises Labelled: if it calls somebody something
    """
    require(by, "record", case.conversation)
    text = clean(text).strip()
    _require_good(case, field, text)
    case = cases.edit_field(cases.lock_case(case), field=field, text=text, by=by, now=now)
    journal.record("case.edited", by=by, about=case, at=now, numbers={"field": field, "letters": len(text)})
    journal.pulse(case.conversation)
    return case


def _require_good(case: Case, field: str, text: str) -> None:
    if field in CHOICES:
        if text and text not in CHOICES[field]:
            raise NotAWord(f"{text!r} is not known. Good ones: {', '.join(CHOICES[field])}.")
        return
    if field not in FIELDS:
        raise NotAField(f"A record has no {field!r}. It has: {', '.join((*FIELDS, *CHOICES))}.")
    if len(text) > LONGEST:
        raise TooLong(f"That is {len(text):,} letters. A field of the record holds {LONGEST:,}.")
    if stops := tuple(remark for remark in check(text, case=case) if remark.level == "stop"):
        raise Labelled(stops)


@transaction.atomic
def restore(*, case: Case, field: str, by: User, now: datetime) -> Case:
    """Let go of what a person wrote: what happened fills the field again.

    :raises NotAllowed: if this person may not do this here
    :raises NotAField: if a record has no such field
    """
    require(by, "record", case.conversation)
    if field not in (*FIELDS, *CHOICES):
        raise NotAField(f"A record has no {field!r}. It has: {', '.join((*FIELDS, *CHOICES))}.")
    case = cases.lock_case(case)
    if field in case.edited:
        case = cases.restore_field(case, field=field)
        journal.record("case.restored", by=by, about=case, at=now, numbers={"field": field})
        journal.pulse(case.conversation)
    return case
