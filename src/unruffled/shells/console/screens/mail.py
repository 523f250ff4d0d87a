"""The mail inboxes of somebody who leads: how each does, in words, and the mails that became no message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from unruffled.desk.mail.queries import DoorRow, LetterRow
from unruffled.shells.console.screens.clock import clock, iso


@dataclass(frozen=True, slots=True)
class Door:
    """One inbox: its name, where it leads, how it does; `wrong` are the sentences about what does not work."""

    url: str
    name: str
    team: str
    address: str
    standing: str
    good: bool
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """A mail that became no message, and why."""

    sender: str
    inbox: str
    fate: str
    why: str
    at: str
    iso: str


def door_of(row: DoorRow, *, now: datetime) -> Door:
    """Return how an inbox does."""
    wrong = tuple(words for words in (_about("Fetching", row.error), _about("Sending", row.out_error)) if words)
    return Door(
        url=reverse("mail_door", args=[row.inbox_id]),
        name=row.inbox,
        team=row.team,
        address=row.address,
        standing=_standing(row, now),
        good=bool(row.ok_at or row.sent_at) and not wrong,
        wrong=wrong,
    )


def _about(what: str, error: str) -> str:
    return f"{what}: {error}" if error else ""


def _standing(row: DoorRow, now: datetime) -> str:
    if not (row.in_host or row.out_host):
        return "Not connected"
    if row.in_host and row.ok_at is None:
        return "Never fetched yet"
    words = [f"Fetched {clock(row.ok_at, now=now)}" if row.ok_at else ""]
    words += [f"Sent {clock(row.sent_at, now=now)}" if row.sent_at else ""]
    return ", ".join(filter(None, words)) or "Nothing sent yet"


def asides_of(rows: Sequence[LetterRow], *, now: datetime) -> list[Aside]:
    """Return the mails that became no message, newest first."""
    return [
        Aside(
            sender=row.sender or "No sender",
            inbox=row.inbox,
            fate=row.fate,
            why=row.why,
            at=clock(row.received_at, now=now),
            iso=iso(row.received_at),
        )
        for row in rows
    ]
