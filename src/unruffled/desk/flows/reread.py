"""What another reader has read is read anew, conversation by conversation: by the worker or a command, stopped at will.

There is one reading anew for a house at a time, and its row says how far it is. Whoever goes on with it holds that row.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Status
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import alarms
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal import progress
from unruffled.desk.journal import queries as entries
from unruffled.desk.journal.models import Progress
from unruffled.desk.people import house
from unruffled.desk.people.models import User

__all__ = [
    "AT_ONCE",
    "HowFar",
    "NotAllowed",
    "begin",
    "go_on",
    "how_far",
    "is_news",
    "leave_if_left_behind",
    "look",
    "read_more",
    "rest",
    "start",
    "stop",
]

AT_ONCE: Final = 4
"""Conversations read anew in one transaction: a moment only, so that a reply to one of them hardly waits."""

READ_ANEW: Final = "read anew by "

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HowFar:
    """Which reader reads now, and how much of the history an earlier one has read.

    `stale` of all `conversations` hold readings of another reader; where none does, they are not counted. While it goes
    on, `done` of `total` have been read anew, and `left` is how long the rest will take at the pace so far; None where
    nothing was tried yet. `stopped` says that somebody stopped it, `failed` how many could not be read anew.
    """

    reader: str
    stale: int = 0
    conversations: int = 0
    goes_on: bool = False
    done: int = 0
    total: int = 0
    left: timedelta | None = None
    stopped: bool = False
    failed: int = 0


# For whoever decides ----------------------------------------------------------------------------------------------


@transaction.atomic
def start(*, by: User, now: datetime) -> Progress:
    """Have the worker read anew what another reader has read; where that goes on already, it goes on.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    far = begin(now=now)
    if far.started_at == now and far.total:
        journal.record("history.begun", by=by, about=far, at=now, numbers={"total": far.total})
    if far.finished_at is None:
        _leave_job()
    return far


@transaction.atomic
def stop(*, by: User, now: datetime) -> Progress | None:
    """Stop reading anew; what is done stays done. None where nothing went on.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    far = rest(now=now)
    if far is not None:
        journal.record("history.stopped", by=by, about=far, at=now, numbers={"done": far.done, "total": far.total})
    return far


@transaction.atomic
def look(*, by: User, now: datetime) -> None:
    """Remember that this person was shown which reader reads now, so that nothing tells of it again."""
    if not entries.has_seen(by, guidance.todays_reader()):
        journal.record("reader.seen", by=by, about=by, at=now, numbers={"reader": guidance.todays_reader()})


def is_news(far: HowFar, *, to: User) -> bool:
    """Return whether an earlier reader has read the history, nothing is done about it, and this person has not seen so.

    Asks nothing where everything was read by this reader.
    """
    return far.stale > 0 and not entries.has_seen(to, far.reader)


def how_far(*, now: datetime) -> HowFar:
    """Return how far it is: one query while it goes on, two where nothing is stale, else three."""
    todays, far = guidance.todays_reader(), progress.newest(READ_ANEW)
    if far is not None and far.finished_at is None and far.stopped_at is None:
        left = _left(far, now)
        return HowFar(todays, goes_on=True, done=far.done, total=far.total, left=left, failed=far.failed)
    ours = far if far is not None and far.name == _name() else Progress()
    stale = queries.count_read_by_others(todays)
    return HowFar(
        todays,
        stale=stale,
        conversations=queries.count_all() if stale else 0,
        stopped=ours.stopped_at is not None,
        failed=min(ours.failed, stale),
    )


def _left(far: Progress, now: datetime) -> timedelta | None:
    tried = far.done + far.failed
    return (now - far.started_at) / tried * (far.total - tried) if tried else None


# For the worker and the command ---------------------------------------------------------------------------------------


@transaction.atomic
def read_more(*, now: datetime) -> bool:
    """Read the next conversations anew and leave the rest for the next job; False when all is done, or stopped."""
    far = go_on(now=now)
    more = far is not None and far.finished_at is None
    if more:
        _leave_job()
    return more


@transaction.atomic
def leave_if_left_behind() -> None:
    """Leave a job for the worker where reading anew goes on and its job was lost."""
    if progress.goes_on(READ_ANEW):
        _leave_job()


@transaction.atomic
def begin(*, now: datetime) -> Progress:
    """Begin to read anew what another reader has read, or find it going on; what humans set stays as they set it.

    What a house began with an earlier reader ends with this.
    """
    house.forget()  # another process may have switched what corrections taught since this one asked
    progress.forget_others(READ_ANEW, but=_name())
    stale = queries.count_read_by_others(guidance.todays_reader())
    far = progress.begin_over(_name(), total=stale, now=now)
    if not far.total:
        progress.finish(far, now=now)
    return far


@transaction.atomic
def rest(*, now: datetime) -> Progress | None:
    """Stop where it is; None where nothing went on."""
    far = progress.going_on(READ_ANEW)
    if far is not None:
        progress.stop(far, now=now)
    return far


@transaction.atomic
def go_on(*, now: datetime) -> Progress | None:
    """Read the next conversations anew, in the order of their ids, and return how far it is.

    None where nothing goes on: nobody began it, somebody stopped it, or it came to its end. If yet another reader came
    meanwhile, it begins again with that one. Whatever was done stays done; what could not be read anew is counted.

    :raises OperationalError: if the database fails; all of these are to be tried again
    """
    far = progress.going_on(READ_ANEW)
    house.forget()  # only now: whoever switches what corrections taught holds this row
    if far is not None and far.name != _name():
        far = begin(now=now)
    if far is None or far.finished_at:
        return far
    due = _due(far)
    for conversation_id in due:
        _read_anew(conversation_id, now=now)
    failed = len({*due} & {*_due(far)})
    progress.move(far, len(due) - failed, failed=failed, place=due[-1] if due else far.place)
    if len(due) < AT_ONCE:
        progress.finish(far, now=now)
        journal.record("history.read", about=far, at=now, numbers={"done": far.done, "failed": far.failed})
    return far


def _due(far: Progress) -> list[int]:
    return queries.read_by_others(guidance.todays_reader(), after=far.place, limit=AT_ONCE)


def _read_anew(conversation_id: int, *, now: datetime) -> None:
    """Read one conversation anew; one that cannot be keeps what it has and holds up none of the others."""
    try:
        with transaction.atomic():
            _renew(conversation_id, now=now)
    except OperationalError:  # a deadlock or a lost connection says nothing about this conversation
        raise
    except Exception:
        logger.exception("conversation %s could not be read anew", conversation_id)


def _renew(conversation_id: int, *, now: datetime) -> None:
    """Keep today's readings; open pages hear of it, and leaders of a danger, where the conversation is not over."""
    conversation = conversations.locked(conversation_id)
    stood = alarms.stands(conversation)
    guidance.read_anew(conversation, now=now)
    conversations.keep(conversation, now=now)
    if conversation.status != Status.CLOSED:
        alarms.tell(conversation, stood=stood, now=now)
        journal.pulse(conversation)


def _leave_job() -> None:
    """Leave a job for the worker, unless one waits; they are done one after another.

    `once` would not do: the job of a worker that died comes back to the queue, and under `once` it could not while the
    next one waits there.
    """
    if not entries.waits("read_history"):
        journal.later("read_history", lock="read_history")


def _name() -> str:
    return f"{READ_ANEW}{guidance.todays_reader()}"[:60]
