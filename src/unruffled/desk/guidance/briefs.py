"""The brief of a conversation for one of us: read from what was said, from earlier conversations and the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from unruffled.desk.cases.models import Case, Promise, PromiseState
from unruffled.desk.conversations.models import Channel, Conversation
from unruffled.desk.guidance.queries import guidance_of
from unruffled.desk.guidance.stories import steps_of, thread_of
from unruffled.desk.guidance.wordings import made
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.house import in_force
from unruffled.desk.people.models import User
from unruffled.engine.follow.brief import Brief, Earlier, Notice, OnFile, Owed, as_note, brief_of
from unruffled.engine.follow.record import Record, record_of
from unruffled.engine.vocabulary import ANTIPATTERNS, Context, Step, heat_band

EARLIER = 3
"""Earlier conversations that a brief looks into."""

LONG = 120
"""A longer earlier conversation is named, and not read again for what helped."""


@dataclass(frozen=True, slots=True)
class Briefed:
    """A brief, the same as a note for whoever joins, and which habits would do harm now."""

    brief: Brief
    note: str
    avoid: tuple[str, ...]


def brief_for(user: User, conversation: Conversation, *, now: datetime) -> Briefed:
    """Return the brief for this person, who may see the conversation; of other conversations only those they may see.

    `now` is in the time zone to show.
    """
    steps, context = _followed(conversation)
    record = record_of(steps, context)
    on_file = _on_file(user, conversation, context, now=now)
    brief = brief_of(record, [step.reading for step in steps], context, on_file)
    return Briefed(brief, as_note(brief, record), _avoid(conversation))


def _avoid(conversation: Conversation) -> tuple[str, ...]:
    kept = guidance_of(conversation)
    return tuple(habit for habit in kept.step["guard"] if habit in ANTIPATTERNS) if kept else ()


def _followed(conversation: Conversation) -> tuple[Sequence[Step], Context]:
    thread = thread_of(conversation)
    return steps_of(thread), thread.story.context


def _on_file(user: User, conversation: Conversation, context: Context, *, now: datetime) -> OnFile:
    contact = conversation.contact
    others = Conversation.objects.filter(contact=contact).exclude(pk=conversation.pk)
    if not sees_all(user):
        others = others.filter(team__in=visible_team_ids(user))
    reached = contact.addresses.filter(kind__in=[Channel.EMAIL, Channel.PHONE, Channel.SMS])
    limit = in_force().house.goodwill.limits.get(user.role)
    return OnFile(
        name=contact.name,
        addresses=tuple(reached.order_by("pk").values_list("value", flat=True)[:2]),
        notes=contact.notes,
        open_cases=Case.objects.filter(conversation__in=others, closed_at=None).count(),
        owed=tuple(_owed([conversation.pk, *others.values_list("pk", flat=True)[:50]], contact.name, now=now)),
        earlier=tuple(_earlier(one, now=now) for one in others.order_by("-last_at", "-pk")[:EARLIER]),
        notices=tuple(_notices(context, now=now)),
        role=user.role,
        may_give=limit.case if limit else None,
        may_give_a_contact=limit.customer if limit else None,
    )


def _owed(conversations: Sequence[int], name: str, *, now: datetime) -> Iterable[Owed]:
    open_ones = Promise.objects.filter(conversation__in=conversations, state__in=[PromiseState.OPEN, PromiseState.LATE])
    for one in open_ones.select_related("message__author").order_by("due_at", "pk")[:10]:
        author = one.message.author if one.message else None
        who = name if one.who == "customer" else author.shown_name if author else "We"
        late = one.due_at is not None and one.due_at <= now
        when = (
            f"{'was due' if late else 'due'} {_when(one.due_at, now)}" if one.due_at else one.due_text or "no time said"
        )
        yield Owed(who or "Contact", one.what, when, late)


def _earlier(conversation: Conversation, *, now: datetime) -> Earlier:
    heats = [heat_band(heat) for heat in conversation.trace]
    helped: tuple[str, ...] = ()
    if heats and max(heats) >= 2 and conversation.messages.count() <= LONG:
        steps, context = _followed(conversation)
        record = record_of(steps, context)
        heats = [heat_band(heat) for heat in record.heats] or heats
        helped = _what_helped(record)
    return Earlier(
        when=_when(conversation.last_at, now),
        channel=conversation.get_channel_display().lower(),
        about=conversation.subject or conversation.opening,
        peak=max(heats, default=None),
        last=heats[-1] if heats else None,
        helped=helped,
    )


def _what_helped(record: Record) -> tuple[str, ...]:
    moves = [move for one in record.helped for move in one.moves]
    return tuple(made(move) for move in dict.fromkeys(reversed(moves)))[:2]


def _notices(context: Context, *, now: datetime) -> Iterable[Notice]:
    lasts = in_force().house.ladder.lasts_hours
    for notice in context.history.get("notices") or ():
        if isinstance(notice, Mapping) and (found := _in_force(notice, lasts, now)):
            yield found


def _in_force(notice: Mapping[str, Any], lasts: Mapping[int, float], now: datetime) -> Notice | None:
    try:
        level, given = int(notice["level"]), datetime.fromisoformat(str(notice["given_at"]))
    except (KeyError, ValueError):
        return None
    given = given if given.tzinfo else given.replace(tzinfo=now.tzinfo)
    until = given + timedelta(hours=lasts.get(level, 0))
    return Notice(level, _when(until, now)) if until > now else None


def _when(at: datetime, now: datetime) -> str:
    """Return a time as a brief says it: the clock today, else the day."""
    here, today = timezone.localtime(at, now.tzinfo), now
    if here.date() == today.date():
        return f"{here:%H:%M} today"
    return f"{here.day} {here:%b}" + ("" if here.year == today.year else f" {here.year}")
