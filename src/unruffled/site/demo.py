"""The demo's seeds: Harbour Lane, who works there, and its inboxes; what happens there is desk.flows.practice."""

from __future__ import annotations

import os
import secrets
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from unruffled.desk.conversations.models import Channel, Inbox
from unruffled.desk.flows import practice
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import Organisation, Role, Team, User
from unruffled.site import home

PASSWORD: Final = "harbour-lane"  # noqa: S105  (for this machine only; see `_password`)
AT_HOME: Final = frozenset({"", "127.0.0.1", "localhost", "::1"})

CAST: Final = (("mia", Role.AGENT), ("noor", Role.AGENT), ("sam", Role.SUPERVISOR), ("maya", Role.MANAGER))
INBOXES: Final = (
    ("Chat", Channel.CHAT, "harbourlane.example"),
    ("Mail", Channel.EMAIL, "hello@harbourlane.example"),
    ("Phone", Channel.PHONE, "+44 20 7946 0100"),
    ("Reviews", Channel.REVIEW, "Harbour Lane, Quay Street"),
    ("Social", Channel.SOCIAL, "@harbourlane"),
)


def prepare() -> list[str]:
    """Make Harbour Lane unless an organisation is there, and return how to sign in to it."""
    house = Organisation.objects.first()
    if house is not None and not house.practice:
        return []
    password = _password()
    if house is None:
        _make(password)
    elif password != PASSWORD:
        _set_passwords(password)
    names = ", ".join(f"{name} ({role.label.lower()})" for name, role in CAST)
    return [f"Sign in as {names}, password {password}"]


@transaction.atomic
def _make(password: str) -> None:
    """Make the organisation with everything on its floor, all or nothing."""
    now = timezone.now()
    people.make_organisation(name="Harbour Lane", now=now, practice=True)
    team = people.add_team("Care")
    for name, role in CAST:
        _add(name, role, team, password)
    for title, channel, address in INBOXES:
        Inbox.objects.create(name=title, channel=channel, team=team, address=address)
    practice.open_floor(now=now)


def _add(name: str, role: Role, team: Team, password: str) -> User:
    return people.add_person(
        username=name,
        email=f"{name}@harbourlane.example",
        name=name.capitalize(),
        role=role,
        teams=(team,),
        password=password,
    )


def _set_passwords(password: str) -> None:
    """Give the cast this password where they have the simple one still."""
    for person in User.objects.filter(username__in=[name for name, _ in CAST]):
        if not person.check_password(password):
            person.set_password(password)
            person.save(update_fields=["password"])


def _password() -> str:
    """Return the password of the cast: a simple one on this machine, one of its own where others can reach it."""
    if {os.environ.get("HOST", ""), urlsplit(os.environ.get("UNRUFFLED_URL", "")).hostname or ""} <= AT_HOME:
        return PASSWORD
    note = home.prepare() / "practice-password"
    if not note.exists():
        home.write_private(note, secrets.token_urlsafe(9))
    return note.read_text().strip()
