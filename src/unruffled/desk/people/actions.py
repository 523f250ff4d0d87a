"""Writes about people: the organisation and its teams, policies, tokens, invitations, passwords, preferences."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from unruffled.desk.people.models import (
    ApiToken,
    Invitation,
    Organisation,
    PasswordLink,
    Policy,
    Role,
    Team,
    Theme,
    User,
)
from unruffled.desk.people.queries import Key, hash_of, key_of, living_invitations

INVITATION_DAYS = 7
PASSWORD_LINK_HOURS = 24
TOKEN_USE_MINUTES = 60
"""How exactly a token's last use is kept, so that reading by API does not write each time."""


class NotValid(Exception):
    """An invitation that is unknown, used or expired; all three look the same from outside."""


class Taken(Exception):
    """A user name or e-mail address that somebody else has."""


@transaction.atomic
def make_organisation(*, name: str, now: datetime, practice: bool = False) -> Organisation:
    """Make the one organisation, or return it if it is there."""
    found, _ = Organisation.objects.get_or_create(
        pk=1, defaults={"name": name, "practice": practice, "created_at": now}
    )
    return found


def add_team(name: str) -> Team:
    """Add a team, or return the one of this name."""
    return Team.objects.filter(name__iexact=name).first() or Team.objects.create(name=name)


@transaction.atomic
def add_person(
    *, username: str, email: str, name: str, role: str = Role.AGENT, teams: tuple[Team, ...] = (), password: str = ""
) -> User:
    """Add somebody who works here; without a password nobody can sign in as them.

    :raises Taken: if the user name or the address belongs to somebody else
    """
    person = User(username=username.strip().lower(), email=email.strip().lower(), name=name.strip(), role=role)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Taken(f"{username} or {email} is in use already.") from error
    person.teams.set(teams)
    return person


def issue_token(*, user: User, now: datetime, label: str = "") -> str:
    """Make a token for the API and return it, the only time that it can be seen."""
    raw = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, hash=hash_of(raw), label=label, created_at=now)
    return raw


def use_token(raw: str, *, now: datetime) -> Key | None:
    """Return this token with its person if it still opens the door, and note roughly when it was last used."""
    key = key_of(raw)
    if key is None:
        return None
    if key.last_used_at is None or now - key.last_used_at > timedelta(minutes=TOKEN_USE_MINUTES):
        ApiToken.objects.filter(pk=key.id).update(last_used_at=now)
    return key


def revoke_token(token: int, *, user: User, now: datetime) -> bool:
    """Revoke one of the person's tokens; return whether it was living, and theirs."""
    return bool(ApiToken.objects.filter(pk=token, user=user, revoked_at=None).update(revoked_at=now))


def revoke_tokens(*, user: User, now: datetime, label: str | None = None) -> int:
    """Revoke the person's tokens, or those of one label; return how many were living."""
    living = ApiToken.objects.filter(user=user, revoked_at=None)
    return (living if label is None else living.filter(label=label)).update(revoked_at=now)


def invite(*, email: str, role: str, team: Team | None, by: User | None, now: datetime) -> str:
    """Make a link that lets this address in once, within seven days; return its secret part.

    Without `by` it is the link that makes the first manager.
    """
    raw = secrets.token_urlsafe(32)
    Invitation.objects.create(
        hash=hash_of(raw),
        email=email.strip().lower(),
        role=role,
        team=team,
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    return raw


@transaction.atomic
def accept_invitation(raw: str, *, username: str, name: str, password: str, now: datetime, email: str = "") -> User:
    """Let the invited person in and use the link up.

    :raises NotValid: if the link is unknown, used or expired
    :raises Taken: if the user name or the address belongs to somebody else; the link stays good
    """
    living = living_invitations(now).select_for_update().filter(hash=hash_of(raw))
    invitation = living.first() if raw else None
    if invitation is None:
        raise NotValid("This link has been used or has expired. Ask for a new one.")
    person = add_person(
        username=username,
        email=invitation.email or email,
        name=name,
        role=invitation.role,
        teams=(invitation.team,) if invitation.team else (),
        password=password,
    )
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    return person


def prefer(user: User, *, theme: str | None = None, keys_on: bool | None = None, alias: str | None = None) -> None:
    """Keep how a person wants the pages: light or dark, single-letter keys, the name that contacts see.

    :raises ValueError: if there is no such theme
    """
    if theme is not None:
        user.theme = Theme(theme)
    if keys_on is not None:
        user.keys_on = keys_on
    if alias is not None:
        user.alias = alias.strip()[:60]
    given = {"theme": theme, "keys_on": keys_on, "alias": alias}
    user.save(update_fields=[name for name, value in given.items() if value is not None])


def rename_organisation(*, name: str, time_zone: str) -> Organisation:
    """Keep what the organisation is called and where its clock hangs."""
    organisation = Organisation.objects.get(pk=1)
    organisation.name, organisation.time_zone = name.strip(), time_zone
    organisation.save(update_fields=["name", "time_zone"])
    return organisation


def keep_step(step: int | None) -> Organisation:
    """Keep which screen of the set-up comes next; None when it is done."""
    organisation = Organisation.objects.get(pk=1)
    organisation.set_up_step = step
    organisation.save(update_fields=["set_up_step"])
    return organisation


def keep_policy(*, changes: Mapping[str, Any], by: User | None, now: datetime) -> Policy:
    """Keep a new version of what the organisation decided otherwise."""
    return Policy.objects.create(changes=dict(changes), by=by, at=now)


def place_person(person: User, *, role: str, teams: Iterable[Team], active: bool) -> None:
    """Keep what somebody is here for, in which teams, and whether they still work here."""
    person.role, person.is_active = Role(role).value, active
    person.save(update_fields=["role", "is_active"])
    person.teams.set(teams)


def keep_password(person: User, password: str, *, now: datetime) -> None:
    """Keep a new password; whoever was signed in with the old one is signed out by it, and no link sets another."""
    person.set_password(password)
    person.save(update_fields=["password"])
    PasswordLink.objects.filter(user=person, used_at=None).update(used_at=now)


def withdraw_invitations(email: str, *, now: datetime) -> int:
    """End the links that were made for this address; return how many still lived."""
    return living_invitations(now).filter(email=email.strip().lower()).update(withdrawn_at=now)


def end_links_of(maker: User, *, now: datetime) -> None:
    """End the invitations and password links that this person made and that still let somebody in."""
    living_invitations(now).filter(invited_by=maker).update(withdrawn_at=now)
    PasswordLink.objects.filter(made_by=maker, used_at=None).update(used_at=now)


def make_password_link(*, person: User, by: User, now: datetime) -> str:
    """Make a link by which this person sets a new password once, within a day; earlier ones end. Return its secret."""
    PasswordLink.objects.filter(user=person, used_at=None).update(used_at=now)
    raw = secrets.token_urlsafe(32)
    PasswordLink.objects.create(
        hash=hash_of(raw),
        user=person,
        made_by=by,
        created_at=now,
        expires_at=now + timedelta(hours=PASSWORD_LINK_HOURS),
    )
    return raw


def use_password_link(raw: str, *, now: datetime) -> User:
    """Use the link up and return whose it is.

    :raises NotValid: if it is unknown, used or expired, or the person has left
    """
    living = PasswordLink.objects.select_for_update(of=("self",)).select_related("user")
    link = living.filter(hash=hash_of(raw), used_at=None, expires_at__gt=now, user__is_active=True).first()
    if link is None or not raw:
        raise NotValid("This link has been used or has expired. Ask for a new one.")
    PasswordLink.objects.filter(pk=link.pk).update(used_at=now)
    return link.user
