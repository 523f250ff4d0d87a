"""Mail that no person wrote now: a report that ours did not arrive, or an answer by a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final, Literal

from unruffled.channels.email import headers
from unruffled.channels.email.body import children_of
from unruffled.channels.email.parse import headers_of, message_of
from unruffled.channels.email.status import in_words
from unruffled.channels.text import decode, one_line

LOOKED_AT: Final = 200_000
"""Bytes of a report in which our own Message-IDs are looked for."""

_OURS: Final = re.compile(rb"<(\d{1,19}\.\d{1,19}\.[0-9a-f]{24}@[A-Za-z0-9.-]{1,253})>")
_STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_POSTMASTERS: Final = ("mailer-daemon@", "postmaster@")

Kind = Literal["failed", "delayed", "answer"]


@dataclass(frozen=True, slots=True)
class Automatic:
    """What a machine tells us: a mail of ours was not delivered, is late, or got an automatic answer.

    `about` are ids in it that have the form of ours, the most certain first; `because` is why, in plain words.
    """

    kind: Kind
    about: tuple[str, ...]
    because: str = ""


def automatic(raw: bytes) -> Automatic | None:
    """Return what a machine tells us with this mail; None where a person may have written it.

    Notices that shops, forms and lists send ("auto-generated") are somebody's words and no answer: None too.
    """
    head = headers_of(raw)
    if not (_is_report(head) or _is_answer(head)):
        return None
    message = message_of(raw, [])
    if _is_report(message):
        report = next(_reports(message), None)
        action = headers.value(report, "Action").lower() if report else "failed"
        kind: Kind = "delayed" if action == "delayed" else "failed"
        if action in {"failed", "delayed"}:
            return Automatic(kind, _about(message, raw), _because(report))
    return Automatic("answer", _about(message, raw))


def _is_report(message: Message) -> bool:
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type") or "").lower()
        return kind in {"", "delivery-status"}
    sender = next(iter(headers.addresses(message, "From")), ("", ""))[1].lower()
    return headers.value(message, "Return-Path") == "<>" and sender.startswith(_POSTMASTERS)


def _is_answer(message: Message) -> bool:
    if message.get_content_type() == "multipart/report":  # that it was opened, say
        return True
    if headers.value(message, "Auto-Submitted").lower().startswith("auto-replied"):
        return True
    old = headers.value(message, "Precedence").lower() == "auto_reply"
    return old or any(name in message for name in ("X-Autoreply", "X-Autorespond"))


def _reports(message: Message) -> Iterator[Message]:
    """Yield what was said of each recipient; the first block is about the server and names nobody."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in children_of(part) if "Action" in block)


def _because(report: Message | None) -> str:
    if report is None:
        return "their mail server sent it back without a reason that we understand"
    said = headers.value(report, "Diagnostic-Code").partition(";")[2].strip() or headers.value(report, "Status")
    status = headers.value(report, "Status")
    known = said if _STATUS.search(said) else f"{status} {said}"
    address = one_line(headers.value(report, "Final-Recipient").partition(";")[2].strip(), limit=100)
    words = in_words(0, known)
    return f"{address}: {words}" if address else words


def _about(message: Message, raw: bytes) -> tuple[str, ...]:
    """Return the ids in the form of ours: of the mail that came back, of what it answers, and anywhere else in it."""
    found = [*headers.ids(message, "In-Reply-To"), *reversed(headers.ids(message, "References"))]
    returned = [one for part in message.walk() for one in _returned(part)]
    anywhere = [f"<{one.decode()}>" for one in _OURS.findall(raw[:LOOKED_AT])]
    own = headers.ids(message, "Message-ID")
    return tuple(i for i in dict.fromkeys([*returned, *found, *anywhere]) if _has_our_form(i) and i not in own)[:20]


def _returned(part: Message) -> Iterator[str]:
    if part.get_content_type() == "message/rfc822":
        for inner in children_of(part)[:1]:
            yield from headers.ids(inner, "Message-ID")
    if part.get_content_type() == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        head = decode(text if isinstance(text, bytes) else b"")[0]
        yield from (f"<{one.decode()}>" for one in _OURS.findall(head.encode("utf-8", "replace")))


def _has_our_form(message_id: str) -> bool:
    return bool(_OURS.fullmatch(message_id.encode("ascii", "replace")))
