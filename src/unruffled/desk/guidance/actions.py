"""Writes of the guidance room: reading what is unread, folding the conversation, and keeping what follows from it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from textwrap import shorten
from typing import Any, Final

from unruffled.desk.cases.queries import open_promises
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.conversations.openings import opening_of
from unruffled.desk.guidance.models import Guidance, Shown
from unruffled.desk.guidance.stories import Thread, thread_of
from unruffled.desk.people.house import in_force
from unruffled.desk.people.models import User
from unruffled.engine import reader
from unruffled.engine.follow import follow
from unruffled.engine.follow.words import insults
from unruffled.engine.policies import escalation
from unruffled.engine.reader.exchange import waiting
from unruffled.engine.reader.keeping import to_keep
from unruffled.engine.reader.questions import count
from unruffled.engine.reader.views import two_views
from unruffled.engine.stored import restored, stored, stored_step
from unruffled.engine.vocabulary import BEYOND_RUDE, Reading, Step, Turn

TRACE_LENGTH: Final = 5
"""How many of the contact's last turns the little line in a list shows."""

VIEWED: Final = 24
"""Turns in which we look for what the contact believes."""

GOODBYE_SIGNALS: Final = frozenset(
    {
        "closing", "gratitude", "acceptance", "resolution_confirmed", "relief", "understanding_confirmed",
        "customer_apology", "advocacy",
    }
)  # fmt: skip
"""What may show in somebody's last words that need no answer."""

GOODBYE_WORDS: Final = 30
"""Longer last words say more than goodbye, whatever we read in them."""

DANGER_WORDS: Final = 48
"""Characters of what shows a danger that stand over every page."""

PLAYBOOK_VERSION: Final = "1"

logger = logging.getLogger(__name__)


def renew(
    conversation: Conversation,
    *,
    now: datetime,
    again: bool = False,
    since: int | None = None,
    only: Message | None = None,
) -> Step | None:
    """Read what is unread, fold the conversation turn by turn, and keep what follows from the last turn.

    The conversation's row is changed but not written. None when nothing has been said, or when the engine failed: the
    message is kept all the same, marked as unread, and a job tries `again`. `since` keeps the steps of all messages
    from this id on anew, for when a reading was corrected. `only` is the message that has just
    opened the conversation.
    """
    return _renewed(conversation, thread_of(conversation, only=only), again=again, since=since, now=now)


def read_anew(conversation: Conversation, *, now: datetime) -> Step | None:
    """Read anew what another reader than today's has read, and keep the steps of every turn from there on.

    What a human set stays. Like `renew` it changes the conversation's row without writing it.
    """
    thread = thread_of(conversation)
    todays = {turn.n for message, turn in thread.pairs if message.reader == todays_reader()}
    kept = {n: known for n, known in thread.known.items() if n in todays or known.by_human}
    fresh = replace(thread, known=kept)
    first = min((message.pk for message, _ in fresh.unread), default=None)
    return _renewed(conversation, fresh, again=True, since=first, now=now)


def todays_reader() -> str:
    """Return the name of the reader that reads here today, with what the house's corrections taught it."""
    return reader.version(shifts=in_force().shifts)


def _renewed(
    conversation: Conversation, thread: Thread, *, again: bool, since: int | None, now: datetime
) -> Step | None:
    steps = _followed(thread, again=again, since=since)
    if steps:
        _keep_steps(conversation, thread, steps, since=since, now=now)
        _show_on_row(conversation, steps)
    return steps[-1] if steps else None


def _followed(thread: Thread, *, again: bool, since: int | None) -> tuple[Step, ...]:
    readings = dict(thread.known)
    for message, turn in thread.unread:
        gave_up = message.unread_reason and not again
        readings[turn.n] = unread(turn) if gave_up else _read(message, turn, readings, thread)
    try:
        return follow(thread.story, known=readings, house=in_force().house, since=thread.advised_since(since))
    except Exception:
        logger.exception("the engine could not follow conversation %s", thread.story.id)
        return ()


def _read(message: Message, turn: Turn, readings: dict[int, Reading], thread: Thread) -> Reading:
    before = [readings[n] for n in range(1, turn.n)]
    try:
        reading = reader.read(turn, before, thread.story.context, shifts=in_force().shifts)
    except Exception as failure:
        logger.exception("the reader could not read message %s", message.pk)
        if message.reading is not None:
            return restored(turn, message.reading)  # today's reader fails where another one did not
        message.unread_reason = f"The reader failed: {type(failure).__name__}"
        message.save(update_fields=["unread_reason"])
        return unread(turn)
    message.reading, message.reader, message.unread_reason = stored(to_keep(reading)), reading.reader, ""
    message.save(update_fields=["reading", "reader", "unread_reason"])
    return reading


def unread(turn: Turn) -> Reading:
    """Return the reading of a turn that could not be read: nothing shows, and nobody is judged by it."""
    return Reading(turn=turn, conduct="ok" if turn.by == "customer" else None, reader="none")


def _keep_steps(
    conversation: Conversation, thread: Thread, steps: tuple[Step, ...], *, since: int | None, now: datetime
) -> None:
    pairs = list(zip(thread.messages, steps, strict=True))
    beside = {"questions": _asked(steps), "views": _views(thread, steps)}
    rows = [
        Guidance(
            conversation=conversation,
            message=message,
            step=stored_step(step) | beside,
            playbook_version=PLAYBOOK_VERSION,
            renewed_at=now,
        )
        for message, step in (pairs[-1:] if since is None else [pair for pair in pairs if pair[0].pk >= since])
    ]
    changed = ["step", "playbook_version", "renewed_at"]
    Guidance.objects.bulk_create(rows, update_conflicts=True, unique_fields=["message"], update_fields=changed)


