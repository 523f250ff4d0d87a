"""Questions to the mail room: a door's settings, what is due, which conversation a mail belongs to, what is stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from unruffled.channels.email.wire import Account
from unruffled.desk.conversations.models import ContactAddress, Conversation, Inbox, Message
from unruffled.desk.mail.models import Fate, Letter, MailDoor
from unruffled.desk.mail.seal import opened
from unruffled.desk.people.access import may, sees_all, visible_team_ids
from unruffled.desk.people.models import User


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A mail inbox as its settings page shows it; passwords are not in it. Errors are "" while all is well."""

    inbox_id: int
    inbox: str
    team: str
    address: str
    in_host: str
    in_user: str
    out_host: str
    out_user: str
    folder: str
    looked_at: datetime | None
    ok_at: datetime | None
    error: str
    sent_at: datetime | None
    out_error: str
    stuck: int


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A mail that became no message: who sent it, when it came, what became of it and why."""

    id: int
    inbox: str
    sender: str
    received_at: datetime
    fate: str
    why: str


def doors_for(user: User) -> list[DoorRow]:
    """Return the mail inboxes that this person may see, A to Z, also those that are not connected yet."""
    inboxes = Inbox.objects.filter(channel="email").select_related("team", "mail_door").order_by("name")
    if not sees_all(user):
        inboxes = inboxes.filter(team__in=visible_team_ids(user))
    stuck = Letter.objects.filter(fate=Fate.STUCK).values("raw__inbox").annotate(count=Count("pk"))
    counted = {row["raw__inbox"]: row["count"] for row in stuck}
    return [_row(inbox, door_of(inbox) or MailDoor(), stuck=counted.get(inbox.pk, 0)) for inbox in inboxes]


def _row(inbox: Inbox, door: MailDoor, *, stuck: int) -> DoorRow:
    return DoorRow(
        inbox_id=inbox.pk,
        inbox=inbox.name,
        team=inbox.team.name,
        address=inbox.address,
        in_host=door.in_host,
        in_user=door.in_user,
        out_host=door.out_host,
        out_user=door.out_user,
        folder=door.folder,
        looked_at=door.looked_at,
        ok_at=door.ok_at,
        error=door.error,
        sent_at=door.sent_at,
        out_error=door.out_error,
        stuck=stuck,
    )


def no_messages_for(user: User, *, limit: int = 50) -> list[LetterRow]:
    """Return the latest mails that became no message in the inboxes that this person may see, newest first."""
    found = Letter.objects.filter(fate__in=[Fate.ASIDE, Fate.STUCK]).select_related("raw__inbox").defer("raw__body")
    if not sees_all(user):
        found = found.filter(raw__inbox__team__in=visible_team_ids(user))
    return [
        LetterRow(
            id=one.pk,
            inbox=one.raw.inbox.name,
            sender=one.sender,
            received_at=one.raw.received_at,
            fate=one.get_fate_display(),
            why=one.note,
        )
        for one in found.order_by("-pk")[:limit]
    ]


def door_of(inbox: Inbox) -> MailDoor | None:
    """Return the inbox's mail door, if it has one."""
    try:
        return inbox.mail_door
    except MailDoor.DoesNotExist:
        return None


def door(pk: int) -> MailDoor | None:
    """Return a mail door for the work of the worker."""
    return MailDoor.objects.select_related("inbox").filter(pk=pk).first()


def doors_due(now: datetime) -> list[int]:
    """Return the doors of open inboxes whose mailbox is to be looked into, the longest waiting first."""
    due = MailDoor.objects.filter(due_at__lte=now, inbox__open=True).exclude(in_host="")
    return list(due.order_by("due_at").values_list("pk", flat=True)[:500])


def letters_waiting(door: MailDoor, now: datetime) -> list[int]:
    """Return the mails of this door's inbox that are kept and not taken in yet, the oldest first.

    Also those that an earlier door of the inbox fetched: what was kept is taken in, whatever became of its door.
    """
    waiting = Letter.objects.filter(raw__inbox=door.inbox_id, fate=Fate.WAITING, due_at__lte=now)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:500])


def incoming(door: MailDoor) -> Account:
    """Return where this door fetches.

    :raises Unreadable: if the password cannot be read
    """
    return account(door.in_host, door.in_port, door.in_security, door.in_user, opened(door.in_password))


def outgoing(door: MailDoor) -> Account:
    """Return where this door sends.

    :raises Unreadable: if the password cannot be read
    """
    return account(door.out_host, door.out_port, door.out_security, door.out_user, opened(door.out_password))


def account(host: str, port: int, security: str, user: str, password: str) -> Account:
    """Return a mail account, with the hosts of the own network that the operator allows (UNRUFFLED_MAIL_INSIDE)."""
    inside = frozenset(settings.MAIL_INSIDE)
    return Account(host, port, security, user, password, inside=inside)  # type: ignore[arg-type]  # checked when kept


def goes_on_with(inbox: Inbox, *, sender: str, ids: Sequence[str]) -> int | None:
    """Return the conversation in which this sender wrote one of these mails before, so that an answer to oneself joins.

    Only the sender's own mails count: who merely knows an id gets no further. The letters are looked up first, alone:
    joined with all else in one question, a database without fresh statistics reads every table for each row of another.
    """
    named = list(Letter.objects.filter(header_id__in=list(ids)[:60]).values_list("raw_id", flat=True))
    if not named:
        return None
    own = ContactAddress.objects.filter(kind="email", value=sender.strip().lower()).values("contact_id")
    found = Message.objects.filter(
        raw__in=named, raw__inbox=inbox, conversation__inbox=inbox, conversation__contact__in=own
    )
    return found.order_by("-raw").values_list("conversation_id", flat=True).first()


def last_letter(conversation: Conversation, *, before: int) -> Letter | None:
    """Return the contact's latest mail in this conversation before this message."""
    letters = Letter.objects.filter(raw__message__conversation=conversation, raw__message__lt=before)
    return letters.order_by("-raw__message").first()


def all_doors() -> list[MailDoor]:
    """Return every mail door, for the operator."""
    return list(MailDoor.objects.select_related("inbox").order_by("inbox__name"))


def mail_inbox_for(user: User, pk: int) -> Inbox | None:
    """Return the mail inbox if this person may see it; None is the same for missing and for elsewhere."""
    inbox = Inbox.objects.select_related("mail_door").filter(pk=pk, channel="email").first()
    return inbox if inbox is not None and may(user, "read", inbox).allowed else None


def settings_of(inbox: Inbox) -> dict[str, Any]:
    """Return what a settings form shows of an inbox, without passwords."""
    found = door_of(inbox)
    if found is None:
        return {"address": inbox.address}
    names = (
        "in_host",
        "in_port",
        "in_security",
        "in_user",
        "folder",
        "moved_to",
        "first_day",
        "out_host",
        "out_port",
        "out_security",
        "out_user",
    )
    return {"address": inbox.address} | {name: getattr(found, name) for name in names}


def stuck_in(inbox: Inbox) -> list[int]:
    """Return the mails of this inbox that could not be taken in and may be tried again."""
    stuck = Letter.objects.filter(raw__inbox=inbox, fate=Fate.STUCK).exclude(raw__body=b"")
    return list(stuck.order_by("pk").values_list("pk", flat=True)[:500])
