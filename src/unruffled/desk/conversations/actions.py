"""Writes of the conversations room: taking a message in, adding our replies, and what happens to them on their way."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations import need
from unruffled.desk.conversations.models import (
    By,
    Contact,
    ContactAddress,
    Conversation,
    Correction,
    Delivery,
    Draft,
    Inbox,
    Message,
    Note,
    Outbox,
    RawInbound,
    Status,
)
from unruffled.desk.people.models import Role, User

HELD_SECONDS: Final = 10
"""How long a reply can be taken back."""

SAME_MATTER_DAYS: Final = 14
"""A message so long after a conversation was closed opens a new one instead of this one."""

LONGEST_TEXT: Final = 100_000
"""Characters of one message that are shown and read; the raw message keeps everything."""

_REPLY_PREFIX: Final = re.compile(r"^(?:(?:re|fwd?|aw|wg|sv|tr)\s{0,3}:\s{0,9})+", re.IGNORECASE)
_NEVER_IN_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


class NoInbox(Exception):
    """No open inbox takes this channel."""


class Conflict(Exception):
    """A message of this external id has arrived already, with another text. `message` is the first one."""

    def __init__(self, message: Message) -> None:
        super().__init__("A message with this external id has arrived already, with another text.")
        self.message = message


class NotTheirs(Exception):
    """The conversation named by the sender is not one of this address, which belongs to somebody else."""


class StaleDraft(Exception):
    """Somebody wrote while this was being written; `newer` are the messages that its author has not seen."""

    def __init__(self, newer: Sequence[Message]) -> None:
        super().__init__("Somebody wrote in this conversation meanwhile.")
        self.newer = list(newer)


class TooLate(Exception):
    """The reply has left and cannot be taken back."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Where a message went, whether it is new or a copy, and whether we know the contact from earlier conversations."""

    conversation: Conversation
    message: Message
    is_new: bool
    opened: bool = False
    reopened: bool = False
    known: bool = False


# In ------------------------------------------------------------------------------------------------------------------


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
    found = locked(named.pk) if named else None
    if found is None and not is_new_here:
        found = _same_matter(contact, inbound, inbox=inbox, now=now)
    conversation = found or open_conversation(inbox=inbox, contact=contact, subject=inbound.subject, now=now)
    message = Message.objects.create(
        conversation=conversation,
        by=By.CUSTOMER,
        channel=inbound.channel,
        text=text[:LONGEST_TEXT],
        html=clean(inbound.html)[: 10 * LONGEST_TEXT],
        sent_at=min(inbound.sent_at or now, now),
        external_id=external_id,
    )
    _keep_raw(inbound, inbox=inbox, external_id=external_id, message=message, now=now)
    reopened = _note_arrival(conversation, message, now=now)
    return TakenIn(conversation, message, is_new=True, opened=found is None, reopened=reopened, known=not is_new_here)


def clean(text: str) -> str:
    """Return the text without the characters that no database keeps (NUL, halves of surrogate pairs)."""
    return _NEVER_IN_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def _contact_of(inbound: Inbound, *, now: datetime, named: Conversation | None) -> tuple[Contact, bool]:
    """Return who wrote, with the row locked, and whether we have not heard from this contact before."""
    value = clean(inbound.from_address).strip().lower()[:320]
    if not value:
        return (_locked_contact(named.contact_id), False) if named else (_new_contact(inbound, now), True)
    known = _at(inbound.channel, value)
    if known is None:
        try:
            with transaction.atomic():
                contact = _locked_contact(named.contact_id) if named else _new_contact(inbound, now)
                ContactAddress.objects.create(contact=contact, kind=inbound.channel, value=value)
            return contact, named is None
        except IntegrityError:  # the same person's first two messages at once: the other one was quicker
            known = _at(inbound.channel, value)
            assert known is not None  # noqa: S101 - the database has just said so
    if named and known.pk != named.contact_id:
        raise NotTheirs("This conversation is with somebody else.")
    return known, False


def _at(kind: str, value: str) -> Contact | None:
    addresses = ContactAddress.objects.select_related("contact").filter(kind=kind, value=value)
    found = addresses.select_for_update(of=("contact",), no_key=True).first()
    return found.contact if found else None