def _asked(steps: tuple[Step, ...]) -> list[str]:
    """The questions that wait for an answer; an insult in the shape of a question is none."""
    readings = [step.reading for step in steps]
    insulted = [words for reading in readings for words in insults(reading)]
    return [q.text for q in waiting(readings) if not any(words in q.text for words in insulted)]


def _views(thread: Thread, steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """What the contact believes beside the fact that speaks about it; what the record is silent on is no view."""
    told = two_views([step.reading for step in steps[-VIEWED:]], thread.story.context)
    return [
        {"turn": v.turn, "believes": v.believes, "record": v.record, "verdict": v.verdict} for v in told if v.record
    ]


def _show_on_row(conversation: Conversation, steps: tuple[Step, ...]) -> None:
    """Keep on the row what lists show: how it began, heat and its trace, stage, boundary, safety, who is asked for."""
    last = steps[-1]
    theirs = [step for step in steps if step.reading.heat_score is not None]
    conversation.opening = "" if conversation.subject else _opening(steps)
    conversation.trace = [round(step.reading.heat_score or 0.0, 2) for step in theirs[-TRACE_LENGTH:]]
    conversation.heat_score = round(theirs[-1].reading.heat_score or 0.0, 4) if theirs else None
    conversation.heat = theirs[-1].reading.heat if theirs else None
    conversation.stage = last.situation.stage
    conversation.difficulty = last.difficulty
    conversation.boundary = theirs[-1].boundary if theirs else 0
    conversation.safety_open = bool(last.situation.facts.get("safety_open", False))
    conversation.danger, conversation.danger_words = _danger(last) if conversation.safety_open else ("", "")
    conversation.escalation = _escalation(steps)
    questions = _asked(steps) if conversation.waiting_since else ()
    conversation.asks = questions[-1][:160] if questions else ""
    conversation.goodbye = _says_goodbye(steps) and not open_promises(conversation)


def _opening(steps: tuple[Step, ...]) -> str:
    """Return how the contact began; words beyond rude are no heading."""
    readings = (step.reading for step in steps)
    return opening_of(r.turn.text for r in readings if r.turn.by == "customer" and r.conduct not in BEYOND_RUDE)


def _danger(last: Step) -> tuple[str, str]:
    """Return what the open card is about, and the words that show it, in short."""
    shown = last.situation.evidence.get("danger")
    words = shown.quote.partition(" … ")[0] if shown else ""
    return str(last.situation["danger"]), _in_short(words)


def _in_short(words: str) -> str:
    """Return the words cut behind one of them where they are many, and within one that alone is too long."""
    line = " ".join(words.split())
    cut = shorten(line, DANGER_WORDS, placeholder=" …")
    return cut if len(cut) > DANGER_WORDS // 2 or cut == line else f"{line[: DANGER_WORDS - 1]}…"


def _says_goodbye(steps: tuple[Step, ...]) -> bool:
    """Return whether all that the contact said since our last words is a goodbye that asks for nothing more.

    Thanks alone are no goodbye: "thanks, the number is 12" waits for somebody.
    """
    last = list(takewhile(lambda reading: reading.turn.by == "customer", (step.reading for step in reversed(steps))))
    said = " ".join(reading.turn.text for reading in last)
    if not last or len(last) == len(steps) or len(said.split()) > GOODBYE_WORDS or any(map(str.isdigit, said)):
        return False
    nothing_else = all({found.id for found in reading.signals} <= GOODBYE_SIGNALS for reading in last)
    calm = all((reading.heat or 0) < 2 and not count(reading) for reading in last)
    ends = last[0].has("closing", "resolution_confirmed") or (last[0].has("acceptance") and last[0].has("gratitude"))
    return nothing_else and calm and ends


def _escalation(steps: tuple[Step, ...]) -> str:
    """Return why somebody with authority is due, until that person has spoken."""
    for step in reversed(steps):
        if step.reading.turn.by == "supervisor":
            return ""
        if step.reading.turn.by == "customer":
            if not escalation.is_due(step.situation, house=in_force().house):
                return ""
            return "supervisor_demand" if "supervisor_demand" in step.situation.signals else "escalation"
    return ""


def reading_of(conversation: Conversation, message: Message) -> tuple[Reading, int]:
    """Return how a message reads, and which turn it is; one that could not be read reads as nothing."""
    thread = thread_of(conversation)
    turn = next(t for m, t in zip(thread.messages, thread.story.turns, strict=True) if m.pk == message.pk)
    return thread.known.get(turn.n) or unread(turn), turn.n


def keep_reading(message: Message, reading: Reading, *, field: str, value: Any) -> None:
    """Keep a reading that a person corrected, and beside it what was corrected."""
    if field == "signal":
        signals = {**message.corrected.get("signal", {}), value["id"]: bool(value.get("shows"))}
        message.corrected = {**message.corrected, "signal": signals}
    else:
        message.corrected = {**message.corrected, field: value}
    message.reading, message.reader, message.unread_reason = stored(reading), reading.reader or "human", ""
    message.save(update_fields=["reading", "reader", "corrected", "unread_reason"])


def forget(message: Message) -> None:
    """Remove the guidance after a reply that was taken back."""
    Guidance.objects.filter(message=message).delete()


def note_used(guidance: Guidance, *, moves: tuple[str, ...], did: str, by: User, now: datetime) -> None:
    """Keep what somebody did with a suggested move: inserted it, put it aside, or asked why not."""
    Shown.objects.bulk_create(Shown(guidance=guidance, move=move, did=did, by=by, at=now) for move in moves)
