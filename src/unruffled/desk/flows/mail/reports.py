"""What machines tell us by mail: a reply of ours was not delivered, is late, or got an automatic answer."""

from __future__ import annotations

from datetime import datetime

from unruffled.channels.email.automatic import Automatic
from unruffled.channels.email.parse import parse
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.actions import mails
from unruffled.desk.conversations.models import Delivery, Outbox
from unruffled.desk.flows.mail.wording import without_links
from unruffled.desk.journal import actions as journal
from unruffled.desk.mail import actions, staff
from unruffled.desk.mail.models import Letter, StaffMail

LONGEST_ANSWER = 1_000
"""Characters of an automatic answer that the team is shown."""


def hear(letter: Letter, told: Automatic, *, raw: bytes, now: datetime) -> None:
    """Tell the conversation what a machine says about a reply of ours; a mail about nothing of ours is put aside.

    It never opens a conversation and nobody waits for an answer to it.
    """
    outbox = mails.one_of_ours(told.about)
    if outbox is None:
        mail = staff.one_of_ours(told.about)
        actions.put_aside(letter, _about_a_colleague(mail, told, now=now) if mail else _about_nothing(told))
        return
    if told.kind == "failed":
        _came_back(outbox, told.because, now=now)
        actions.put_aside(letter, f"It says that a reply of ours was not delivered: {told.because}")
        return
    text = _note(told, raw, sender=letter.sender)
    note = conversations.add_note(outbox.message.conversation, author=None, text=text, now=now)
    journal.record("note.written", about=note, at=now)
    journal.pulse(outbox.message.conversation)
    actions.put_aside(letter, "It is shown as a note beside the reply that it answers.")


def _about_nothing(told: Automatic) -> str:
    if told.kind == "answer":
        return "An automatic answer to nothing that was sent from here."
    return f"A report about a mail that was not sent from here: {told.because}"


def _about_a_colleague(mail: StaffMail, told: Automatic, *, now: datetime) -> str:
    """Return what a machine says of a mail to a colleague; that one was not delivered is said beside it, too."""
    if told.kind == "answer":
        return "An automatic answer to a mail to a colleague."
    because = without_links(told.because)
    if told.kind == "failed" and mail.state in (Delivery.SENT, Delivery.UNCERTAIN):
        actions.settle_staff_mail(mail, Delivery.FAILED, now=now, reason=because)
        journal.record("staff_mail.returned", about=mail, at=now, numbers={"attempts": mail.attempts})
    return f"It says that a mail to a colleague was not delivered: {because}"


def _came_back(outbox: Outbox, because: str, *, now: datetime) -> None:
    """Say on the reply that it was not delivered; its contact waits again. A report that comes twice says it once."""
    if outbox.state in (Delivery.FAILED, Delivery.UNDONE):
        return
    conversation = conversations.locked(outbox.message.conversation_id)
    mails.mark_returned(outbox, reason=because)
    mails.waits_again(conversation, now=now)
    journal.record("reply.returned", about=outbox.message, at=now, numbers={"attempts": outbox.attempts})
    journal.pulse(conversation)


def _note(told: Automatic, raw: bytes, *, sender: str) -> str:
    if told.kind == "delayed":
        return f"The reply is not delivered yet: {told.because}. The mail servers keep trying by themselves."
    text = parse(raw).text.strip()
    cut = text[:LONGEST_ANSWER] + ("…" if len(text) > LONGEST_ANSWER else "")
    return f"Automatic answer from {sender or 'an unknown address'}:\n\n{cut or '(no text)'}"
