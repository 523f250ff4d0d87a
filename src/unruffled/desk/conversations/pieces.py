"""What a thread is made of, asked at once and by hand for every page: what was said, and what happened between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from unruffled.desk.conversations.models import Conversation
from unruffled.desk.conversations.wordings import HAPPENED

FOLDED: Final = 2_000
"""Characters of quoted mail and of a signature that are shown folded."""

Json = Mapping[str, Any]


class Said(NamedTuple):
    """A message with its author, where it is on its way out, and its files.

    `counted` is the same for all of a piece: how many messages there are up to its last one.
    """

    id: int
    by: str
    channel: str
    text: str
    at: datetime
    reading: Json | None
    corrected: Json
    unread_reason: str
    as_sent: bool
    quoted: str
    signature: str
    author_id: int | None
    author_alias: str | None
    author_name: str | None
    delivery: str | None
    due_at: datetime | None
    last_error: str | None
    left_at: datetime | None
    files: Sequence[Json]
    counted: int


_SAID: Final = """
    SELECT said.id, said.by, said.channel, said.text, said.sent_at, said.reading, said.corrected, said.unread_reason,
        said.html <> '', left(said.quoted, %(folded)s), left(said.signature, %(folded)s),
        said.author_id, author.alias, author.name, out.state, out.due_at, out.last_error, out.sent_at,
        (SELECT jsonb_agg(jsonb_build_object(
                'id', file.id, 'name', name, 'type', type, 'size', size, 'whole', whole, 'width', width,
                'kept', sha256 IS NOT NULL) ORDER BY file.id)
            FROM conversations_attachment AS file WHERE file.message_id = said.id),
        (SELECT count(*) FROM conversations_message AS one LEFT JOIN conversations_outbox AS went
                ON went.message_id = one.id
            WHERE one.conversation_id = %(conversation)s AND one.id <= %(to)s AND went.state IS DISTINCT FROM 'undone')
    FROM conversations_message AS said
        LEFT JOIN conversations_outbox AS out ON out.message_id = said.id
        LEFT JOIN people_user AS author ON author.id = said.author_id
    WHERE said.conversation_id = %(conversation)s AND said.id <= %(to)s AND out.state IS DISTINCT FROM 'undone'
    ORDER BY said.id DESC LIMIT %(most)s
"""

_LAST: Final = 2**63 - 1


def last_said(conversation: Conversation, *, to: int, most: int) -> list[Said]:
    """Return the newest messages (up to the one of this id, 0 for the very newest) in order.

    What was taken back is not among them.
    """
    asked = {"conversation": conversation.pk, "to": to or _LAST, "most": most, "folded": FOLDED}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, asked)
        return [_parsed(Said(*row)) for row in cursor][::-1]


def _parsed(said: Said) -> Said:
    """JSON comes as text."""
    files = _json(said.files, without=())
    return said._replace(reading=_json(said.reading), corrected=_json(said.corrected), files=files)


def _json(text: Any, *, without: Any = None) -> Any:
    return json.loads(text) if text else without


class Between(NamedTuple):
    """A note or an event; `words` are the note's, or what happened (wordings.HAPPENED), `by` and `to` who it was."""

    kind: str
    id: int
    at: datetime
    words: str
    by_id: int | None
    by_alias: str | None
    by_name: str | None
    to_alias: str | None
    to_name: str | None


_BETWEEN: Final = """
    SELECT 'note', note.id, note.written_at, note.text, note.author_id, by.alias, by.name, NULL, NULL
    FROM conversations_note AS note LEFT JOIN people_user AS by ON by.id = note.author_id
    WHERE note.conversation_id = %(conversation)s
        AND note.written_at >= %(since)s::timestamptz AND note.written_at < %(until)s::timestamptz
    UNION ALL
    (SELECT 'event', entry.id, entry.at, entry.what, entry.by, by.alias, by.name, whom.alias, whom.name
    FROM journal_entry AS entry LEFT JOIN people_user AS by ON by.id = entry.by
        LEFT JOIN people_user AS whom ON whom.id =
            CASE WHEN entry.numbers->>'to' ~ '^[0-9]{1,18}$' THEN (entry.numbers->>'to')::bigint END
    WHERE entry.conversation = %(conversation)s AND entry.what = ANY(%(what)s)
        AND entry.at >= %(since)s::timestamptz AND entry.at < %(until)s::timestamptz
    ORDER BY entry.id DESC LIMIT 500)
    ORDER BY 1 DESC, 2
"""


def between(conversation: Conversation, *, since: datetime | None, until: datetime | None) -> list[Between]:
    """Return the notes, then the last 500 events that a thread shows, each in order, in a piece of its time."""
    asked = {"since": since or "-infinity", "until": until or "infinity", "what": _SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, {**asked, "conversation": conversation.pk})
        return [Between(*row) for row in cursor]


_SHOWN: Final = [what for what, words in HAPPENED.items() if words]
