"""Mail of an inbox is fetched and taken in: kept first, then understood; what cannot be understood stops nothing."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from unruffled.channels.email.automatic import automatic
from unruffled.channels.email.fetch import Fetched, Interrupted, Place, Visit
from unruffled.channels.email.fetch import fetch as fetch_from
from unruffled.channels.email.parse import head_of, identity, parse
from unruffled.channels.email.wire import MailFault
from unruffled.channels.envelope import Inbound
from unruffled.channels.text import one_line
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.actions import mails
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import receive
from unruffled.desk.flows.mail.reports import hear
from unruffled.desk.flows.mail.settings import require_set_up
from unruffled.desk.flows.mail.wording import secrets_in, without_links
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.alone import alone
from unruffled.desk.mail import actions, queries, staff
from unruffled.desk.mail.models import Letter, MailDoor
from unruffled.desk.mail.seal import Unreadable
from unruffled.desk.people.models import User
from unruffled.desk.people.queries import was_a_link

logger = logging.getLogger(__name__)

LONGEST_TOLD = 300
"""Characters of a colleague's answer that the team's supervisors are told."""

LANES = 2
"""Inboxes that are fetched at once: slow mail servers must leave a worker for replies."""


def arrange_visits(*, now: datetime) -> int:
    """Leave a job for every inbox whose mailbox is to be looked into, one for each; return how many are due."""
    due = queries.doors_due(now)
    for door_id in due:
        with suppress(journal.AlreadyWaits), transaction.atomic():
            journal.later("fetch_mail", lock=f"mail/{door_id % LANES}", once=f"mail/{door_id}", door_id=door_id)
    return len(due)


def fetch(*, door_id: int, now: datetime) -> int | None:
    """Fetch what is new in this inbox's mailbox and take it in; return how many mails came.

    None if somebody else is doing it, or it failed: then the door says why in plain words, and the next visit comes
    later. Each mail is kept in a transaction of its own before it is acknowledged, and taken in in another one.
    """
    with alone("mail.fetch", door_id) as mine:
        door = queries.door(door_id) if mine else None
        if door is None or not door.in_host:
            return None
        for letter_id in queries.letters_waiting(door, now):
            take_in(letter_id=letter_id, now=now)
        try:
            visit = _visit(door, now)
        except (MailFault, Unreadable) as fault:
            over = fault.uid if isinstance(fault, Interrupted) else 0
            actions.failed(door, reason=str(fault), now=now, over=over)
            return None
        except Exception as fault:
            actions.failed(door, reason=f"Something went wrong here, not at the mail server ({fault!r:.200}).", now=now)
            raise
        actions.looked(door, uid_validity=visit.place.uid_validity, uid=visit.place.uid, more=visit.more, now=now)
    if visit.more:
        arrange_visits(now=now)
    return visit.count


def _visit(door: MailDoor, now: datetime) -> Visit:
    def keep_and_take_in(fetched: Fetched) -> None:
        letter = keep(door, fetched, now=now)
        if letter is not None:
            take_in(letter_id=letter.pk, now=now)

    return fetch_from(
        queries.incoming(door),
        keep=keep_and_take_in,
        since=Place(door.uid_validity, door.last_uid),
        folder=door.folder,
        first_day=door.first_day,
        pass_over=door.stuck_uid if door.stuck_times >= actions.PASS_OVER_AFTER else 0,
        moved_to=door.moved_to,
    )


@transaction.atomic(durable=True)
def keep(door: MailDoor, fetched: Fetched, *, now: datetime) -> Letter | None:
    """Keep a mail byte for byte together with how far the mailbox was read; None for a copy of one that is here.

    When this returns, both are on disk.
    """
    place = fetched.place
    external_id = identity(fetched.raw) if fetched.raw else f"uid:{place.uid_validity}:{place.uid}"
    raw, is_new = mails.keep_raw(door.inbox, external_id=external_id, body=fetched.raw, now=now)
    actions.came_to(door, uid_validity=place.uid_validity, uid=place.uid)
    if not is_new:
        return None
    head = head_of(fetched.raw)
    return actions.add_letter(
        raw,
        door=door,
        note=fetched.note,
        now=now,
        header_id=head.message_id[:300],
        references=" ".join([*head.references[-20:], *filter(None, [head.in_reply_to])]),
        sender=head.from_address[:320],
    )


def take_in(*, letter_id: int, now: datetime) -> bool:
    """Make a message of a mail that was kept; return whether it is settled. Never raises for what somebody sent.

    What fails is written down, tried again at growing distances, and in the end shown to the supervisor.
    """
    try:
        _take_in(letter_id, now)
    except Exception as error:
        logger.exception("letter %s could not be taken in", letter_id)
        with transaction.atomic():
            actions.try_later(letter_id, reason=f"It could not be taken in ({type(error).__name__}).", now=now)
        return False
    return True


@transaction.atomic
def _take_in(letter_id: int, now: datetime) -> None:
    letter = actions.waiting_letter(letter_id)
    if letter is None:
        return
    raw = bytes(letter.raw.body)
    if not raw:
        actions.stick(letter, letter.note or "Nothing of this mail could be fetched.")
        return
    if told := automatic(raw):
        hear(letter, told, raw=raw, now=now)
        return
    inbound = parse(raw)
    inbox = letter.raw.inbox
    if why := _ours(inbound, inbox) or _of_a_colleague(inbound, raw):
        actions.put_aside(letter, why)
        return
    ids = [*filter(None, [inbound.in_reply_to]), *reversed(inbound.references)]
    goes_on = queries.goes_on_with(inbox, sender=inbound.from_address, ids=ids)
    received = receive.receive(inbound=replace(inbound, conversation=goes_on), now=now, inbox_id=inbox.pk)
    if letter.note:
        conversations.add_note(received.conversation, author=None, text=letter.note, now=now)
    actions.taken(letter)


def _ours(inbound: Inbound, inbox: Inbox) -> str:
    """Return why a mail is not a contact's: one of ours that came back, or one in our own name; "" if it is."""
    if inbound.message_id and mails.one_of_ours([inbound.message_id]):
        return "One of our own mails came back, say as a copy."
    if inbox.address and inbound.from_address.lower() == inbox.address.lower():
        return (
            "It says that it comes from this inbox's own address. If a form on your site sends these, let it send with "
            "another sender."
        )
    return ""


def _of_a_colleague(inbound: Inbound, raw: bytes) -> str:
    """Return why a mail is about a link that was made for a colleague; "" if it is not.

    It is no contact's, and the link opens a door that the team may not have: nobody reads it here. Mail servers may
    give a mail another Message-ID, so links are known by themselves, too. What else was written is told.
    """
    if inbound.message_id and staff.one_of_ours([inbound.message_id]):
        return "A mail of ours to a colleague came in here."
    ids = [*filter(None, [inbound.in_reply_to]), *inbound.references]
    if not (staff.one_of_ours(ids) or was_a_link(secrets_in(raw, _texts(inbound)))):
        return ""
    text = one_line(without_links(inbound.text), limit=LONGEST_TOLD)
    return f"About a link that was made for a colleague: “{text}”" if text else "A link that was made for a colleague."


def _texts(inbound: Inbound) -> tuple[str, ...]:
    return inbound.text, inbound.quoted, inbound.signature, inbound.html


@transaction.atomic
def try_again(*, by: User, inbox: Inbox, letters: list[int], now: datetime) -> int:
    """Let mails that are stuck be tried again with the next visit; return how many.

    :raises NotAllowed: if this person may not set up this inbox
    """
    require_set_up(by, inbox)
    return actions.try_again_now(letters, inbox=inbox, now=now)
