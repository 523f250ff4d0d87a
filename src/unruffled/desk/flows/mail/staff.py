"""A link that was made for a colleague goes to them by mail, from an inbox of ours, as part of no conversation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from unruffled.channels.email.compose import NotSendable, plain_address
from unruffled.channels.envelope import Outbound
from unruffled.desk.conversations.actions import mails
from unruffled.desk.conversations.models import Delivery
from unruffled.desk.flows.mail import wording
from unruffled.desk.flows.mail.sending import Outcome, hand_over
from unruffled.desk.journal import actions as journal
from unruffled.desk.journal.alone import alone
from unruffled.desk.mail import actions, staff
from unruffled.desk.mail.models import MailDoor, StaffMail
from unruffled.desk.mail.queries import door_of
from unruffled.desk.mail.seal import Unreadable, opened
from unruffled.desk.people.models import Invitation, PasswordLink, User
from unruffled.desk.people.queries import organisation

AGAIN_SECONDS: Final = 60
"""Within this time a second click is the first one again: the link stays, and nothing is sent twice."""
MOST_AN_HOUR: Final = 100
"""Mails to colleagues in an hour, all in all: as many as can be invited at once."""
MOST_TO_ONE: Final = 3
"""Mails to one address in a day, so that nobody is pestered."""
PAUSES_MINUTES: Final = (1, 3, 5, 15, 30)
"""When a mail that could not leave is tried again; after that a link is better handed over by hand."""

LEFT_UNKNOWN: Final = "The line was lost while it was handed over. Perhaps it was delivered."


@dataclass(frozen=True, slots=True)
class Mailed:
    """What becomes of a link: the mail `id` is on its way from `sent_from`, or `why` says why none leaves."""

    id: int | None = None
    sent_from: str = ""
    why: str = ""


NOT_MAILED: Final = Mailed()


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link for an address, and what its mail does; its secret cannot be seen again.

    Of a second click within a minute the secret is "": the link that is on its way already stays.
    """

    email: str
    secret: str
    mail: Mailed = NOT_MAILED


# Written in the flow that makes the link ------------------------------------------------------------------------------


def mail_link(about: Invitation | PasswordLink, *, address: str, link: str, now: datetime) -> Mailed:
    """Let a link go to this address by mail, when this transaction commits; or say in a sentence why it does not."""
    sender = staff.sender()
    why = _nothing_leaves() or sender.why or _not_to(address, now=now)
    if why or sender.door is None:
        return Mailed(why=why)
    mail = actions.add_staff_mail(sender.door, about, address=address, sent_from=sender.address, link=link, now=now)
    journal.record("staff_mail.written", about=mail, at=now)
    _arrange(mail.pk)
    return Mailed(mail.pk, sender.address)


def links_leave() -> Mailed:
    """Return from where links leave by mail now, or why none does and they are handed over by hand."""
    sender = staff.sender()
    why = _nothing_leaves() or sender.why
    return Mailed(why=why) if why else Mailed(sent_from=sender.address)


def _nothing_leaves() -> str:
    house = organisation()
    return "No mail leaves the practice floor." if house is not None and house.practice else ""


def _not_to(address: str, *, now: datetime) -> str:
    if staff.is_an_inbox(address):
        return "Mail to this address comes in here, where the whole team reads it."
    if staff.count_since(now - timedelta(days=1), address=address) >= MOST_TO_ONE:
        return f"{MOST_TO_ONE} mails have gone to this address today."
    if staff.count_since(now - timedelta(hours=1)) >= MOST_AN_HOUR:
        return f"{MOST_AN_HOUR} mails with links have left within the hour."
    return ""


def _arrange(pk: int, *, at: datetime | None = None) -> None:
    """Leave the job that sends this mail, if it has none; one after another, so that replies are not held up."""
    with suppress(journal.AlreadyWaits), transaction.atomic():
        journal.later("send_staff_mail", at=at, lock="staff_mail", once=f"staff_mail/{pk}", staff_mail_id=pk)


