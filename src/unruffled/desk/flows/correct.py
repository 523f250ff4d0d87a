"""A person reads a message otherwise than the engine did; that turn and the later ones are folded again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import By, Correction, Message
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import alarms
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import CONDUCTS, SIGNALS, STAGES, Reading, Signal

__all__ = ["Field", "NotAllowed", "NotCorrectable", "correct"]

Field = Literal["heat", "conduct", "stage", "signal"]


class NotCorrectable(ValueError):
    """This cannot be corrected so; the message says why and what is good."""


@transaction.atomic
def correct(*, message: Message, by: User, field: Field, value: Any, now: datetime) -> Correction:
    """Keep a human's reading: heat 0-4, a conduct, a stage, or `{"id": signal, "shows": bool}`.

    :raises NotAllowed: if this person may not do this here
    :raises NotCorrectable: if the message is ours, or the value is none of the field's
    """
    require(by, "correct", message.conversation)
    if message.by != By.CUSTOMER:
        raise NotCorrectable("Only what the contact wrote has a reading that can be corrected.")
    conversation = conversations.lock(message.conversation)
    stood = alarms.stands(conversation)
    reading, turn = guidance.reading_of(conversation, message)
    before, corrected = _corrected(reading, field, value)

    kept = conversations.add_correction(message, field=field, before=before, after=value, by=by, now=now)
    guidance.keep_reading(message, corrected, field=field, value=value)
    step = guidance.renew(conversation, now=now, since=message.pk)
    if step is not None:
        cases.open_if_difficult(conversation, step, now=now)
    conversations.keep(conversation, now=now)

    journal.record("reading.corrected", by=by, about=message, at=now, numbers={field: value, "turn": turn})
    alarms.tell(conversation, stood=stood, by=by, now=now)
    journal.pulse(conversation)
    return kept


def _corrected(reading: Reading, field: str, value: Any) -> tuple[Any, Reading]:
    """Return what the field was, and the reading with the human's value."""
    changed = replace(reading, by_human=reading.by_human | {field})
    if field == "heat" and type(value) is int and 0 <= value <= 4:
        return reading.heat, replace(changed, heat_score=float(value), heat_sure=True)
    if field == "conduct" and value in CONDUCTS:
        return reading.conduct, replace(changed, conduct=value)
    if field == "stage" and value in STAGES:
        return reading.stage_by_human, replace(changed, stage_by_human=value)
    if field == "signal" and isinstance(value, Mapping) and value.get("id") in SIGNALS:
        return _with_signal(changed, value["id"], shows=bool(value.get("shows")))
    raise NotCorrectable(f"{value!r} is not a {field}. Good ones: {_good(field)}.")


def _with_signal(reading: Reading, signal: str, *, shows: bool) -> tuple[Any, Reading]:
    known = reading.signal(signal)
    others = tuple(s for s in reading.signals if s.id != signal)
    sure = (Signal(signal, 1.0, known.spans if known else ()),) if shows else ()
    return {"id": signal, "shows": known is not None}, replace(reading, signals=others + sure)


def _good(field: str) -> str:
    good: Mapping[str, Any] = {"heat": "01234", "conduct": CONDUCTS, "stage": sorted(STAGES), "signal": SIGNALS}
    return ", ".join(good.get(field, ("heat", "conduct", "stage", "signal")))
