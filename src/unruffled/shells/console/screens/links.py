"""Links that were just made for colleagues, each with what its mail does; without a mail they are handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from unruffled.shells.console.screens.clock import clock

if TYPE_CHECKING:
    from unruffled.desk.flows.mail.staff import MadeLink
    from unruffled.desk.mail.staff import StaffMailRow

THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailLine:
    """What became of a mail, in a line; `state` is waiting, late, sent or failed. `short` stands below the address."""

    id: int
    state: str
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link: for whom, where it leads, what its mail does, or why none leaves. A second click has no `url`."""

    email: str
    url: str
    mail: MailLine | None
    unmailed: str


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one page; `unmailed` is why none of them leaves by mail, where it is the same for all."""

    rows: tuple[LinkRow, ...]
    unmailed: str
    here_only: str

    @property
    def mailed(self) -> bool:
        """Whether one of them leaves by mail."""
        return any(row.mail for row in self.rows)

    @property
    def waiting(self) -> str:
        """The mails of which we shall hear in a moment, as the page asks for them: "12,13"."""
        return waiting_of(row.mail for row in self.rows)


def links_of(
    made: Iterable[MadeLink], *, url_of: Callable[[str], str], mails: Mapping[int, StaffMailRow], now: datetime
) -> Links:
    """Return what a page shows of links that were just made."""
    rows = [
        LinkRow(
            email=one.email,
            url=url_of(one.secret) if one.secret else "",
            mail=line_of(mails[one.mail.id], now=now) if one.mail.id is not None and one.mail.id in mails else None,
            unmailed=one.mail.why,
        )
        for one in made
    ]
    reasons = {row.unmailed for row in rows}
    same = reasons.pop() if len(reasons) == 1 else ""
    return Links(tuple(rows), same, _here_only(url_of("")))


def _here_only(begin: str) -> str:
    """Return the address with which links begin if it leads to this machine only; "" if others can use it."""
    parts = urlsplit(begin)
    return f"{parts.scheme}://{parts.netloc}" if parts.hostname in THIS_MACHINE else ""


def waiting_of(lines: Iterable[MailLine | None]) -> str:
    """Return the mails of which we shall hear in a moment."""
    return ",".join(str(line.id) for line in lines if line and line.state == "waiting")


def line_of(mail: StaffMailRow, *, now: datetime) -> MailLine:
    """Return what became of a mail in a line."""
    by, why = f" from {mail.by}" if mail.by else "", mail.why.rstrip(".")
    if mail.state == "sent" and mail.sent_at:
        at = clock(mail.sent_at, now=now)
        return MailLine(mail.id, "sent", f"Sent to {mail.address}{by}, {at}", f"Sent by mail, {at}")
    if mail.state == "failed":
        short = f"Not delivered: {why}."
        return MailLine(mail.id, "failed", f"{short} Its link stays good. Hand the link over yourself.", short)
    if mail.state == "undone":
        return _line(mail, "failed", "Not sent: the link had ended before.")
    if not mail.waits:
        return _line(mail, "late", f"Perhaps sent. {why}.")
    if mail.state == "sending" and why:
        return _line(mail, "late", f"Not sent yet: {why}. The next try is at {clock(mail.due_at, now=now)}.")
    return _line(mail, "waiting", f"Being sent{by} …")


def _line(mail: StaffMailRow, state: str, words: str) -> MailLine:
    return MailLine(mail.id, state, words, words)
