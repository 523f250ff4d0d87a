"""A message comes in: its contact and conversation are found or added, and what arrived is kept byte for byte."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from unruffled.channels.envelope import Inbound
from unruffled.channels.text import one_line
from unruffled.desk.conversations.actions import rows
from unruffled.desk.conversations.actions.files import keep_files
from unruffled.desk.conversations.actions.texts import LONGEST_TEXT, clean
from unruffled.desk.conversations.models import (
    By,
    Contact,
    ContactAddress,
    Conversation,
    Inbox,
    Message,
    Outbox,
    RawInbound,
    Status,
)

SAME_MATTER_DAYS: Final = 14
"""A message so long after a conversation was closed opens a new one instead of this one."""


class Conflict(Exception):
    """A message of this external id has arrived already, with another text. `message` is the first one."""

    def __init__(self, message: Message) -> None:
        super().__init__("A message with this external id has arrived already, with another text.")
        self.message = message


class NotTheirs(Exception):
    """The conversation named by the sender is not one of this address, which belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Where a message went, whether it is new or a copy, and whether we know the contact from earlier conversations."""

    conversation: Conversation
    message: Message
    is_new: bool
    opened: bool = False
    reopened: bool = False
    known: bool = False


def take_in(inbound: Inbound, *, inbox: Inbox, now: datetime, named: Conversation | None = None) -> TakenIn:
    """Find or add the contact and the conversation, and add the message; a copy returns what is there.

    The contact's row is locked first, then the conversation's: messages of one contact come in one after another.
    The conversation's row is changed but not yet written (`keep` does it when everything is known).

    :raises Conflict: if another text has arrived under this external id
    :raises NotTheirs: if `named` is a conversation with somebody else
    """
    text = clean(inbound.text)
    contact, is_new_here = _contact_of(inbound, now=now, named=named)
    external_id = _external_id(inbound.external_id)
    if known := _known(inbox, external_id):
        return _copy(known, text)
    found = rows.locked(named.pk) if named else None
    if found is None and not is_new_here:
        found = _same_matter(contact, inbound, inbox=inbox, now=now)
    conversation = found or rows.open_conversation(inbox=inbox, contact=contact, subject=inbound.subject, now=now)
    message = Message.objects.create(
        conversation=conversation,
        by=By.CUSTOMER,
        channel=inbound.channel,
        text=text[:LONGEST_TEXT],
        html=clean(inbound.html)[: 10 * LONGEST_TEXT],
        quoted=clean(inbound.quoted)[:LONGEST_TEXT],
        signature=clean(inbound.signature)[:LONGEST_TEXT],
        sent_at=min(inbound.sent_at or now, now),
        external_id=external_id,
    )
    keep_files(message, inbound.attachments)
    _keep_raw(inbound, inbox=inbox, external_id=external_id, message=message, now=now)
    reopened = _note_arrival(conversation, message, now=now)
    return TakenIn(conversation, message, is_new=True, opened=found is None, reopened=reopened, known=not is_new_here)


def _contact_of(inbound: Inbound, *, now: datetime, named: Conversation | None) -> tuple[Contact, bool]:
    """Return who wrote, with the row locked, and whether we have not heard from this contact before."""

    def absent() -> Contact:
        return _locked_contact(named.contact_id) if named else _new_contact(name, now)

    name = inbound.from_name.strip() or inbound.from_address.partition("@")[0]
    value = _as_kept(inbound.from_address)
    contact, is_new = _found_or_added(inbound.channel, value, absent) if value else (absent(), True)
    if named and contact.pk != named.contact_id:
        raise NotTheirs("This conversation is with somebody else.")
    return contact, is_new and named is None


def contact_at(*, kind: str, value: str, name: str, now: datetime) -> Contact:
    """Return the contact of this address, with the row locked; added under this name if nobody has the address."""
    contact, _ = _found_or_added(kind, _as_kept(value), lambda: _new_contact(name, now))
    return contact


def _as_kept(address: str) -> str:
    return clean(address).strip().lower()[:320]


def _found_or_added(kind: str, value: str, absent: Callable[[], Contact]) -> tuple[Contact, bool]:
    """Return the contact of this address, with the row locked, and whether the address is new."""
    if known := _at(kind, value):
        return known, False
    try:
        with transaction.atomic():
            contact = absent()
            ContactAddress.objects.create(contact=contact, kind=kind, value=value)
        return contact, True
    except IntegrityError:  # the same person's first two messages at once: the other one was quicker
        if known := _at(kind, value):
            return known, False
        raise


def _at(kind: str, value: str) -> Contact | None:
    addresses = ContactAddress.objects.select_related("contact").filter(kind=kind, value=value)
    found = addresses.select_for_update(of=("contact",), no_key=True).first()
    return found.contact if found else None


def _locked_contact(pk: int) -> Contact:
    return Contact.objects.select_for_update(no_key=True).get(pk=pk)


def _new_contact(name: str, now: datetime) -> Contact:
    return Contact.objects.create(name=one_line(name, limit=200), created_at=now)


def _external_id(given: str) -> str:
    """Return the id under which copies are known; one too long is known by its digest, one without never has copies."""
    given = clean(given).strip()
    if not given:
        return f"none:{secrets.token_hex(16)}"
    return given if len(given) <= 300 else f"sha256:{hashlib.sha256(given.encode()).hexdigest()}"


def _known(inbox: Inbox, external_id: str) -> Message | None:
    raw = RawInbound.objects.filter(inbox=inbox, external_id=external_id, message__isnull=False)
    found = raw.values_list("message_id", flat=True)[:1]
    return Message.objects.select_related("conversation").get(pk=found[0]) if found else None


def _copy(message: Message, text: str) -> TakenIn:
    if message.text != text[:LONGEST_TEXT]:
        raise Conflict(message)
    return TakenIn(message.conversation, message, is_new=False)


def _same_matter(contact: Contact, inbound: Inbound, *, inbox: Inbox, now: datetime) -> Conversation | None:
    """Return the conversation that this message goes on with.

    Chat, phone, SMS and social go on with the latest one of the inbox. Mail goes on where it answers one of our own
    letters, or with the latest one of the same subject. Each review stands for itself.
    """
    if inbound.channel == "review":
        return None
    theirs = Conversation.objects.select_for_update(of=("self",), no_key=True).filter(contact=contact, inbox=inbox)
    latest = theirs.order_by("-pk")
    if inbound.channel != "email":
        return _recent(latest.first(), now)
    answered = [clean(i) for i in (inbound.in_reply_to, *inbound.references) if i]
    if answered:
        ours = Outbox.objects.filter(header_id__in=answered, message__conversation__contact=contact)
        by_letter = theirs.filter(pk__in=ours.values("message__conversation_id")).order_by("-pk").first()
        if by_letter is not None:
            return by_letter
    subject = rows.subject_of(inbound.subject)
    return _recent(latest.filter(subject=subject).first() if subject else None, now)


def _recent(conversation: Conversation | None, now: datetime) -> Conversation | None:
    if conversation is None or conversation.closed_at is None:
        return conversation
    return conversation if now - conversation.closed_at <= timedelta(days=SAME_MATTER_DAYS) else None


def _keep_raw(inbound: Inbound, *, inbox: Inbox, external_id: str, message: Message, now: datetime) -> None:
    body = inbound.text.encode(errors="surrogatepass")
    sha256 = inbound.raw_sha256 or hashlib.sha256(body).hexdigest()
    kept = RawInbound.objects.filter(inbox=inbox, external_id=external_id, message=None) if inbound.raw_sha256 else None
    if kept is None or not kept.update(message=message, error=""):
        RawInbound.objects.create(
            inbox=inbox, external_id=external_id, sha256=sha256, body=body, received_at=now, message=message
        )


def _note_arrival(conversation: Conversation, message: Message, *, now: datetime) -> bool:
    """Say on the conversation's row that somebody waits; return whether it was closed until now."""
    was_closed = conversation.status == Status.CLOSED
    rows.wake(conversation)
    conversation.typing_at = None
    conversation.waiting_since = conversation.waiting_since or message.sent_at
    conversation.last_at = max(now, conversation.last_at)
    conversation.channel = message.channel
    return was_closed
