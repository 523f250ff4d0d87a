"""Mail is fetched over IMAP: each one kept for good before it is acknowledged; a lost line goes on where it was."""

from __future__ import annotations

import imaplib
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import imap_tools
from imap_tools.mailbox import BaseMailBox

from unruffled.channels.email import wire
from unruffled.channels.email.wire import Account, MailFault, NotSafe, Unreachable

LARGEST: Final = 25_000_000
"""Bytes of one mail; of a larger one only the beginning is taken in, with a note."""
BEGINNING: Final = 1_000_000
AT_ONCE: Final = 100
"""Mails of one visit; the next visit takes the rest."""

_UID: Final = re.compile(rb"\bUID (\d{1,10})")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,12})")


class NoFolder(MailFault):
    """The mailbox has no folder of this name."""


class Interrupted(Unreachable):
    """The line was lost while the server handed over one mail; `uid` is that mail's number."""

    def __init__(self, words: str, uid: int) -> None:
        super().__init__(words)
        self.uid = uid


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder was read: everything up to `uid` as numbered under `uid_validity`; 0 is nowhere yet."""

    uid_validity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server gave it, and how far the folder is read with it; `note` says what of it is missing."""

    raw: bytes
    place: Place
    note: str = ""


class Keep(Protocol):
    """Keeps a mail and the place for good, or raises; only after it has returned is the mail acknowledged."""

    def __call__(self, fetched: Fetched, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit brought: how many mails, how far the folder is read, and whether more are waiting."""

    count: int
    place: Place
    more: bool


def fetch(
    account: Account,
    *,
    keep: Keep,
    since: Place = Place(),
    folder: str = "INBOX",
    first_day: date | None = None,
    pass_over: int = 0,
    moved_to: str = "",
) -> Visit:
    """Hand every mail of the folder that came after `since` to `keep`, oldest first, at most AT_ONCE.

    Each mail is kept before it is marked as seen (or moved). Where the server has numbered the folder anew, or on the
    first visit, everything from `first_day` on is fetched (None: everything); copies are for `keep` to know. Of the
    mail numbered `pass_over` only a note is kept: the server could not hand it over.

    :raises MailFault: in plain words; what was kept so far stays kept
    """
    with mailbox(account, folder) as (box, uid_validity, uid_next):
        place = since
        with wire.spoken(account):
            if since.uid_validity != uid_validity:
                place = Place(uid_validity, _first(box, first_day, uid_next) - 1)
            waiting = _after(box, place.uid)
            uids = waiting[:AT_ONCE]
            sizes = _sizes(box, uids)
        for uid in uids:
            place = Place(uid_validity, uid)
            if uid == pass_over:
                keep(Fetched(b"", place, _not_handed_over(folder)))
                continue
            raw, note = _one(box, account, uid, sizes.get(uid, 0), folder)
            if raw is not None:
                keep(Fetched(raw, place, note))
                with wire.spoken(account):
                    _acknowledge(box, uid, moved_to)
        return Visit(len(uids), place, more=len(waiting) > len(uids))


def look(account: Account, *, folder: str = "INBOX") -> int:
    """Return how many mails lie in the folder, without touching one: that everything is set up right.

    :raises MailFault: in plain words if something is not
    """
    with mailbox(account, folder) as (box, _, _), wire.spoken(account):
        return len(box.uids())


@contextmanager
def mailbox(account: Account, folder: str) -> Iterator[tuple[BaseMailBox, int, int]]:
    """Open a folder; give it with its validity and the next number that it will give out."""
    with wire.spoken(account):
        box = _MailBox(account)
    try:
        with wire.spoken(account):
            _sign_in(box, account)
        with wire.spoken(account):
            _open(box, folder, account)
            numbers = [_number(box.client, name) for name in ("UIDVALIDITY", "UIDNEXT")]
        yield box, numbers[0], numbers[1]
    finally:
        with suppress(OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError):
            box.logout()


def _sign_in(box: BaseMailBox, account: Account) -> None:
    if account.user.isascii() and account.password.isascii():
        box.login(account.user, account.password, initial_folder=None)
        return
    try:
        box.login_utf8(account.user, account.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise imap_tools.MailboxLoginError(("NO", [str(error)]), "OK") from error


class _MailBox(BaseMailBox):
    """imap-tools over a line of our own: looked at, and private."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = _Client(self.account)
        if self.account.security == "starttls":
            _starttls(client, self.account)
        return client


class _Client(imaplib.IMAP4):
    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(account.host, account.port, account.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return wire.line_to(self.account)


def _starttls(client: _Client, account: Account) -> None:
    if "STARTTLS" not in client.capabilities:
        client.shutdown()
        raise NotSafe(f"{account.host}:{account.port} does not offer STARTTLS. TLS usually answers at port 993.")
    client.starttls(wire.context())


def _open(box: BaseMailBox, folder: str, account: Account) -> None:
    try:
        box.folder.set(folder)
    except imap_tools.MailboxFolderSelectError as error:
        names = ", ".join(sorted(one.name for one in box.folder.list())[:20])
        raise NoFolder(f"{account.host} has no folder {folder!r} for {account.user}. There are: {names}.") from error


def _number(client: imaplib.IMAP4, name: str) -> int:
    found = client.response(name)[1]
    return int(found[0]) if found and found[0] else 1


def _first(box: BaseMailBox, first_day: date | None, uid_next: int) -> int:
    if first_day is None:
        return 1
    found = box.uids(imap_tools.AND(date_gte=first_day))
    return min(map(int, found), default=uid_next)


def _after(box: BaseMailBox, uid: int) -> list[int]:
    """Return the numbers above this one; servers answer "n:*" with the last mail even if it is older."""
    found = map(int, box.uids(f"UID {uid + 1}:*"))
    return sorted(one for one in found if one > uid)


def _sizes(box: BaseMailBox, uids: Sequence[int]) -> dict[int, int]:
    if not uids:
        return {}
    _, lines = box.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)")
    found = [(_UID.search(line), _SIZE.search(line)) for line in lines if isinstance(line, bytes)]
    return {int(uid[1]): int(size[1]) for uid, size in found if uid and size}


def _one(box: BaseMailBox, account: Account, uid: int, size: int, folder: str) -> tuple[bytes | None, str]:
    """Return a mail and what is missing of it; None where somebody has taken it away meanwhile.

    :raises Interrupted: if the line is lost over it, or the server will not hand it over
    """
    most = LARGEST if size <= LARGEST else BEGINNING
    note = "" if size <= LARGEST else _too_large(size, folder)
    try:
        with wire.spoken(account):
            typ, parts = box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{most}>)")
    except Unreachable as error:
        raise Interrupted(str(error), uid) from error
    raw = next((bytes(part[1]) for part in parts if isinstance(part, tuple) and len(part) > 1), None)
    if typ != "OK":
        raise Interrupted(_not_handed_over(folder), uid)
    return raw, note


def _acknowledge(box: BaseMailBox, uid: int, moved_to: str) -> None:
    """Mark a mail as seen, or move it; where the server does not let us, it stays as it is and is not fetched again."""
    with suppress(imap_tools.ImapToolsError):
        box.flag(str(uid), imap_tools.MailMessageFlags.SEEN, value=True)
        if moved_to:
            box.move(str(uid), moved_to)


def _too_large(size: int, folder: str) -> str:
    return (
        f"This mail has {size / 1_000_000:.0f} MB, more than the {LARGEST // 1_000_000} MB that are taken in: only its "
        f"beginning is here. The whole mail is in the mailbox, folder {folder}."
    )


def _not_handed_over(folder: str) -> str:
    return f"The mail server could not hand this mail over. It lies in the mailbox, folder {folder}."
