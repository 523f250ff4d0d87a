"""A mail is handed to the inbox's mail server; what became of it is said in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from unruffled.channels.email import post
from unruffled.channels.email.compose import NotSendable
from unruffled.channels.email.wire import MailFault
from unruffled.channels.envelope import Outbound
from unruffled.desk.conversations.actions import mails
from unruffled.desk.conversations.models import By, Conversation, Outbox
from unruffled.desk.conversations.queries import address_of
from unruffled.desk.mail import actions, queries
from unruffled.desk.mail.models import MailDoor
from unruffled.desk.mail.seal import Unreadable
from unruffled.desk.people.queries import organisation

NO_SUBJECT = "Your message"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: sent, to be tried later, failed for good, or nobody can know; `why` is for people."""

    kind: Literal["sent", "later", "failed", "uncertain"]
    why: str = ""


def send(outbox: Outbox, door: MailDoor, *, handing_over: Callable[[], None], now: datetime) -> Outcome:
    """Hand a reply over; `handing_over` must write down, before it returns, that it may have left from now on."""
    return hand_over(outbound_of(outbox, door), door, handing_over=handing_over, now=now)


def hand_over(
    outbound: Outbound, door: MailDoor, *, handing_over: Callable[[], None], now: datetime, secret: str = ""
) -> Outcome:
    """Hand a mail over to the door's server; whatever the server says, `secret` is never repeated."""

    def said(fault: Exception) -> str:
        return str(fault).replace(secret, "…") if secret else str(fault)

    try:
        post.post(outbound, queries.outgoing(door), handing_over=handing_over)
    except (NotSendable, post.Refused) as never:
        return Outcome("failed", said(never))
    except post.Uncertain as lost:
        return Outcome("uncertain", said(lost))
    except (MailFault, Unreadable) as fault:
        actions.not_sent(door, reason=said(fault))
        return Outcome("later", said(fault))
    actions.sent(door, now=now)
    return Outcome("sent")


def outbound_of(outbox: Outbox, door: MailDoor) -> Outbound:
    """Return the reply as it leaves, the same for every try: it answers the contact's latest mail of then."""
    message = outbox.message
    conversation = message.conversation
    theirs_first = conversation.messages.filter(by=By.CUSTOMER, pk__lt=message.pk).exists()
    letter = queries.last_letter(conversation, before=message.pk)
    ours = mails.sent_before(conversation, message.pk)
    theirs = [*letter.references.split(), letter.header_id] if letter else []
    answered = letter.header_id if letter and letter.header_id else next(iter(reversed(ours)), "")
    return Outbound(
        channel="email",
        message_id=outbox.header_id,
        from_address=conversation.inbox.address or door.out_user,
        from_name=_from_name(outbox),
        to=(letter.sender if letter and letter.sender else address_of(conversation),),
        subject=_subject(conversation, goes_on=theirs_first or bool(ours)),
        text=message.text,
        in_reply_to=answered,
        references=tuple(one for one in [*ours, *theirs] if one and one != answered),
        sent_at=message.sent_at,
    )


def _from_name(outbox: Outbox) -> str:
    author, house = outbox.message.author, organisation()
    names = [author.shown_name if author else "", house.name if house else ""]
    return ", ".join(name for name in names if name)


def _subject(conversation: Conversation, *, goes_on: bool) -> str:
    subject = conversation.subject or NO_SUBJECT
    return f"Re: {subject}" if goes_on else subject
