"""What somebody is here for changes: role, teams, and whether they still work here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries
from unruffled.desk.people.models import Team, User

__all__ = ["LastManager", "NotAllowed", "place"]


class LastManager(Exception):
    """Without a manager nobody could decide anything any more."""


@transaction.atomic
def place(*, person: User, role: str, teams: Iterable[Team], active: bool, by: User, now: datetime) -> User:
    """Give somebody this role and these teams; who is not active any more is signed out and comes in nowhere.

    What they wrote stays, under their name. The links that a manager made end when they are no manager any more: one
    that they kept would let them in again, in any role.

    :raises NotAllowed: if `by` does not decide for the organisation
    :raises LastManager: if nobody would be left who does
    """
    require_manager(by)
    if not queries.managers_but(person) and not (active and role == "manager"):
        raise LastManager("Somebody must stay manager. Make another person manager first.")
    left = person.is_active and not active
    people.place_person(person, role=role, teams=teams, active=active)
    if left:
        people.revoke_tokens(user=person, now=now)
    if not (active and role == "manager"):
        people.end_links_of(person, now=now)
    journal.record("person.left" if left else "person.placed", by=by, about=person, at=now)
    return person
