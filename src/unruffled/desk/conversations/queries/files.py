"""What came along with a message, for the person who asks: a file with its bytes, and a mail as it was sent."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from unruffled.channels.html import Framed, framed
from unruffled.desk.conversations.models import Attachment
from unruffled.desk.conversations.queries.records import NotFound, message_for, number_of
from unruffled.desk.people.access import may
from unruffled.desk.people.models import User

MOST_PICTURE_BYTES: Final = 8_000_000
"""Bytes of pictures that a mail shows among its words; the rest is among its files."""


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it is handed over; `picture` says that a page may show it."""

    name: str
    type: str
    content: bytes
    picture: bool


def file_for(user: User, message_pk: int, pk: int) -> FileBytes:
    """Return a file of this message if the person may see its conversation.

    :raises NotFound: if it is missing, of another message, not kept here, or belongs to another team
    """
    files = Attachment.objects.select_related("message__conversation", "file")
    found = files.filter(pk=number_of(pk), message=number_of(message_pk)).first()
    if found is None or found.file is None or not may(user, "read", found.message.conversation).allowed:
        raise NotFound(f"file {pk}")
    return FileBytes(found.name, found.type, bytes(found.file.content), found.width > 0)


@dataclass(frozen=True, slots=True)
class AsSent:
    """A mail as it was sent, safe for a frame of its own, and what of it was not loaded."""

    conversation_id: int
    page: Framed


def as_sent_for(user: User, pk: int) -> AsSent:
    """Return a mail as it was sent, with the pictures that came along and without anything from elsewhere.

    :raises NotFound: if it is missing, has no such page, or belongs to another team
    """
    message = message_for(user, pk)
    if not message.html:
        raise NotFound(f"message {pk} as it was sent")
    return AsSent(message.conversation_id, framed(message.html, pictures=_pictures(message.pk)))


def _pictures(message: int) -> dict[str, str]:
    """Return the pictures that the mail names, as addresses that hold the picture itself."""
    named = Attachment.objects.filter(message=message, width__gt=0, file__isnull=False).exclude(content_id="")
    sizes, left = [], MOST_PICTURE_BYTES
    for pk, size in named.order_by("pk").values_list("pk", "size"):
        if size <= left:
            sizes.append(pk)
            left -= size
    rows = named.filter(pk__in=sizes).values_list("content_id", "type", "file__content")
    return {cid: f"data:{kind};base64,{base64.b64encode(content).decode()}" for cid, kind, content in rows}
