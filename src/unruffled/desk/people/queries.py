"""Questions about people: who a token belongs to, who could take a conversation, who works here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from unruffled.desk.people.access import Belongs, know_team_ids, sees_all, visible_team_ids
from unruffled.desk.people.models import ApiToken, Invitation, Organisation, PasswordLink, Policy, Role, Team, User


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may work on a conversation."""

    id: int
    name: str
    role: str
    is_you: bool


def colleagues_for(user: User, conversation: Belongs) -> list[Colleague]:
    """Return everybody who may work on this conversation, A to Z: its team, and the managers."""
    people = User.objects.filter(Q(teams=conversation.team_id) | Q(role=Role.MANAGER), is_active=True).distinct()
    return [
        Colleague(id=person.pk, name=person.shown_name, role=person.role, is_you=person.pk == user.pk)
        for person in people.order_by("name", "pk")
    ]


def colleague(pk: int, conversation: Belongs) -> User | None:
    """Return this person if he may work on the conversation; None is the same for missing and for elsewhere."""
    found = User.objects.filter(Q(teams=conversation.team_id) | Q(role=Role.MANAGER), pk=pk, is_active=True)
    return found.distinct().first()


def lead_of(conversation: Belongs, *, but: str = "") -> str:
    """Return the name of somebody who decides in this conversation's team, other than `but`; "" for nobody."""
    lead = Q(teams=conversation.team_id, role=Role.SUPERVISOR) | Q(role=Role.MANAGER)
    found = User.objects.filter(lead, is_active=True).distinct().order_by("-role", "name", "pk")
    return next((person.shown_name for person in found[:2] if person.shown_name != but), "")


def leaders_of(conversation: Belongs) -> list[User]:
    """Return who is asked to join when somebody may be in danger: the team's supervisors, else the managers."""
    active = User.objects.filter(is_active=True).order_by("name", "pk")
    found = list(active.filter(teams=conversation.team_id, role=Role.SUPERVISOR).distinct())
    return found or list(active.filter(role=Role.MANAGER))


def people_for(user: User) -> QuerySet[User]:
    """Return the active people that this person works with: his teams and the managers; a manager sees everybody."""
    people = User.objects.filter(is_active=True).order_by("name", "pk")
    if sees_all(user):
        return people
    return people.filter(Q(teams__in=visible_team_ids(user)) | Q(role=Role.MANAGER)).distinct()


def name_of(user: User, pk: int) -> str:
    """Return the shown name of somebody whom this person works with; "" for nobody."""
    found = people_for(user).filter(pk=pk).first()
    return found.shown_name if found else ""


def practice_seats() -> list[tuple[str, str, str]]:
    """Return user name, name and role of everybody on the practice floor, agents first; nobody on a real one."""
    house = organisation()
    if house is None or not house.practice:
        return []
    people = User.objects.filter(is_active=True).order_by("role", "name")
    return [(person.username, person.shown_name, person.get_role_display()) for person in people]


def by_username(username: str) -> User | None:
    """Return the active person of this user name or e-mail address."""
    try:
        found = User.objects.get_by_natural_key(username)
    except User.DoesNotExist:
        return None
    return found if found.is_active else None


@dataclass(frozen=True, slots=True)
class Key:
    """A token that opens the door, and whose it is."""

    id: int
    user: User
    last_used_at: datetime | None


def tokens_of(user: User) -> list[ApiToken]:
    """Return the person's living tokens, newest first; of the token itself only its hash is kept."""
    return list(ApiToken.objects.filter(user=user, revoked_at=None).order_by("-pk"))


_KEY: Final = """
    SELECT people_user.id, password, last_login, username, email, name, alias, role, is_active, theme, keys_on,
        key.id AS key_id, key.last_used_at AS key_used_at,
        array(SELECT team_id FROM people_user_teams WHERE user_id = people_user.id) AS team_ids
    FROM people_apitoken AS key JOIN people_user ON people_user.id = key.user_id
    WHERE key.hash = %s AND key.revoked_at IS NULL AND people_user.is_active
"""
"""Token, person and teams at once and by hand: every call of the API asks this first.

Every column is named: a prepared statement that asks for * fails in open connections once a migration adds one.
"""


