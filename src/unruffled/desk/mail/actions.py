"""Writes of the mail room: a door's settings and state, what becomes of each mail, and mails to colleagues."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from unruffled.desk.conversations.models import Delivery, Inbox, RawInbound
from unruffled.desk.mail.models import Fate, Letter, MailDoor, StaffMail
from unruffled.desk.mail.seal import sealed
from unruffled.desk.people.models import Invitation, PasswordLink

LOOK_SECONDS: Final = 20
"""How often an inbox is looked into while all is well."""
SLOWEST_LOOK_MINUTES: Final = 15
"""How often at least while it fails; a wrong password must not lock the account."""
PASS_OVER_AFTER: Final = 5
"""Times that the line may be lost over one mail before the next ones are fetched without it."""
TRIES: Final = 6
"""Times that a mail is tried to be taken in: over about two hours."""


def set_up(inbox: Inbox, *, now: datetime, **settings: Any) -> MailDoor:
    """Keep where this inbox fetches and sends; another mailbox or folder is read from its own beginning."""
    door = MailDoor.objects.select_for_update().filter(inbox=inbox).first() or MailDoor(inbox=inbox)
    place = (door.in_host, door.in_user, door.folder)
    for name, value in settings.items():
        setattr(door, name, value)
    if place != (door.in_host, door.in_user, door.folder):
        door.uid_validity = door.last_uid = 0
    door.due_at, door.failures, door.error, door.out_error = now, 0, "", ""
    door.stuck_uid = door.stuck_times = 0
    door.save()
    return door


def take_down(door: MailDoor) -> None:
    """Forget a door and its passwords; what came through it stays."""
    door.delete()


def came_to(door: MailDoor, *, uid_validity: int, uid: int) -> None:
    """Keep how far the folder was read; the mail is kept in the same transaction."""
    MailDoor.objects.filter(pk=door.pk).update(uid_validity=uid_validity, last_uid=uid, stuck_uid=0, stuck_times=0)


def looked(door: MailDoor, *, uid_validity: int, uid: int, more: bool, now: datetime) -> None:
    """Say that a visit went well and when the next one is due: at once where more is waiting."""
    due_at = now if more else now + timedelta(seconds=LOOK_SECONDS)
    MailDoor.objects.filter(pk=door.pk).update(
        uid_validity=uid_validity, last_uid=uid, looked_at=now, ok_at=now, error="", failures=0, due_at=due_at
    )


def failed(door: MailDoor, *, reason: str, now: datetime, over: int = 0) -> None:
    """Say why a visit failed; the next ones come at growing distances. `over` is the mail that it was lost over."""
    door.refresh_from_db()
    door.failures += 1
    door.error, door.looked_at = reason[:500], now
    pause = min(LOOK_SECONDS * 2 ** min(door.failures, 10), SLOWEST_LOOK_MINUTES * 60)
    door.due_at = now + timedelta(seconds=pause)
    if over:
        door.stuck_times = door.stuck_times + 1 if over == door.stuck_uid else 1
        door.stuck_uid = over
    door.save(update_fields=["failures", "error", "looked_at", "due_at", "stuck_uid", "stuck_times"])


def sent(door: MailDoor, *, now: datetime) -> None:
    """Say that a mail left."""
    MailDoor.objects.filter(pk=door.pk).update(sent_at=now, out_error="")


def not_sent(door: MailDoor, *, reason: str) -> None:
    """Say why a mail did not leave."""
    MailDoor.objects.filter(pk=door.pk).update(out_error=reason[:500])


def add_letter(raw: RawInbound, *, door: MailDoor, note: str, now: datetime, **ids: str) -> Letter:
    """Keep a mail's ids; it waits to be taken in."""
    return Letter.objects.create(raw=raw, door=door, note=note[:500], due_at=now, **ids)


def waiting_letter(pk: int) -> Letter | None:
    """Lock a mail that waits to be taken in; None if it was taken in meanwhile."""
    waiting = Letter.objects.select_for_update(of=("self",)).filter(pk=pk, fate=Fate.WAITING)
    return waiting.select_related("raw", "door").first()


def taken(letter: Letter) -> None:
    """Say that a mail has become a message."""
    _settle(letter, Fate.TAKEN, letter.note)


def put_aside(letter: Letter, why: str) -> None:
    """Say that a mail is no message, and why."""
    _settle(letter, Fate.ASIDE, why)


def stick(letter: Letter, why: str) -> None:
    """Say that a mail cannot be taken in, and why."""
    _settle(letter, Fate.STUCK, why)


def _settle(letter: Letter, fate: Fate, note: str) -> None:
    letter.fate, letter.note = fate, note[:500]
    letter.save(update_fields=["fate", "note"])


def try_later(letter_id: int, *, reason: str, now: datetime) -> None:
    """Say that a mail could not be taken in this time: tried again at growing distances, in the end it is stuck."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    letter.tries += 1
    letter.due_at = now + timedelta(seconds=20 * 3**letter.tries)
    letter.note = reason[:500]
    letter.fate = Fate.STUCK if letter.tries >= TRIES else Fate.WAITING
    letter.save(update_fields=["tries", "due_at", "note", "fate"])
    RawInbound.objects.filter(pk=letter.raw_id).update(error=reason[:300])


def try_again_now(letters: Sequence[int], *, inbox: Inbox, now: datetime) -> int:
    """Let stuck mails of this inbox be tried again; return how many."""
    stuck = Letter.objects.filter(pk__in=letters, raw__inbox=inbox, fate=Fate.STUCK).exclude(raw__body=b"")
    return stuck.update(fate=Fate.WAITING, tries=0, due_at=now)


# Mails to colleagues --------------------------------------------------------------------------------------------------


def add_staff_mail(
    door: MailDoor,
    about: Invitation | PasswordLink,
    *,
    address: str,
    sent_from: str,
    link: str,
    now: datetime,
) -> StaffMail:
    """Keep a mail that is to leave now, its link sealed."""
    invitation = about if isinstance(about, Invitation) else None
    return StaffMail.objects.create(
        inbox=door.inbox,
        invitation=invitation,
        password_link=None if isinstance(about, Invitation) else about,
        address=address,
        link=sealed(link),
        header_id=f"<0.{about.pk}.{secrets.token_hex(12)}@{sent_from.rpartition('@')[2]}>",
        made_at=now,
        due_at=now,
    )


def begin_staff_mail(pk: int, *, now: datetime) -> StaffMail | None:
    """Lock a mail that is due and count the try; None if there is nothing to send, any more or yet."""
    due = StaffMail.objects.select_for_update(of=("self",)).filter(pk=pk, state=Delivery.SENDING, due_at__lte=now)
    mail = due.select_related("inbox", "invitation__invited_by", "invitation__team", "password_link__user").first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.save(update_fields=["attempts"])
    return mail


def settle_staff_mail(mail: StaffMail, state: Delivery, *, now: datetime, reason: str = "") -> None:
    """Say what became of the mail, for good; its link is kept no longer."""
    mail.state, mail.last_error, mail.link = state, reason[:300], ""
    mail.sent_at = now if state == Delivery.SENT else None
    mail.save(update_fields=["state", "last_error", "link", "sent_at"])


def forget_link(pk: int) -> None:
    """Forget the link of a mail of which nobody can know whether it left: it is not sent again by itself."""
    StaffMail.objects.filter(pk=pk, state=Delivery.UNCERTAIN).exclude(link="").update(link="")
