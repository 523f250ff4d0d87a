"""Where an inbox fetches and sends its mail: connected, checked with plain words, disconnected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction

from unruffled.channels.email import fetch, post
from unruffled.channels.email.wire import SECURITIES, Account, MailFault
from unruffled.desk.conversations.actions import mails
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.journal import actions as journal
from unruffled.desk.mail import actions, queries
from unruffled.desk.mail.models import MailDoor
from unruffled.desk.mail.seal import Unreadable, opened, sealed
from unruffled.desk.people.access import may
from unruffled.desk.people.models import Role, User
from unruffled.engine.vocabulary import Decision, Reason

__all__ = [
    "Checked",
    "Line",
    "NotAllowed",
    "WrongSettings",
    "check",
    "check_door",
    "connect",
    "disconnect",
    "require_set_up",
    "suggested",
]

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?")
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,253}")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """How one direction goes: a server, and how to sign in there. `password=None` keeps the one that is known."""

    host: str
    port: int
    security: str = "tls"
    user: str = ""
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, in plain words for each direction; `ok` when nothing is wrong."""

    ok: bool
    fetching: str
    sending: str


class WrongSettings(ValueError):
    """Settings that cannot be right; `fields` says for each one what was expected."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


@transaction.atomic
def connect(
    *,
    by: User,
    inbox: Inbox,
    fetching: Line | None,
    sending: Line | None,
    now: datetime,
    address: str = "",
    folder: str = "INBOX",
    moved_to: str = "",
    first_day: date | None = None,
) -> MailDoor:
    """Keep where this inbox fetches and sends; the worker looks into it within seconds, and late replies leave.

    `address` is what people write to, and what replies come from; kept as it is if empty. `first_day` is the first
    day from which mail is taken in; today if not given and the inbox is new here. Nothing is tried here: see `check`.

    :raises NotAllowed: if this person may not set up this inbox
    :raises WrongSettings: with a sentence for each field that cannot be right
    """
    require_set_up(by, inbox)
    fields = _wrong(inbox, fetching, sending, address=address.strip(), folder=folder, moved_to=moved_to)
    if fields:
        raise WrongSettings(fields)
    known = queries.door_of(inbox) or MailDoor(first_day=now.date())
    as_before = _sends_as_before(known, inbox, sending, address=address.strip())
    if address.strip():
        inbox.address = address.strip().lower()
        inbox.save(update_fields=["address"])
    door = actions.set_up(
        inbox,
        now=now,
        folder=folder,
        moved_to=moved_to,
        first_day=first_day or known.first_day,
        out_set_by=known.out_set_by if as_before and by.role != Role.MANAGER else by,
        **_kept("in", fetching, known.in_password),
        **_kept("out", sending, known.out_password),
    )
    journal.record("inbox.connected", by=by, about=inbox, at=now)
    for outbox in mails.hurry(inbox, now=now):
        journal.later("deliver", message_id=outbox.message_id)
    return door


def require_set_up(by: User, inbox: Inbox) -> None:
    """Return if this person may set up this inbox: supervisors those of their teams, managers all.

    :raises NotAllowed: if not
    """
    decision = may(by, "read", inbox)
    if decision.allowed and by.role == Role.AGENT:
        reason = Reason("role", str(by.role), "supervisor or manager", holds=False)
        decision = Decision(allowed=False, reasons=(reason,), ask=Role.SUPERVISOR.value)
    if not decision.allowed:
        raise NotAllowed(decision)


def _sends_as_before(known: MailDoor, inbox: Inbox, sending: Line | None, *, address: str) -> bool:
    """Whether mail still leaves by the same server, account and address: then whoever chose them stays who did."""
    kept = _kept("out", sending, known.out_password)
    return address.lower() in ("", inbox.address) and all(getattr(known, name) == kept[name] for name in kept)


def _kept(prefix: str, line: Line | None, password: str) -> dict[str, object]:
    if line is None:
        return {f"{prefix}_host": "", f"{prefix}_user": "", f"{prefix}_password": ""}
    return {
        f"{prefix}_host": line.host.strip().lower(),
        f"{prefix}_port": line.port,
        f"{prefix}_security": line.security,
        f"{prefix}_user": line.user.strip(),
        f"{prefix}_password": password if line.password is None else sealed(line.password),
    }


def _wrong(
    inbox: Inbox, fetching: Line | None, sending: Line | None, *, address: str, folder: str, moved_to: str
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if inbox.channel != "email":
        wrong["inbox"] = f"{inbox.name} is no inbox for mail."
    if fetching is None and sending is None:
        wrong["host"] = "Say where mail is fetched, or where it is sent."
    if fetching is not None and not fetching.user.strip():
        wrong["in_user"] = "Say who signs in to fetch the mail."
    door = queries.door_of(inbox) or MailDoor()
    for prefix, line, kept_for in (
        ("in", fetching, (door.in_host, door.in_user)),
        ("out", sending, (door.out_host, door.out_user)),
    ):
        wrong |= _wrong_line(prefix, line, kept_for) if line else {}
    wrong |= _wrong_folders(folder, moved_to)
    return wrong | _wrong_address(inbox, address, sends=sending is not None)


def _wrong_address(inbox: Inbox, address: str, *, sends: bool) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if address and not _ADDRESS.fullmatch(address):
        wrong["address"] = "Expected an e-mail address such as help@example.com."
    elif sends and not (address or inbox.address):
        wrong["address"] = "Say from which address replies come."
    elif address and _taken(inbox, address):
        wrong["address"] = "Another inbox has this address already."
    return wrong


def _wrong_folders(folder: str, moved_to: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, value in (("folder", folder), ("moved_to", moved_to)):
        if _CONTROLS.search(value) or len(value) > 200 or (name == "folder" and not value.strip()):
            wrong[name] = "Expected the name of a folder, such as INBOX."
    if moved_to and moved_to == folder:
        wrong["moved_to"] = "Mail cannot be moved to the folder it is fetched from."
    return wrong


def _taken(inbox: Inbox, address: str) -> bool:
    return Inbox.objects.filter(channel="email", address=address.lower()).exclude(pk=inbox.pk).exists()


def _wrong_line(prefix: str, line: Line, kept_for: tuple[str, str]) -> dict[str, str]:
    """Say what is wrong; a password that is kept goes to the server and user that it was given for, to no other."""
    wrong: dict[str, str] = {}
    if line.password is None and kept_for[0] and kept_for != (line.host.strip().lower(), line.user.strip()):
        wrong[f"{prefix}_password"] = "Enter the password again: the one that is kept is for another server or user."
    if not _HOST.fullmatch(line.host.strip()):
        wrong[f"{prefix}_host"] = "Expected the name of a mail server, such as imap.example.com."
    if not 1 <= line.port <= 65535:
        wrong[f"{prefix}_port"] = "Expected a port between 1 and 65535."
    if line.security not in SECURITIES:
        wrong[f"{prefix}_security"] = f"Expected one of {', '.join(SECURITIES)}."
    if _CONTROLS.search(line.user) or len(line.user) > 320:
        wrong[f"{prefix}_user"] = "Expected a user name or e-mail address."
    if line.password and (_CONTROLS.search(line.password) or len(line.password) > 1000):
        wrong[f"{prefix}_password"] = "Expected a password on one line."
    return wrong


@transaction.atomic
def disconnect(*, by: User, inbox: Inbox, now: datetime) -> None:
    """Forget where this inbox fetches and sends, with its passwords; what came in stays.

    :raises NotAllowed: if this person may not set up this inbox
    """
    require_set_up(by, inbox)
    door = queries.door_of(inbox)
    if door is not None:
        actions.take_down(door)
        journal.record("inbox.disconnected", by=by, about=inbox, at=now)


def check(
    *, by: User, inbox: Inbox, fetching: Line | None, sending: Line | None, address: str = "", folder: str = "INBOX"
) -> Checked:
    """Try these settings and say what is right and what is wrong; no mail is touched or sent, nothing is kept.

    It may take as long as two servers take to answer (at most some twenty seconds each).

    :raises NotAllowed: if this person may not set up this inbox
    :raises WrongSettings: with a sentence for each field that cannot be right
    """
    require_set_up(by, inbox)
    fields = _wrong(inbox, fetching, sending, address=address.strip(), folder=folder, moved_to="")
    if fields:
        raise WrongSettings(fields)
    known = queries.door_of(inbox) or MailDoor()
    return _tried(_account(fetching, known.in_password), _account(sending, known.out_password), folder=folder)


def check_door(door: MailDoor) -> Checked:
    """Try a door as it is set up, for the operator."""
    return _tried(
        (lambda: queries.incoming(door)) if door.in_host else None,
        (lambda: queries.outgoing(door)) if door.out_host else None,
        folder=door.folder,
    )


def _account(line: Line | None, kept: str) -> Callable[[], Account] | None:
    if line is None:
        return None
    return lambda: queries.account(
        line.host.strip().lower(),
        line.port,
        line.security,
        line.user.strip(),
        opened(kept) if line.password is None else line.password,
    )


def _tried(incoming: Callable[[], Account] | None, outgoing: Callable[[], Account] | None, *, folder: str) -> Checked:
    def counted(account: Account) -> str:
        count = fetch.look(account, folder=folder)
        return f"Signed in to {account.host}. {count} mail{'' if count == 1 else 's'} in {folder}."

    def signed_in(account: Account) -> str:
        post.look(account)
        return f"Signed in to {account.host}." if account.user else f"{account.host} answers."

    fetching, came_in = _said(incoming, counted, "No mail is fetched.")
    sending, went_out = _said(outgoing, signed_in, "No mail is sent.")
    return Checked(ok=came_in and went_out, fetching=fetching, sending=sending)


def _said(account: Callable[[], Account] | None, attempt: Callable[[Account], str], none: str) -> tuple[str, bool]:
    if account is None:
        return none, True
    try:
        return attempt(account()), True
    except (MailFault, Unreadable) as fault:
        return str(fault), False


_PROVIDERS: Final = {
    "gmail.com": ("imap.gmail.com", "smtp.gmail.com", 465, "tls"),
    "googlemail.com": ("imap.gmail.com", "smtp.gmail.com", 465, "tls"),
    "fastmail.com": ("imap.fastmail.com", "smtp.fastmail.com", 465, "tls"),
    "icloud.com": ("imap.mail.me.com", "smtp.mail.me.com", 587, "starttls"),
    "yahoo.com": ("imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, "tls"),
    "gmx.net": ("imap.gmx.net", "mail.gmx.net", 465, "tls"),
    "gmx.de": ("imap.gmx.net", "mail.gmx.net", 465, "tls"),
    "web.de": ("imap.web.de", "smtp.web.de", 587, "starttls"),
}


def suggested(address: str) -> tuple[Line, Line]:
    """Return the servers that an address most likely has, to fill in a form with; nobody is asked."""
    domain = address.rpartition("@")[2].strip().lower()
    incoming, outgoing, port, security = _PROVIDERS.get(domain, (f"imap.{domain}", f"smtp.{domain}", 465, "tls"))
    user = address.strip()
    return Line(incoming, 993, "tls", user), Line(outgoing, port, security, user)
