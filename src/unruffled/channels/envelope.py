"""What goes through every door, whichever it is: one Inbound in, one Outbound out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along: its name and type as the sender wrote them (never a path to trust), its size in bytes.

    `content` are its bytes, `whole` says whether all of them came through; `content_id` is how the HTML names it.
    """

    name: str
    type: str
    size: int
    content_id: str = ""
    content: bytes = field(default=b"", repr=False)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from outside, cleaned and ready to be taken in; the same raw bytes always give the same one.

    `external_id` tells copies of one message from different messages. For mail it is the digest of the mail without
    its trace headers and Message-ID, so that five deliveries of one mail are one message and two mails under one
    Message-ID stay two (RELIABILITY F3). `text` is what the person wrote this time, without quotes and signature;
    those are kept in `quoted` and `signature`. `html` is safe to show in a frame of its own, or empty.
    """

    channel: str
    external_id: str
    from_address: str
    text: str
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    subject: str = ""
    html: str = ""
    quoted: str = ""
    signature: str = ""
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    conversation: int | None = None
    stars: int | None = None
    sent_at: datetime | None = None
    auto_submitted: bool = False
    raw_sha256: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """One mail on its way out; `message_id` is fixed when it is written and stays the same for every try.

    `automatic` says that a machine sends it: other machines need not answer.
    """

    channel: str
    message_id: str
    from_address: str
    to: tuple[str, ...]
    text: str
    from_name: str = ""
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    automatic: bool = False