def _locked_contact(pk: int) -> Contact:
    return Contact.objects.select_for_update(no_key=True).get(pk=pk)


def _new_contact(inbound: Inbound, now: datetime) -> Contact:
    name = clean(inbound.from_name).strip() or inbound.from_address.partition("@")[0]
    return Contact.objects.create(name=" ".join(name.split())[:200], created_at=now)


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
    subject = _subject(inbound.subject)
    return _recent(latest.filter(subject=subject).first() if subject else None, now)


def _recent(conversation: Conversation | None, now: datetime) -> Conversation | None:
    if conversation is None or conversation.closed_at is None:
        return conversation
    return conversation if now - conversation.closed_at <= timedelta(days=SAME_MATTER_DAYS) else None


def _subject(given: str) -> str:
    """Return a subject without the marks of answering and forwarding."""
    return _REPLY_PREFIX.sub("", " ".join(clean(given).split()))[:300]


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
    conversation.status = Status.OPEN
    conversation.closed_at = conversation.snoozed_until = conversation.typing_at = None
    conversation.waiting_since = conversation.waiting_since or message.sent_at
    conversation.last_at = max(now, conversation.last_at)
    conversation.channel = message.channel
    return was_closed


def open_conversation(
    *,
    inbox: Inbox,
    contact: Contact,
    subject: str,
    now: datetime,
    assignee: User | None = None,
    context: dict[str, Any] | None = None,
    persona: dict[str, Any] | None = None,
) -> Conversation:
    """Open a conversation; nobody waits in it until somebody has written."""
    conversation = Conversation(
        inbox=inbox,
        team_id=inbox.team_id,
        contact=contact,
        assignee=assignee,
        subject=_subject(subject),
        channel=inbox.channel,
        opened_at=now,
        last_at=now,
        context=context if context is not None else _first_context(contact),
        persona=persona,
    )
    _set_need(conversation, now)
    conversation.save(force_insert=True)
    return conversation


def _first_context(contact: Contact) -> dict[str, Any]:
    """Return what is known before the first turn: who writes, and how often lately."""
    return {"customer": {"name": contact.name} if contact.name else {}, "history": {}, "facts": [], "policy": {}}


def contact_at(*, kind: str, value: str, name: str, now: datetime) -> Contact:
    """Return the contact of this address, added if nobody has it."""
    contact = Contact(name=" ".join(clean(name).split())[:200], created_at=now)
    wanted = clean(value).strip().lower()[:320]
    found = ContactAddress.objects.select_related("contact").filter(kind=kind, value=wanted).first()
    if found:
        return found.contact
    contact.save()
    ContactAddress.objects.create(contact=contact, kind=kind, value=wanted)
    return contact


# Change --------------------------------------------------------------------------------------------------------------


def locked(pk: int) -> Conversation:
    """Return the conversation with its row locked until the transaction ends."""
    return Conversation.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def lock(conversation: Conversation, *, seen: int | None = None) -> Conversation:
    """Lock the row and return it fresh; `seen` is the id of the last message that the writer has seen.

    :raises StaleDraft: if messages have come since, ours or the contact's; a reply taken back does not count
    """
    fresh = locked(conversation.pk)
    if seen is not None:
        since = list(said_in(fresh).filter(pk__gte=seen).select_related("author"))
        newer = [message for message in since if message.pk > seen]
        if newer or (seen and not since):
            raise StaleDraft(newer)
    return fresh


def said_in(conversation: Conversation) -> QuerySet[Message]:
    """Return everything that was said, in order, without replies that were taken back."""
    return conversation.messages.exclude(outbox__state=Delivery.UNDONE).order_by("pk")


def keep(conversation: Conversation, *, now: datetime) -> None:
    """Write the changed row: find the reason why it needs somebody, and count the version."""
    _set_need(conversation, now)
    conversation.version += 1
    conversation.save(update_fields=_CHANGING)


_CHANGING: Final = (
    "assignee", "channel", "status", "closed_at", "snoozed_until", "waiting_since", "answered_at", "typing_at",
    "settled_to", "last_at", "version", "heat_score", "heat", "stage", "difficulty", "boundary", "safety_open",
    "trace", "asks", "escalation", "promise_due_at", "need", "need_at", "need_rank",
)  # fmt: skip
"""What flows change on the row; subject, context and persona are written where they change."""