@transaction.atomic
def send_left_behind(*, before: datetime) -> None:
    """Leave a new job for every mail to a colleague that was due before this and whose job was lost."""
    for pk in staff.left_behind(before):
        _arrange(pk)


# Sent by the worker ---------------------------------------------------------------------------------------------------


def send(*, staff_mail_id: int, now: datetime) -> None:
    """Send a mail that is due; one whose link has ended meanwhile is dropped, and nothing is sent twice in silence."""
    with alone("staff_mail", staff_mail_id) as mine:
        if not mine:
            return
        mail = _begin(staff_mail_id, now=now)
        if mail is None:
            actions.forget_link(staff_mail_id)
            return
        outcome = _handed_over(mail, now=now)
        with transaction.atomic():
            _settle(mail, outcome, now=now)


@transaction.atomic
def _begin(pk: int, *, now: datetime) -> StaffMail | None:
    mail = actions.begin_staff_mail(pk, now=now)
    if mail is not None and (_nothing_leaves() or not staff.is_living(mail, now=now)):
        actions.settle_staff_mail(mail, Delivery.UNDONE, now=now, reason="Its link had ended before it left.")
        return None
    return mail


def _handed_over(mail: StaffMail, *, now: datetime) -> Outcome:
    door = door_of(mail.inbox)
    if door is None or not door.out_host:
        return Outcome("failed", f"{mail.inbox.name} does not send mail any more.")
    if not staff.is_trusted(door):
        return Outcome("failed", f"{mail.inbox.name} is not connected by a manager any more.")
    try:
        link = opened(mail.link)
    except Unreadable:
        return Outcome("failed", "The link was kept under another secret key and cannot be read.")

    def write_down() -> None:
        with transaction.atomic(durable=True):
            mails.mark_uncertain(mail, reason=LEFT_UNKNOWN)

    secret = link.rpartition("/")[2]
    return hand_over(outbound_of(mail, door, link), door, handing_over=write_down, now=now, secret=secret)


def _settle(mail: StaffMail, outcome: Outcome, *, now: datetime) -> None:
    if outcome.kind == "later" and mail.attempts <= len(PAUSES_MINUTES):
        due_at = now + timedelta(minutes=PAUSES_MINUTES[mail.attempts - 1])
        mails.put_off(mail, until=due_at, reason=outcome.why)
        _arrange(mail.pk, at=due_at)
        return
    why = outcome.why
    if outcome.kind == "later":
        why = f"Given up after {mail.attempts} tries. {why}"
    state = {"sent": Delivery.SENT, "uncertain": Delivery.UNCERTAIN}.get(outcome.kind, Delivery.FAILED)
    actions.settle_staff_mail(mail, state, now=now, reason=why)
    journal.record(f"staff_mail.{state.value}", about=mail, at=now, numbers={"attempts": mail.attempts})


def outbound_of(mail: StaffMail, door: MailDoor, link: str) -> Outbound:
    """Return the mail as it leaves; an answer to it goes to whoever made the link."""
    maker = _maker(mail)
    house = organisation()
    words = wording.words_of(
        mail.invitation or mail.password_link, link=link, maker=maker, house=house.name if house else ""
    )
    return Outbound(
        channel="email",
        message_id=mail.header_id,
        from_address=staff.address_of(door),
        from_name=words.from_name,
        to=(mail.address,),
        reply_to=_answers_to(maker),
        subject=words.subject,
        text=words.text,
        sent_at=mail.made_at,
        automatic=True,
    )


def _maker(mail: StaffMail) -> User | None:
    about = mail.invitation
    return about.invited_by if about else mail.password_link.made_by if mail.password_link else None


def _answers_to(maker: User | None) -> str:
    try:
        return plain_address(maker.email) if maker else ""
    except NotSendable:
        return ""
