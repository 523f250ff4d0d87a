"""Teammates are invited: a link each, that works once, by mail where we can; it can be withdrawn, or made anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import transaction

from unruffled.channels.text import one_line
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.flows.mail.staff import AGAIN_SECONDS, MadeLink, Mailed, mail_link
from unruffled.desk.journal import actions as journal
from unruffled.desk.mail import staff
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries
from unruffled.desk.people.actions import NotValid, Taken
from unruffled.desk.people.models import Role, Team, User

__all__ = [
    "MOST",
    "BadLine",
    "MadeLink",
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
def invite(*, wanted: Sequence[Wanted], team: Team | None, by: User, now: datetime, at: str = "") -> list[MadeLink]:
    """Make a link for each of these people and return them: the secrets cannot be seen again.

    An earlier link for the same address ends. `at` is what links begin with, such as https://help.example.com/welcome/;
    where it is given, and an inbox of ours sends mail, each link goes to its address as well.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadLine: if somebody of them works here already
    """
    require_manager(by)
    here = queries.addresses_in_use(one.email for one in wanted)
    if here:
        raise BadLine(f"{', '.join(sorted(here))} can sign in here already.")
    queries.one_after_another()
    made = [_mailed_just_now(one, team, now=now) or _made(one, team, by=by, now=now, at=at) for one in wanted]
    if new := sum(bool(one.secret) for one in made):
        journal.record("person.invited", by=by, about=by, at=now, numbers={"people": new})
    return made


def _mailed_just_now(one: Wanted, team: Team | None, *, now: datetime) -> MadeLink | None:
    """Return what the first of two clicks made, if this is the second: the same people for the same role and team."""
    mail = staff.invited_since(now - timedelta(seconds=AGAIN_SECONDS), email=one.email, now=now)
    if mail is None or mail.invitation is None or mail.invitation.role != one.role or mail.invitation.team != team:
        return None
    return MadeLink(one.email, "", Mailed(mail.pk, mail.inbox.address))


def _made(one: Wanted, team: Team | None, *, by: User, now: datetime, at: str) -> MadeLink:
    people.withdraw_invitations(one.email, now=now)
    secret = people.invite(email=one.email, role=one.role, team=team, by=by, now=now)
    invitation = queries.invitation_of(secret, now=now) if at else None
    if invitation is None:
        return MadeLink(one.email, secret)
    return MadeLink(one.email, secret, mail_link(invitation, address=one.email, link=f"{at}{secret}", now=now))


@transaction.atomic
def again(*, email: str, by: User, now: datetime, at: str = "") -> MadeLink | None:
    """Make a new link for an address that was invited before, with the same role and team; None if it never was.

    It goes to the address by mail as the first one did, see `invite`.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadLine: if somebody of this address works here already
    """
    require_manager(by)
    before = queries.invitation_to(one_line(email, limit=LONGEST))
    if before is None:
        return None
    return invite(wanted=[Wanted(before.email, before.role)], team=before.team, by=by, now=now, at=at)[0]


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
