"""What the pages about the organisation show: its people, invitations and inboxes, as plain rows in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.screens.links import MailLine, line_of
from unruffled.shells.console.screens.words import CHANNELS, ROLES

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Inbox
    from unruffled.desk.mail.staff import StaffMailRow
    from unruffled.desk.people.models import Invitation, User


@dataclass(frozen=True, slots=True)
class Row:
    """Something with a page of its own: its name, and what is to be known of it in a line."""

    title: str
    line: str
    url: str
    quiet: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited, and what became of it; `awaited` says that they may come yet, if by a newer link."""

    email: str
    line: str
    state: str
    living: bool
    again: bool
    awaited: bool
    mail: MailLine | None = None


STEPS = ("Your organisation", "Teammates", "First inbox", "How you work")


@dataclass(frozen=True, slots=True)
class Step:
    """A screen of the set-up in the row above it."""

    number: int
    words: str
    url: str
    here: bool
    done: bool


def steps_of(here: int, *, next_step: int | None) -> list[Step]:
    """Return the four screens; those before the next one are done, all of them when it is over."""
    reached = next_step or len(STEPS) + 1
    return [
        Step(number, words, reverse("set_up", args=[number]), number == here, number < reached)
        for number, words in enumerate(STEPS, start=1)
    ]


def people_of(people: Iterable[User], you: int) -> list[Row]:
    """Return everybody with role and teams; who has left comes last, in quieter words."""
    return [
        Row(
            title=f"{person.name} (you)" if person.pk == you else person.name,
            line=_person_line(person),
            url=reverse("person", args=[person.pk]),
            quiet=not person.is_active,
        )
        for person in people
    ]


def _person_line(person: User) -> str:
    if not person.is_active:
        return "Does not work here any more"
    teams = (
        "all teams"
        if person.role == "manager"
        else ", ".join(team.name for team in person.teams.all()) or "no team yet"
    )
    return f"{ROLES[person.role]}, {teams}"


def invited_of(
    invitations: Iterable[Invitation], *, here: Iterable[str], mails: Mapping[int, StaffMailRow], now: datetime
) -> list[Invited]:
    """Return the latest invitation of each address with its mail, the newest first."""
    seen, rows, inside = set(), [], set(here)
    for one in invitations:
        if one.email not in seen:
            seen.add(one.email)
            rows.append(_invited(one, now, one.email in inside, mails.get(one.pk)))
    return rows


def _invited(one: Invitation, now: datetime, inside: bool, mail: StaffMailRow | None) -> Invited:
    team = f" of {one.team.name}" if one.team else ""
    living = one.used_at is None and one.withdrawn_at is None and one.expires_at > now
    return Invited(
        email=one.email,
        line=f"{ROLES[one.role]}{team}",
        state=_state(one, now),
        living=living,
        again=one.used_at is None and not inside,
        awaited=one.used_at is None and one.withdrawn_at is None and not inside,
        mail=line_of(mail, now=now) if mail and living else None,
    )


def _state(one: Invitation, now: datetime) -> str:
    if one.used_at:
        return "Came in"
    if one.withdrawn_at:
        return "Withdrawn"
    if one.expires_at <= now:
        return "Expired"
    left = (one.expires_at - now).days
    return f"Good for {left} more {'day' if left == 1 else 'days'}" if left else "Good until tomorrow"


def inboxes_of(inboxes: Iterable[Inbox], doors: dict[int, Any]) -> list[Row]:
    """Return every inbox with its channel, team and how its door stands."""
    return [
        Row(
            title=inbox.name,
            line=", ".join(filter(None, [CHANNELS[inbox.channel], inbox.team.name, _address(inbox)])),
            url=reverse("inbox_settings", args=[inbox.pk]),
            quiet=not inbox.open,
            note=_inbox_note(inbox, doors.get(inbox.pk)),
        )
        for inbox in inboxes
    ]


def _address(inbox: Inbox) -> str:
    return "" if inbox.address in ("", inbox.channel) else inbox.address


def _inbox_note(inbox: Inbox, door: Any) -> str:
    if not inbox.open:
        return "Closed: takes nothing new"
    return door_words(door) if inbox.channel == "email" else ""


def door_words(door: Any) -> str:
    """Return how a mail inbox stands, in a sentence."""
    if door is None or not (door.in_host or door.out_host):
        return "Not connected: no mail comes in or goes out"
    return door.error or door.out_error or ("Connected" if door.ok_at or door.sent_at else "Connected, first look soon")


@dataclass(frozen=True, slots=True)
class Token:
    """A living key to the API; the key itself is kept nowhere."""

    name: str
    since: str
    used: str
    end_url: str


def tokens_of(kept: Iterable[Any], *, now: datetime) -> list[Token]:
    """Return a person's tokens, each with when it was made and roughly when it was last used."""
    return [
        Token(
            one.label or "Without a name",
            f"Made {clock(one.created_at, now=now)}",
            f"last used {clock(one.last_used_at, now=now)}" if one.last_used_at else "not used yet",
            reverse("token_ending", args=[one.pk]),
        )
        for one in kept
    ]