def _set_need(conversation: Conversation, now: datetime) -> None:
    found = need.need_of(facts_of(conversation), now=now)
    conversation.need, conversation.need_at, conversation.need_rank = found.code, found.at, found.rank


def facts_of(conversation: Conversation) -> need.Facts:
    """Return what decides the conversation's place in the list."""
    trace = conversation.trace
    return need.Facts(
        status=conversation.status,
        channel=conversation.channel,
        last_at=conversation.last_at,
        waiting_since=conversation.waiting_since,
        answered=conversation.answered_at is not None,
        safety_open=conversation.safety_open,
        escalation=conversation.escalation,
        promise_due_at=conversation.promise_due_at,
        snoozed_until=conversation.snoozed_until,
        asks=conversation.asks,
        rising=len(trace) > 1 and trace[-1] - trace[-2] >= 0.5,
    )


# Out -----------------------------------------------------------------------------------------------------------------


def add_reply(
    conversation: Conversation, *, author: User, text: str, now: datetime, held_seconds: int = HELD_SECONDS
) -> Message:
    """Add our reply and put it into the outbox, held for ten seconds; nobody waits for us any more."""
    message = Message.objects.create(
        conversation=conversation,
        by=By.AGENT if author.role == Role.AGENT else By.SUPERVISOR,
        author=author,
        channel=conversation.channel,
        text=clean(text)[:LONGEST_TEXT],
        sent_at=now,
    )
    due_at = now + timedelta(seconds=held_seconds)
    Outbox.objects.create(message=message, due_at=due_at, header_id=_header_id(message))
    Draft.objects.filter(conversation=conversation, user=author).delete()
    conversation.status = Status.OPEN
    conversation.closed_at = conversation.snoozed_until = conversation.waiting_since = None
    conversation.asks = ""
    conversation.answered_at = now
    conversation.last_at = max(now, conversation.last_at)
    return message


def _header_id(message: Message) -> str:
    """Return a reply's Message-ID, for ever the same: nobody can guess it, so what answers it answers us."""
    return f"<{message.conversation_id}.{message.pk}.{secrets.token_hex(12)}@unruffled.invalid>"


def take_back(message: Message) -> Outbox:
    """Take a held reply back, and let the contact wait again since the oldest unanswered message.

    :raises TooLate: if it is on its way, or was never ours to send
    """
    outbox = Outbox.objects.select_for_update().filter(message=message).first()
    if outbox is None or outbox.state != Delivery.HELD:
        raise TooLate("This reply has left already.")
    outbox.state = Delivery.UNDONE
    outbox.save(update_fields=["state"])
    return outbox


def count_waiting(conversation: Conversation) -> None:
    """Work out again since when the contact waits, from what was said since closing settled all before."""
    waiting_since = answered_at = None
    for pk, by, sent_at in said_in(conversation).values_list("pk", "by", "sent_at"):
        if by == By.CUSTOMER:
            waiting_since = waiting_since or (sent_at if pk > conversation.settled_to else None)
        elif by in (By.AGENT, By.SUPERVISOR):
            waiting_since, answered_at = None, sent_at
    conversation.waiting_since = waiting_since if conversation.status != Status.CLOSED else None
    conversation.answered_at = answered_at


def begin_sending(message_id: int, *, now: datetime) -> Outbox | None:
    """Lock a reply that is due and count the try; None if there is nothing to send (any more, or yet)."""
    due = Outbox.objects.select_for_update(of=("self",)).filter(
        message_id=message_id, state__in=[Delivery.HELD, Delivery.SENDING], due_at__lte=now
    )
    outbox = due.select_related("message__conversation__inbox", "message__author").first()
    if outbox is None:
        return None
    outbox.state = Delivery.SENDING
    outbox.attempts += 1
    outbox.save(update_fields=["state", "attempts"])
    return outbox


def mark_sent(outbox: Outbox, *, now: datetime) -> None:
    """Say that the reply has left."""
    outbox.state, outbox.sent_at, outbox.last_error = Delivery.SENT, now, ""
    outbox.save(update_fields=["state", "sent_at", "last_error"])


