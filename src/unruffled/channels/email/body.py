"""The body of a mail: which part is what the person wrote, which are files, and what of its HTML may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from typing import Final

from unruffled.channels.email import headers
from unruffled.channels.envelope import Attachment
from unruffled.channels.html import clean, to_text
from unruffled.channels.text import decode, one_line

MOST_PARTS: Final = 500
"""Parts that are looked at and listed; a mail with more says so."""
BODY_LIMIT: Final = 2_000_000
"""Characters of text or HTML that are looked at."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail carries: the text, the HTML that may be shown, and the files that came along."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


@dataclass(slots=True)
class _Found:
    plain: list[str]
    html: list[str]
    files: list[Attachment]
    warnings: list[str]
    cut: set[int] = field(default_factory=set)


def body_of(message: Message, warnings: list[str]) -> Body:
    """Return the body: plain text where the sender wrote some, else the text of the HTML."""
    found = _Found([], [], [], warnings, cut=_cut_parts(message))
    for count, part in enumerate(_leaves(message), start=1):
        if count > MOST_PARTS:
            warnings.append(f"more than {MOST_PARTS} parts: only the first were read")
            break
        _take(part, found)
    page = "\n".join(found.html)
    text = "\n\n".join(one for one in found.plain if one.strip())
    if not text and page:
        text = to_text(page)
    return Body(text=text, html=clean(page) if page else "", attachments=tuple(found.files))


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that are not containers; an attached mail is one part, not its parts."""
    stack = [message]
    while stack:
        part = stack.pop()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            stack += reversed(children_of(part))
        else:
            yield part


def _cut_parts(message: Message) -> set[int]:
    """Return which part, by its id, the mail broke off in: the last one of a container that is never closed."""
    part, cut = message, False
    while children := children_of(part):
        if part.get_content_maintype() == "multipart":
            cut = cut or any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects)
        part = children[-1]
    return {id(part)} if cut else set()


def children_of(part: Message) -> list[Message]:
    """Return the parts within a part. To be asked only of containers: of others, a wrong charset would raise here."""
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)]


def _take(part: Message, found: _Found) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    if name or kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
        found.files.append(_attachment(part, name, kind, whole=id(part) not in found.cut))
        return
    raw = _payload(part)
    text, warning = decode(raw[: BODY_LIMIT * 4], _charset(part))
    if warning:
        found.warnings.append(warning)
    if len(text) > BODY_LIMIT:
        found.warnings.append(f"only the first {BODY_LIMIT:,} characters of a part were read")
    text = text[:BODY_LIMIT].replace("\r\n", "\n").replace("\r", "\n")
    (found.html if kind == "text/html" else found.plain).append(text)


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except headers.DEFECTS:
        return ""


def _attachment(part: Message, name: str, kind: str, *, whole: bool) -> Attachment:
    content_id = one_line(str(part.get("Content-ID") or ""), limit=200).strip("<>")
    content = _attached_mail(part) if part.is_multipart() else _payload(part)
    return Attachment(
        name=name or _unnamed(kind),
        type=one_line(kind, limit=100),
        size=len(content),
        content_id=content_id,
        content=content,
        whole=whole,
    )


def _attached_mail(part: Message) -> bytes:
    """Return the bytes of a mail within the mail; of one that cannot be written again, its parts one after another."""
    try:
        return b"\n".join(one.as_bytes() for one in children_of(part)[:MOST_PARTS])
    except (*headers.DEFECTS, RecursionError):
        return b"\n".join(_payload(leaf) for one in children_of(part)[:MOST_PARTS] for leaf in _leaves(one))


def _unnamed(kind: str) -> str:
    return "attached mail" if kind == "message/rfc822" else "unnamed"


def _file_name(part: Message) -> str:
    """Return the file's name as one harmless line: no folders, no controls, never a path to write to."""
    try:
        name = headers.decoded(str(part.get_filename() or ""))
    except headers.DEFECTS:
        return "unnamed"
    return one_line(name.replace("\\", "/").rsplit("/", 1)[-1], limit=150)


def _payload(part: Message) -> bytes:
    """Return the bytes of a part that is no container, its transfer encoding undone as far as that goes."""
    try:
        payload = part.get_payload(decode=True)
    except headers.DEFECTS:
        del part["Content-Transfer-Encoding"]
        payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