def key_of(raw: str) -> Key | None:
    """Return the key of this raw token with its person, if it still opens the door: one query."""
    found = list(User.objects.raw(_KEY, [hash_of(raw)])) if raw else []
    if not found:
        return None
    (user,) = found
    if not sees_all(user):
        know_team_ids(user, frozenset(user.team_ids))  # type: ignore[attr-defined]
    return Key(id=user.key_id, user=user, last_used_at=user.key_used_at)  # type: ignore[attr-defined]


def invitation_of(raw: str, *, now: datetime) -> Invitation | None:
    """Return the invitation of this link if it is unused and has not expired."""
    if not raw:
        return None
    return living_invitations(now).filter(hash=hash_of(raw)).select_related("team").first()


def living_invitations(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations whose link still lets somebody in."""
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


def count_invited(now: datetime) -> int:
    """Return how many teammates have a link and have not come in yet."""
    return living_invitations(now).exclude(invited_by=None).count()


def one_after_another() -> Organisation | None:
    """Return the organisation, locked: of two who make links at the same moment the second sees those of the first."""
    return Organisation.objects.select_for_update(no_key=True).first()


def organisation() -> Organisation | None:
    """Return the organisation that this deployment serves, once it has been made."""
    return Organisation.objects.first()


def hash_of(raw: str) -> str:
    """Return the hash under which a token or link is kept (128 bits of chance and more need no salt)."""
    return hashlib.sha256(raw.encode(errors="replace")).hexdigest()


def everybody() -> list[User]:
    """Return everybody who works here or has, with their teams: those who still do first, A to Z."""
    return list(User.objects.prefetch_related("teams").order_by("-is_active", "name", "pk"))


def person_of(pk: int) -> User | None:
    """Return this person, also one who has left."""
    return User.objects.filter(pk=pk).first()


def teams() -> list[Team]:
    """Return every team, A to Z."""
    return list(Team.objects.order_by("name"))


def invitations(*, limit: int = 100) -> list[Invitation]:
    """Return the latest invitations of teammates, the newest first; the first manager's is none."""
    sent = Invitation.objects.exclude(invited_by=None).exclude(email="")
    return list(sent.select_related("team", "invited_by").order_by("-pk")[:limit])


def living_password_links(now: datetime) -> QuerySet[PasswordLink]:
    """Return the links by which somebody who works here can still set a new password."""
    return PasswordLink.objects.filter(used_at=None, expires_at__gt=now, user__is_active=True)


def password_link_of(raw: str, *, now: datetime) -> PasswordLink | None:
    """Return the password link of this secret with its person, while it is good."""
    return living_password_links(now).filter(hash=hash_of(raw)).select_related("user").first() if raw else None


def person_of_password_link(raw: str, *, now: datetime) -> User | None:
    """Return whose password this link sets, while it is good."""
    found = password_link_of(raw, now=now)
    return found.user if found else None


def was_a_link(raws: Iterable[str]) -> bool:
    """Return whether one of these is the secret of an invitation or password link, living or not."""
    hashes = [hash_of(raw) for raw in raws]
    return bool(hashes) and (
        Invitation.objects.filter(hash__in=hashes).exists() or PasswordLink.objects.filter(hash__in=hashes).exists()
    )


def addresses_in_use(addresses: Iterable[str]) -> set[str]:
    """Return those of these e-mail addresses by which somebody here signs in."""
    wanted = [address.lower() for address in addresses]
    return set(User.objects.filter(email__in=wanted).values_list("email", flat=True))


def invitation_to(email: str) -> Invitation | None:
    """Return the latest invitation of this address."""
    sent = Invitation.objects.exclude(invited_by=None).filter(email=email.strip().lower())
    return sent.select_related("team").order_by("-pk").first()


def managers_but(person: User) -> int:
    """Return how many managers there are beside this person.

    The rows of all managers are locked, in one order: of two who let each other go, the second finds itself the last.
    """
    managers = User.objects.select_for_update().filter(role=Role.MANAGER, is_active=True).order_by("pk")
    return sum(pk != person.pk for pk in managers.values_list("pk", flat=True))


def first_policy_with(*, number: int) -> Policy | None:
    """Return the decision that switched this recalibration on, with who made it."""
    switched = Policy.objects.filter(changes__reading__number=number)
    return switched.select_related("by").order_by("pk").first()


def highest_recalibration() -> int:
    """Return the number of the last recalibration that was ever switched on; 0 for none."""
    numbers = Policy.objects.filter(changes__has_key="reading").values_list("changes__reading__number", flat=True)
    return max(numbers, default=0)
