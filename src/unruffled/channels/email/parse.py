"""One raw mail becomes one Inbound: pure, repeatable, and never an error for what somebody sent."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Final

from unruffled.channels.email import headers
from unruffled.channels.email.body import body_of
from unruffled.channels.email.quotes import split
from unruffled.channels.envelope import Inbound
from unruffled.channels.text import decode, fit

RAW_LIMIT: Final = 40_000_000
"""Bytes. Of a larger mail only the beginning is read; the whole is kept by whoever took it in (RELIABILITY F8)."""
BEGINNING: Final = 2_000_000
DEEPEST: Final = 60
"""Multiparts within multiparts; real mail has fewer than ten."""
HEAD_LIMIT: Final = 1_000_000
TEXT_LIMIT: Final = 200_000
"""Characters of what the person wrote; a longer text is cut and says so."""

_NESTED: Final = re.compile(rb"boundary[ \t]{0,9}=|content-type:\s{0,9}message/", re.IGNORECASE)
_TRACE: Final = re.compile(
    rb"(?:received|return-path|delivered-to|envelope-to|x-original-to|x-envelope-\S{1,40}|authentication-results|arc-\S{1,60}"
    rb"|dkim-signature|domainkey-signature|received-spf|x-received|x-google-\S{1,60}|x-ms-\S{1,80}|x-spam\S{0,60}|x-virus\S{0,60}"
    rb"|x-mozilla-\S{1,40}|x-uidl?|x-keywords|x-status|status|resent-\S{1,40}|message-id|x-unruffled\S{0,200}):",
    re.IGNORECASE,
)


def parse(raw: bytes) -> Inbound:
    """Return the mail as an Inbound: what this person wrote now, apart from quotes, signature and files.

    Never raises for bad mail: `warnings` names what could not be understood, and the text is whatever was legible.
    """
    warnings: list[str] = []
    message = message_of(raw, warnings)
    body = body_of(message, warnings)
    own = split(body.text[: 2 * TEXT_LIMIT])
    sender = next(iter(headers.addresses(message, "From")), ("", ""))
    if not sender[1]:
        warnings.append("no sender: the mail has no From address")
    return Inbound(
        channel="email",
        external_id=identity(raw),
        from_address=sender[1],
        from_name=sender[0],
        to=_only_addresses(message, "To"),
        cc=_only_addresses(message, "Cc"),
        reply_to=next(iter(_only_addresses(message, "Reply-To")), ""),
        subject=headers.value(message, "Subject"),
        text=_cut(own.text, warnings),
        html=body.html,
        quoted=own.quoted[:TEXT_LIMIT],
        signature=own.signature[:TEXT_LIMIT],
        attachments=body.attachments,
        message_id=next(iter(headers.ids(message, "Message-ID")), ""),
        in_reply_to=next(iter(headers.ids(message, "In-Reply-To")), ""),
        references=headers.ids(message, "References"),
        sent_at=headers.sent_at(message),
        auto_submitted=headers.is_automatic(message),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        warnings=tuple(dict.fromkeys(warnings)),
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Who sent a mail, and the ids by which its conversation is found."""

    from_address: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]


def head_of(raw: bytes) -> Head:
    """Return a mail's head alone, quickly; whatever is missing or broken is empty."""
    message = headers_of(raw)
    return Head(
        from_address=next((address for _, address in headers.addresses(message, "From")), ""),
        message_id=next(iter(headers.ids(message, "Message-ID")), ""),
        in_reply_to=next(iter(headers.ids(message, "In-Reply-To")), ""),
        references=headers.ids(message, "References"),
    )


def headers_of(raw: bytes) -> Message:
    """Return the mail's headers without its body, quickly."""
    return message_of(_halves(raw)[0] + b"\r\n\r\n", [])


def message_of(raw: bytes, warnings: list[str]) -> Message:
    """Return the mail's structure as far as it may be looked at; `warnings` gets what was not."""
    return _message(_bounded(raw, warnings))


def _bounded(raw: bytes, warnings: list[str]) -> bytes:
    """Return as much of the mail as may be read: not beyond its size limit, not into bottomless nesting."""
    if len(raw) > RAW_LIMIT:
        warnings.append(f"too large ({len(raw):,} bytes): only its beginning was read")
        raw = raw[:BEGINNING]
    head, body = _halves(raw)
    if len(head) > HEAD_LIMIT:
        warnings.append(f"{len(head):,} bytes of headers: only the first were read")
        raw = head[: head.rfind(b"\n", 0, HEAD_LIMIT) + 1] + b"\r\n" + raw[len(raw) - body :]
    for count, found in enumerate(_NESTED.finditer(raw), start=1):
        if count > DEEPEST:
            warnings.append(f"more than {DEEPEST} parts within parts: only the first were read")
            return raw[: found.start()]
    return raw


def _message(raw: bytes) -> Message:
    """Return the parsed mail; where even the standard library gives up, its legible text without any structure."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return BytesParser(policy=_SHORT_HEADERS).parsebytes(raw)
    except headers.DEFECTS:
        bare = Message()
        bare.set_payload(decode(raw[:BEGINNING])[0])
        return bare


class _ShortHeaders(Compat32):
    """Headers as they stand, each cut to size before anything looks at it: a type may have a megabyte of parameters."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, text = super().header_source_parse(sourcelines)
        return name, text[: headers.HEADER_LIMIT]


_SHORT_HEADERS: Final = _ShortHeaders()


def _only_addresses(message: Message, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for _, address in headers.addresses(message, name)))


def _cut(text: str, warnings: list[str]) -> str:
    if len(text) <= TEXT_LIMIT:
        return fit(text)
    warnings.append(f"only the first {TEXT_LIMIT:,} characters were read")
    return fit(text[:TEXT_LIMIT])


def identity(raw: bytes) -> str:
    """Return the digest that copies of one mail share: without trace headers and Message-ID, whatever the line ends."""
    head, body = _halves(raw)
    digest = hashlib.sha256()
    keep = True
    for line in head.replace(b"\r", b"").split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            keep = not (_TRACE.match(line) or line.startswith((b"From ", b">From ")))
        if keep:
            digest.update(line.rstrip() + b"\n")
    digest.update(b"\n")
    for start in range(len(raw) - body, len(raw), 1_000_000):
        digest.update(raw[start : start + 1_000_000].replace(b"\r", b""))
    return f"sha256:{digest.hexdigest()}"


def _halves(raw: bytes) -> tuple[bytes, int]:
    """Return the head, and how many bytes of body follow it."""
    ends = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n") if (at := raw.find(gap)) >= 0]
    at, gap = min(ends, default=(len(raw), 0))
    return raw[:at], len(raw) - at - gap