def mark_failed(outbox: Outbox, *, reason: str) -> None:
    """Say that the reply did not leave and will not by itself, and why, in plain words."""
    outbox.state, outbox.last_error = Delivery.FAILED, reason[:300]
    outbox.save(update_fields=["state", "last_error"])


def hold_again(message: Message, *, now: datetime) -> Outbox:
    """Put a reply that was not delivered back into the outbox, under its same Message-ID; any other stays as it is.

    :raises TooLate: if this was never ours to send
    """
    outbox = Outbox.objects.select_for_update().filter(message=message).first()
    if outbox is None:
        raise TooLate("This was not sent from here.")
    if outbox.state in (Delivery.FAILED, Delivery.UNCERTAIN):
        outbox.state, outbox.due_at = Delivery.HELD, now
        outbox.save(update_fields=["state", "due_at"])
    return outbox


# Beside --------------------------------------------------------------------------------------------------------------


def save_draft(conversation: Conversation, *, user: User, text: str, now: datetime) -> None:
    """Keep what somebody is writing; an empty draft is none."""
    if not text.strip():
        Draft.objects.filter(conversation=conversation, user=user).delete()
        return
    Draft.objects.update_or_create(
        conversation=conversation, user=user, defaults={"text": clean(text)[:LONGEST_TEXT], "saved_at": now}
    )


def add_note(conversation: Conversation, *, author: User, text: str, now: datetime) -> Note:
    """Write what only the team sees."""
    return Note.objects.create(
        conversation=conversation, author=author, text=clean(text).strip()[:LONGEST_TEXT], written_at=now
    )


def note_typing(conversation: Conversation, *, now: datetime) -> None:
    """Remember that the contact is writing; not a change that makes a draft stale."""
    Conversation.objects.filter(pk=conversation.pk).update(typing_at=now)


def add_event(conversation: Conversation, *, event: str, now: datetime) -> Message:
    """Add what a person decided as a turn of the system, say "safety_closed"; nobody outside sees it."""
    return Message.objects.create(
        conversation=conversation, by=By.SYSTEM, channel=conversation.channel, event=event, sent_at=now
    )


def keep_persona(conversation: Conversation, persona: dict[str, Any]) -> None:
    """Keep how a played contact stands after an answer."""
    Conversation.objects.filter(pk=conversation.pk).update(persona=persona)


def wake(conversation: Conversation) -> None:
    """Open a conversation that was put aside or closed; the row is not written."""
    conversation.status = Status.OPEN
    conversation.closed_at = conversation.snoozed_until = None


def settle(conversation: Conversation, *, now: datetime) -> None:
    """Close a conversation: nobody waits for an answer to what was said so far. The row is not written."""
    conversation.status, conversation.closed_at = Status.CLOSED, now
    conversation.snoozed_until = conversation.waiting_since = None
    conversation.settled_to = said_in(conversation).values_list("pk", flat=True).last() or 0


def unsettle(conversation: Conversation) -> None:
    """Open a conversation as if it had not been closed: who was waiting waits again. The row is not written."""
    wake(conversation)
    conversation.settled_to = 0
    count_waiting(conversation)


def put_aside(conversation: Conversation, *, until: datetime) -> None:
    """Put a conversation aside until a time, a closed one too; the row is not written."""
    wake(conversation)
    conversation.status, conversation.snoozed_until = Status.SNOOZED, until


def promise_is_near(conversation: Conversation, *, now: datetime) -> bool:
    """Return whether a promise of ours falls due so soon that somebody must see it."""
    due_at = conversation.promise_due_at
    return due_at is not None and due_at <= need.changes_by_itself_before(now)


def add_correction(message: Message, *, field: str, before: Any, after: Any, by: User, now: datetime) -> Correction:
    """Keep a human's reading beside the engine's."""
    return Correction.objects.create(message=message, field=field, before=before, after=after, by=by, at=now)


def add_inbox(*, name: str, channel: str, team_id: int, address: str = "") -> Inbox:
    """Add an inbox, or return the one of this name."""
    found, _ = Inbox.objects.get_or_create(
        name=name, defaults={"channel": channel, "team_id": team_id, "address": address.strip().lower()}
    )
    return found
