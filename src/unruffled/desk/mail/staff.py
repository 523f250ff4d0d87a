"""Questions about mails to colleagues: which inbox sends them, how many have left, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from unruffled.desk.conversations.models import Delivery, Inbox
from unruffled.desk.mail.models import MailDoor, StaffMail
from unruffled.desk.people.models import Role
from unruffled.desk.people.queries import living_invitations, living_password_links

MAYBE_LEFT: Final = (Delivery.SENDING, Delivery.SENT, Delivery.UNCERTAIN)
"""States of a mail that has left, will leave, or perhaps left."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The door that mails to colleagues leave by; without one, `why` says in a sentence why none leaves."""

    door: MailDoor | None
    address: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class StaffMailRow:
    """What became of a mail to a colleague; it `waits` while it may leave yet, `why` is what went wrong."""

    id: int
    invitation: int | None
    address: str
    by: str
    state: str
    waits: bool
    why: str
    due_at: datetime
    sent_at: datetime | None


# Which inbox sends, and how many --------------------------------------------------------------------------------------


def sender() -> Sender:
    """Return the first inbox that is open, connected by a manager, and had no trouble with its last mail."""
    doors = MailDoor.objects.filter(inbox__open=True, inbox__channel="email").exclude(out_host="")
    known = list(doors.select_related("inbox", "out_set_by").order_by("pk"))
    trusted = [door for door in known if is_trusted(door)]
    good = next((door for door in trusted if not door.out_error and address_of(door)), None)
    if good is not None:
        return Sender(good, address_of(good))
    if not known:
        return Sender(None, why="No inbox of ours sends mail yet.")
    if not trusted:
        return Sender(None, why=f"{known[0].inbox.name} was not connected by a manager: no links leave by it.")
    return Sender(None, why=f"{trusted[0].inbox.name} cannot send at the moment.")


def is_trusted(door: MailDoor) -> bool:
    """Return whether links may leave by this door: a manager said where it sends, so that no one below reads them."""
    return door.out_set_by is not None and door.out_set_by.role == Role.MANAGER


def address_of(door: MailDoor) -> str:
    """Return the address from which this door sends; "" if nobody said one."""
    return door.inbox.address or (door.out_user if "@" in door.out_user else "")


def is_an_inbox(address: str) -> bool:
    """Return whether mail to this address comes in here, where a whole team reads it."""
    return Inbox.objects.filter(channel="email", address__iexact=address).exists()


def count_since(at: datetime, *, address: str | None = None) -> int:
    """Return how many of these mails have left since then, or may leave yet: in all, or to one address.

    In all, one that was refused or came back counts, too: of those a mail server soon has enough.
    """
    mails = StaffMail.objects.filter(made_at__gt=at)
    if address is None:
        return mails.filter(state__in=[*MAYBE_LEFT, Delivery.FAILED]).count()
    return mails.filter(state__in=MAYBE_LEFT, address=address).count()


def invited_since(at: datetime, *, email: str, now: datetime) -> StaffMail | None:
    """Return the mail since then with a link that still lets this address in."""
    mails = StaffMail.objects.filter(made_at__gt=at, state__in=MAYBE_LEFT, invitation__in=living_invitations(now))
    return mails.filter(address=email).select_related("invitation", "inbox").order_by("-pk").first()


def password_mailed_since(at: datetime, *, person_id: int, now: datetime) -> StaffMail | None:
    """Return the mail since then with a link that still sets this person's password."""
    mails = StaffMail.objects.filter(made_at__gt=at, state__in=MAYBE_LEFT, password_link__in=living_password_links(now))
    return mails.filter(password_link__user=person_id).select_related("inbox").order_by("-pk").first()


# What is asked about them ---------------------------------------------------------------------------------------------


def rows_of(ids: Iterable[int]) -> list[StaffMailRow]:
    """Return what became of these mails."""
    return [_row(one) for one in StaffMail.objects.filter(pk__in=list(ids)).select_related("inbox").order_by("pk")]


def latest_by_invitation(invitations: Iterable[int]) -> dict[int, StaffMailRow]:
    """Return the last mail of each of these invitations that has one."""
    mails = StaffMail.objects.filter(invitation__in=list(invitations)).select_related("inbox").order_by("pk")
    return {row.invitation: row for row in map(_row, mails) if row.invitation}


def _row(one: StaffMail) -> StaffMailRow:
    return StaffMailRow(
        id=one.pk,
        invitation=one.invitation_id,
        address=one.address,
        by=one.inbox.address,
        state=one.state,
        waits=bool(one.link),
        why=one.last_error,
        due_at=one.due_at,
        sent_at=one.sent_at,
    )


def one_of_ours(header_ids: Sequence[str]) -> StaffMail | None:
    """Return the mail to a colleague that has one of these Message-IDs, locked."""
    found = StaffMail.objects.select_for_update(of=("self",)).filter(header_id__in=list(header_ids)[:60])
    return found.order_by("-pk").first()


def left_behind(before: datetime) -> list[int]:
    """Return the mails that should have left before this time, the oldest first."""
    waiting = StaffMail.objects.filter(state=Delivery.SENDING, due_at__lte=before)
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:500])


def is_living(mail: StaffMail, *, now: datetime) -> bool:
    """Return whether the link in this mail still opens something."""
    if mail.invitation_id is not None:
        return living_invitations(now).filter(pk=mail.invitation_id).exists()
    return living_password_links(now).filter(pk=mail.password_link_id or 0).exists()
