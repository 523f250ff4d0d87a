"""The one access policy: who may see which team, and who may do what in a conversation. Every shell asks here."""

from __future__ import annotations

from typing import Any, Final, Protocol

from django.db.models import QuerySet

from unruffled.desk.people.models import Role, Team, User
from unruffled.engine.vocabulary import Decision, Reason

VERBS: Final = frozenset(
    {"read", "reply", "note", "draft", "assign", "snooze", "close", "reopen", "correct", "decide", "undo", "record"}
)


class Belongs(Protocol):
    """Anything that belongs to a team, a conversation first of all."""

    @property
    def team_id(self) -> int: ...


def may(user: User, verb: str, conversation: Belongs) -> Decision:
    """Return whether this person may do this in this conversation, with the reason.

    Agents and supervisors work in their own teams, managers everywhere; nobody who has left does anything.

    :raises ValueError: if the verb is not one of VERBS
    """
    if verb not in VERBS:
        raise ValueError(f"{verb!r} is not a verb of the access policy. Good ones: {', '.join(sorted(VERBS))}")
    if not user.is_active:
        return Decision(allowed=False, reasons=(Reason(fact="active", value=False, needed="true", holds=False),))
    sees = sees_all(user) or conversation.team_id in visible_team_ids(user)
    reason = Reason(fact="team", value=conversation.team_id, needed="a team of yours", holds=sees)
    return Decision(allowed=sees, reasons=(reason,), ask=None if sees else Role.MANAGER.value)


def may_decide(user: User) -> Decision:
    """Return whether this person decides for the whole organisation: its people, inboxes and policies."""
    decides = sees_all(user)
    reason = Reason(fact="role", value=user.role, needed=Role.MANAGER.value, holds=decides)
    return Decision(allowed=decides, reasons=(reason,), ask=None if decides else Role.MANAGER.value)


def sees_all(user: User) -> bool:
    """Return whether this person may see every team."""
    return user.is_active and user.role == Role.MANAGER


def leads(user: User) -> bool:
    """Return whether this person leads: sees the floor, shares views, decides where an agent may not."""
    return user.is_active and user.role in (Role.SUPERVISOR, Role.MANAGER)


def visible_teams(user: User) -> QuerySet[Team]:
    """Return the teams whose conversations this person may see."""
    teams = Team.objects.order_by("name")
    return teams if sees_all(user) else teams.filter(pk__in=visible_team_ids(user))


def visible_team_ids(user: User) -> frozenset[int]:
    """Return the ids of the person's own teams; for a manager of all teams.

    They are asked for once for each loaded person, that is once in a request.
    """
    kept: frozenset[int] | None = getattr(user, "_visible_team_ids", None)
    if kept is None:
        kept = frozenset(_team_ids(user)) if user.is_active else frozenset()
        know_team_ids(user, kept)
    return kept


def _team_ids(user: User) -> QuerySet[Any, int]:
    if sees_all(user):
        return Team.objects.values_list("pk", flat=True)
    return User.teams.through.objects.filter(user=user).values_list("team_id", flat=True)


def know_team_ids(user: User, ids: frozenset[int]) -> None:
    """Spare this person's next question: who was loaded together with his teams need not be asked for them."""
    user._visible_team_ids = ids  # type: ignore[attr-defined]
