"""Conversations of before, without a subject, say how they began: some at a time, each batch a transaction of its own.

A row is locked only while its batch is written, and one that somebody holds at that moment is left to them: whatever
they do with it writes how it began. Broken off, it goes on where it was.
"""

from itertools import groupby
from operator import itemgetter

from django.db import migrations, transaction

from unruffled.desk.conversations.openings import LOOKED_AT, MESSAGES, opening_of
from unruffled.engine.vocabulary import BEYOND_RUDE

BATCH = 500

SAID = """
SELECT one.id, said.text
FROM (SELECT id FROM conversations_conversation WHERE id > %(after)s AND subject = '' AND opening = ''
        ORDER BY id LIMIT %(batch)s) AS one
    LEFT JOIN LATERAL (SELECT id, left(text, %(looked_at)s) AS text FROM conversations_message
        WHERE conversation_id = one.id AND by = 'customer'
            AND (reading->>'conduct' = ANY(%(rude)s)) IS NOT TRUE
        ORDER BY id LIMIT %(messages)s) AS said ON true
ORDER BY one.id, said.id
"""
KEEP = """
UPDATE conversations_conversation AS one SET opening = given.opening
FROM unnest(%(ids)s::bigint[], %(openings)s::text[]) AS given (id, opening)
WHERE one.id IN (SELECT id FROM conversations_conversation WHERE id = ANY(%(ids)s) FOR NO KEY UPDATE SKIP LOCKED)
    AND one.id = given.id
"""


def fill(apps, editor):
    after = 0
    while after is not None:
        with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
            after = _filled(cursor, after)


def _filled(cursor, after):
    """Fill one batch and return the last id that was looked at; None behind the end."""
    asked = {"after": after, "batch": BATCH, "looked_at": LOOKED_AT, "messages": MESSAGES, "rude": list(BEYOND_RUDE)}
    cursor.execute(SAID, asked)
    found = {pk: opening_of(text or "" for _, text in rows) for pk, rows in groupby(cursor.fetchall(), itemgetter(0))}
    known = {pk: opening for pk, opening in found.items() if opening}
    cursor.execute(KEEP, {"ids": list(known), "openings": list(known.values())})
    return max(found, default=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0006_opening")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
