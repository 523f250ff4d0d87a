"""One Outbound becomes the bytes that go over the wire: the same for every try, whatever a name or subject holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import Header
from email.quoprimime import body_encode
from email.utils import format_datetime, formataddr
from typing import Final

from unruffled.channels.envelope import Outbound
from unruffled.channels.text import fit, one_line

_ID: Final = re.compile(r"<[!-;=?-~]{1,240}@[!-;=?-~]{1,240}>")
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}", re.ASCII)
MOST_REFERENCES: Final = 20


class NotSendable(ValueError):
    """A mail that cannot go out as it is: the sentence says which part is wrong."""


def compose(outbound: Outbound) -> bytes:
    """Return the mail as it is sent.

    Line breaks and controls in names, subject and addresses never begin a header (RELIABILITY hole 6).

    :raises NotSendable: if an address or the Message-ID is none
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(outbound))
    text = fit(outbound.text).replace("\r\n", "\n").replace("\r", "\n")
    body = body_encode(text.encode("utf-8").decode("latin-1"), maxlinelen=76, eol="\r\n")
    return f"{head}\r\n{body}".encode("ascii").rstrip(b"\r\n") + b"\r\n"


def _headers(outbound: Outbound) -> Iterator[tuple[str, str]]:
    yield "Message-ID", _id(outbound.message_id)
    if outbound.sent_at:
        yield "Date", format_datetime(outbound.sent_at)
    yield "From", _mailbox(outbound.from_name, outbound.from_address)
    yield "To", _many(outbound.to)
    if outbound.cc:
        yield "Cc", _many(outbound.cc)
    if outbound.reply_to:
        yield "Reply-To", plain_address(outbound.reply_to)
    yield "Subject", _words(outbound.subject, "Subject")
    yield from _thread(outbound)
    if outbound.automatic:
        yield "Auto-Submitted", "auto-generated"
    yield "MIME-Version", "1.0"
    yield "Content-Type", "text/plain; charset=utf-8"
    yield "Content-Transfer-Encoding", "quoted-printable"


def _thread(outbound: Outbound) -> Iterator[tuple[str, str]]:
    """Yield what the mail answers; ids that are none are left out, for they came from outside."""
    if _ID.fullmatch(outbound.in_reply_to):
        yield "In-Reply-To", outbound.in_reply_to
    good = [one for one in dict.fromkeys((*outbound.references, outbound.in_reply_to)) if _ID.fullmatch(one)]
    if len(good) > MOST_REFERENCES:
        good = good[:1] + good[1 - MOST_REFERENCES :]
    if good:
        yield "References", "\r\n ".join(good)


def _id(message_id: str) -> str:
    if not _ID.fullmatch(message_id):
        raise NotSendable(f"Message-ID: expected <something@domain>, not {message_id[:80]!r}")
    return message_id


def _many(addresses: tuple[str, ...]) -> str:
    if not addresses:
        raise NotSendable("To: expected at least one address")
    return ",\r\n ".join(plain_address(address) for address in addresses)


def _mailbox(name: str, address: str) -> str:
    words = one_line(name, limit=100)
    pair = formataddr((words.replace("=?", "= ?"), plain_address(address)), "utf-8")
    return pair.replace("\n", "\r\n")


def plain_address(address: str) -> str:
    """Return an address as a mail server takes it: a domain in other letters than English ones becomes ASCII.

    :raises NotSendable: if it is none
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        plain = ""
    if not _ADDRESS.fullmatch(plain):
        raise NotSendable(f"expected an e-mail address, not {one_line(address, limit=80)!r}")
    return plain


def _words(text: str, name: str) -> str:
    line = one_line(text, limit=500)
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return Header(line, charset, header_name=name).encode(linesep="\r\n")
