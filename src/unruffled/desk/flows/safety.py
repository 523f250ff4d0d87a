"""Somebody may be in danger: who saw it, who is here, and a person, never the engine, closes the safety card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import By, Conversation
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import alarms
from unruffled.desk.guidance.stories import thread_of
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine.policies.safety import KINDS
from unruffled.engine.vocabulary import Reading

__all__ = ["MISTAKES", "NeedsANote", "NotAReason", "NotAllowed", "close_card", "join", "not_a_danger", "see"]

MISTAKES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "figure_of_speech": "a figure of speech",
        "long_past": "over long ago",
        "somebody_else_said_it": "quoted, not said",
        "misread": "read wrongly",
    }
)
"""Why something that looked like danger is none, each in one press."""


class NeedsANote(ValueError):
    """The card is closed with a note that says what was done."""


class NotAReason(ValueError):
    """A mistake has one of the reasons that there are."""


@transaction.atomic
def see(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Write down, once for each person and card, who has seen it.

    :raises NotAllowed: if this person may not do this here
    """
    require(by, "read", conversation)
    if conversation.safety_open and not alarms.has(conversation, "seen", by=by):
        journal.record("safety.seen", by=by, about=conversation, at=now)


@transaction.atomic
def join(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Say "I am here": whoever holds this is not alone. The second time changes nothing.

    :raises NotAllowed: if this person may not do this here
    """
    require(by, "decide", conversation)
    conversation = conversations.lock(conversation)
    if conversation.safety_open and not alarms.has(conversation, "joined", by=by):
        journal.record("safety.joined", by=by, about=conversation, at=now)
        journal.alarm(conversation)
        journal.pulse(conversation)
    return conversation


@transaction.atomic
def close_card(*, conversation: Conversation, by: User, note: str, now: datetime) -> Conversation:
    """Close the safety card with a note of what was done and who has taken over (DOMAIN 3.1: never automatic).

    :raises NotAllowed: if this person may not do this here
    :raises NeedsANote: if the note is empty
    """
    require(by, "decide", conversation)
    if not note.strip():
        raise NeedsANote("Say what was done and who has taken over.")
    conversation = conversations.lock(conversation)
    if not conversation.safety_open:
        return conversation
    kept = conversations.add_note(conversation, author=by, text=note, now=now)
    conversations.add_event(conversation, event="safety_closed", now=now)
    guidance.renew(conversation, now=now)
    conversations.keep(conversation, now=now)
    journal.record("safety.closed", by=by, about=conversation, at=now, numbers={"note": kept.pk})
    journal.alarm(conversation)
    journal.pulse(conversation)
    return conversation


@transaction.atomic
def not_a_danger(*, conversation: Conversation, by: User, reason: str, now: datetime) -> Conversation:
    """Say that this was no danger: what was read as one is corrected, the card closes, and the reason stays in a note.

    :raises NotAllowed: if this person may not do this here
    :raises NotAReason: if it is none of MISTAKES
    """
    require(by, "correct", conversation)
    require(by, "decide", conversation)
    if reason not in MISTAKES:
        raise NotAReason(f"{reason!r} is not known. Good ones: {', '.join(MISTAKES)}.")
    conversation = conversations.lock(conversation)
    if not conversation.safety_open:
        return conversation
    first = _correct_readings(conversation, by=by, now=now)
    note = conversations.add_note(conversation, author=by, text=f"Not a danger: {MISTAKES[reason]}.", now=now)
    step = guidance.renew(conversation, now=now, since=first)
    if conversation.safety_open:  # it had been open before the first message, so no reading holds it open
        conversations.add_event(conversation, event="safety_closed", now=now)
        step = guidance.renew(conversation, now=now)
    if step is not None:
        cases.open_if_difficult(conversation, step, now=now)
    conversations.keep(conversation, now=now)
    journal.record("safety.mistaken", by=by, about=conversation, at=now, numbers={"reason": reason, "note": note.pk})
    journal.alarm(conversation)
    journal.pulse(conversation)
    return conversation


def _correct_readings(conversation: Conversation, *, by: User, now: datetime) -> int | None:
    """Take the signs of danger out of every reading since the last card was closed; return the first such message."""
    thread = thread_of(conversation)
    closed = max((m.pk for m in thread.messages if m.event == "safety_closed"), default=0)
    first = None
    for message, turn in zip(thread.messages, thread.story.turns, strict=True):
        reading = thread.known.get(turn.n)
        if message.by != By.CUSTOMER or message.pk < closed or reading is None:
            continue
        for kind in (kind for kind in KINDS if reading.has(kind)):
            value = {"id": kind, "shows": False}
            conversations.add_correction(
                message, field="signal", before={"id": kind, "shows": True}, after=value, by=by, now=now
            )
            reading = _without(reading, kind)
            guidance.keep_reading(message, reading, field="signal", value=value)
            first = first or message.pk
    return first


def _without(reading: Reading, signal: str) -> Reading:
    others = tuple(s for s in reading.signals if s.id != signal)
    stage = None if reading.stage_by_human == "safety" else reading.stage_by_human
    return replace(reading, signals=others, by_human=reading.by_human | {"signal"}, stage_by_human=stage)
