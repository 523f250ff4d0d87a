"""Teammates are invited: a link each, that works once; it can be withdrawn, or made anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import transaction

from unruffled.channels.text import one_line
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries
from unruffled.desk.people.actions import NotValid, Taken
from unruffled.desk.people.models import Role, Team, User

__all__ = [
    "MOST",
    "BadLine",
    "NotAllowed",
    "NotValid",
    "Taken",
    "Wanted",
    "accept",
    "again",
    "invite",
    "wanted_in",
    "withdraw",
]

MOST: Final = 100
"""Invitations at once."""


LONGEST: Final = 254


class BadLine(ValueError):
    """A line that names nobody we could invite; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to be invited."""

    email: str
    role: str


def wanted_in(text: str, *, role: str) -> list[Wanted]:
    """Return who stands in these lines: an address each, and after it a role if it is not this one.

    :raises BadLine: naming the line and what was expected, or that there are too many
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise BadLine(f"These are {len(lines):,} lines. At most {MOST} at once, please.")
    found: dict[str, Wanted] = {}
    for number, line in enumerate(lines, start=1):
        one = _wanted(line, number, role)
        found.setdefault(one.email, one)
    return list(found.values())


def _wanted(line: str, number: int, role: str) -> Wanted:
    words = re.split(r"[\s,;]+", line.strip(" ,;"))
    named = words[1].lower() if len(words) > 1 else role
    if len(words) > 2 or named not in Role.values:
        raise BadLine(f"Line {number}: an address, and after it agent, supervisor or manager if it differs.")
    try:
        MaxLengthValidator(LONGEST)(words[0])
        EmailValidator()(words[0])
    except ValidationError as wrong:
        raise BadLine(f"Line {number}: “{words[0][:60]}” is not an e-mail address.") from wrong
    return Wanted(email=words[0].lower(), role=named)


@transaction.atomic
def invite(*, wanted: Sequence[Wanted], team: Team | None, by: User, now: datetime) -> list[tuple[str, str]]:
    """Make a link for each of these people and return (address, secret): the secrets cannot be seen again.

    An earlier link for the same address ends.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadLine: if somebody of them works here already
    """
    require_manager(by)
    here = queries.addresses_in_use(one.email for one in wanted)
    if here:
        raise BadLine(f"{', '.join(sorted(here))} can sign in here already.")
    made = []
    for one in wanted:
        people.withdraw_invitations(one.email, now=now)
        made.append((one.email, people.invite(email=one.email, role=one.role, team=team, by=by, now=now)))
    journal.record("person.invited", by=by, about=by, at=now, numbers={"people": len(made)})
    return made


@transaction.atomic
def again(*, email: str, by: User, now: datetime) -> tuple[str, str] | None:
    """Make a new link for an address that was invited before, with the same role and team; None if it never was.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadLine: if somebody of this address works here already
    """
    require_manager(by)
    before = queries.invitation_to(one_line(email, limit=LONGEST))
    if before is None:
        return None
    return invite(wanted=[Wanted(before.email, before.role)], team=before.team, by=by, now=now)[0]


@transaction.atomic
def accept(raw: str, *, username: str, name: str, password: str, now: datetime, email: str = "") -> User:
    """Let whoever holds the link in, once; return who it is now.

    :raises NotValid: if the link is unknown, used or expired
    :raises Taken: if the user name or the address belongs to somebody else; the link stays good
    """
    person = people.accept_invitation(raw, username=username, name=name, password=password, now=now, email=email)
    journal.record("person.came", by=person, about=person, at=now)
    return person


@transaction.atomic
def withdraw(*, email: str, by: User, now: datetime) -> int:
    """End the links of this address; return how many still let somebody in.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    ended = people.withdraw_invitations(one_line(email, limit=LONGEST), now=now)
    if ended:
        journal.record("invitation.withdrawn", by=by, about=by, at=now)
    return ended
