"""The reader learns from a house's corrections: worked out and proposed, switched on and off by a manager alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from unruffled.desk.flows import policy, reread
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.guidance import answers
from unruffled.desk.guidance.answers import Proposal
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import house, queries
from unruffled.desk.people.models import Policy, User
from unruffled.engine import reader
from unruffled.engine.reader import model
from unruffled.engine.reader.recalibrate import NONE, Learnt

__all__ = ["Held", "NotAllowed", "NothingLearnt", "Outdated", "ask", "held_now", "propose", "switch_off", "switch_on"]


class Outdated(Exception):
    """What was looked at is not what holds now: something newer was worked out, or the reader is another one."""


class NothingLearnt(Exception):
    """There are too few corrections to change anything."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is switched on: since when and by whom, from how many texts each head was learnt.

    Without `in_force` it was learnt for another reader than today's, and changes nothing.
    """

    number: int
    since: datetime
    by: str
    learnt: tuple[Learnt, ...]
    in_force: bool


def held_now() -> Held | None:
    """Return what is switched on, or None."""
    kept = house.changes_now().get("reading")
    first = queries.first_policy_with(number=kept["number"]) if kept else None
    if not kept or first is None:
        return None
    by = first.by.name if first.by else ""
    in_force = reader.in_force(house.in_force().shifts) is not NONE
    return Held(kept["number"], first.at, by, tuple(Learnt(**one) for one in kept["learnt"]), in_force)


@transaction.atomic
def propose(*, now: datetime) -> Proposal:
    """Work out what the corrections would change, for a manager to look at. It never switches anything."""
    return answers.work_out(now=now)


def ask(*, by: User) -> None:
    """Have it worked out now, by the worker; where that waits already, it is not asked twice.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    try:
        with transaction.atomic():
            journal.later("recalibrate", once="recalibrate")
    except journal.AlreadyWaits:
        return


@house.changing()
def switch_on(*, proposal: int, by: User, now: datetime) -> Policy | None:
    """Let the reader read by this proposal from now on; what was read before is read anew by the worker.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises Outdated: if this is not the newest proposal, or another reader has come since
    :raises NothingLearnt: if the proposal changes nothing
    """
    require_manager(by)
    newest = answers.newest()
    if newest is None or newest.id != proposal or newest.weights != model.version():
        raise Outdated("Something newer was worked out since. Look at it first.")
    if not newest.shifts:
        raise NothingLearnt("There are too few corrections to change anything.")
    return _decide({**house.changes_held(), "reading": _kept(newest)}, by=by, now=now)


@house.changing()
def switch_off(*, by: User, now: datetime) -> Policy | None:
    """Let the reader read as it was shipped from now on, and the worker read anew what was read otherwise.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    kept = house.changes_held()
    return _decide({key: value for key, value in kept.items() if key != "reading"}, by=by, now=now)


def _decide(changes: dict[str, Any], *, by: User, now: datetime) -> Policy | None:
    kept = policy.decide(changes=changes, by=by, now=now)
    if kept is not None:
        reread.start(by=by, now=now)
    return kept


def _kept(proposal: Proposal) -> dict[str, Any]:
    learnt = [asdict(one) for one in proposal.learnt if one.shift]
    number = 1 + queries.highest_recalibration()
    return {"number": number, "weights": proposal.weights, "by": proposal.shifts, "learnt": learnt}
