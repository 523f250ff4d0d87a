"""A team is added, by whoever decides for the organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import Team, User

__all__ = ["NotAllowed", "add", "first"]


@transaction.atomic
def add(*, name: str, by: User, now: datetime) -> Team:
    """Add a team, or return the one of this name.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    team = people.add_team(name)
    journal.record("team.added", by=by, about=team, at=now)
    return team


def first(*, by: User, now: datetime) -> Team:
    """Return the first team, A to Z; an organisation that has none yet gets one, Support.

    :raises NotAllowed: if there is none, and this person does not decide for the organisation
    """
    return Team.objects.order_by("name").first() or add(name="Support", by=by, now=now)
