"""Files that come along with a message: what they are, and their bytes, each kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from unruffled.channels import envelope, files
from unruffled.channels.text import one_line
from unruffled.desk.conversations.models import Attachment, Message, StoredFile

MOST_FILES: Final = 50
"""Files of one message that are listed; the rest stays in the raw mail."""

LARGEST_FILE: Final = 25_000_000
"""Bytes of a file that is kept; a larger one is listed, and stays in the raw mail."""

MOST_BYTES: Final = 40_000_000
"""Bytes of all files of one message that are kept."""


def keep_files(message: Message, given: Sequence[envelope.Attachment]) -> None:
    """Keep the files of a message: what their own bytes say they are, never what they call themselves."""
    rows: list[Attachment] = []
    left = MOST_BYTES
    for one in given[:MOST_FILES]:
        kept = bool(one.content) and one.size <= min(LARGEST_FILE, left)
        left -= one.size if kept else 0
        rows.append(_row(message, one, _stored(one.content) if kept else None))
    Attachment.objects.bulk_create(rows)


def _row(message: Message, one: envelope.Attachment, sha256: str | None) -> Attachment:
    kind = files.kind_of(one.content, called=one.type)
    width, height = files.points_of(one.content, kind) if one.whole else (0, 0)
    shown = files.may_be_shown(kind=kind, size=one.size, width=width, height=height)
    return Attachment(
        message=message,
        name=one_line(one.name, limit=150) or "unnamed",
        type=kind,
        size=one.size,
        content_id=one_line(one.content_id, limit=200),
        whole=one.whole,
        width=width if shown else 0,
        height=height if shown else 0,
        file_id=sha256,
    )


def _stored(content: bytes) -> str:
    """Keep these bytes, unless they are kept already, and return their digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not StoredFile.objects.filter(pk=sha256).exists():
        StoredFile.objects.bulk_create([StoredFile(sha256=sha256, content=content)], ignore_conflicts=True)
    return sha256
