"""Somebody keeps a narrowed list to come back to, for himself or for a team, and lets it go again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from unruffled.channels.text import one_line
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import SavedView
from unruffled.desk.conversations.queries import Filter, View
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people.access import leads, visible_team_ids
from unruffled.desk.people.models import Role, User
from unruffled.engine.vocabulary import Decision, Reason

__all__ = ["NoName", "NotAllowed", "TooMany", "forget", "keep"]

AT_MOST: Final = 12
"""Views that one person keeps: more are not tabs any more."""


class NoName(ValueError):
    """A view needs a name of at most forty letters."""


class TooMany(ValueError):
    """This person keeps as many views as fit."""


@transaction.atomic
def keep(*, owner: User, name: str, view: View, only: Filter, now: datetime, team: int | None = None) -> SavedView:
    """Keep a view of the inbox and what it is narrowed to; the same name again replaces it. With `team` it is shared.

    :raises NoName: if the name is empty or too long
    :raises NotAllowed: if an agent shares, or somebody shares with a team that is not theirs or not there
    :raises TooMany: if this person has twelve
    """
    name = one_line(name, limit=41)
    if not 0 < len(name) <= 40:
        raise NoName("Give it a name of at most forty letters.")
    if team is not None:
        _require_sharing(owner, team)
    if not conversations.has_room_for_view(owner, name, at_most=AT_MOST):
        raise TooMany(f"You keep {AT_MOST} views. Forget one first.")
    return conversations.save_view(owner=owner, name=name, said={"view": view, **only.given()}, team=team, now=now)


@transaction.atomic
def forget(*, saved: SavedView, by: User) -> None:
    """Let a saved view go; a shared one may also be let go by whoever could share it.

    :raises NotAllowed: if it is somebody else's and this person may not share with its team
    """
    if saved.owner_id != by.pk:
        _require_sharing(by, saved.team_id or 0)
    saved.delete()


def _require_sharing(user: User, team: int) -> None:
    reasons = (
        Reason("role", user.role, "supervisor or manager", holds=leads(user)),
        Reason("team", team, "a team of yours", holds=team in visible_team_ids(user)),
    )
    if not all(reason.holds for reason in reasons):
        raise NotAllowed(Decision(allowed=False, reasons=reasons, ask=Role.SUPERVISOR.value))
