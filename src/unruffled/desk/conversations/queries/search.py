"""Search: which conversations hold all the words that were asked for, or words that begin so."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, F, Func, QuerySet, Value

from unruffled.desk.conversations.models import Conversation

_PARTING: Final = str.maketrans(dict.fromkeys("-/_.@#+\x00", " "))
"""Marks that part words, the same as when they were kept for search."""


def holding(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Return those of the rows in which every word of the text stands, the first twelve of them; none without words."""
    asked = " & ".join(_as_lexeme(term) for term in text.translate(_PARTING).split()[:12])
    return rows.filter(Matches(F("words__words"), Value(asked))) if asked else rows.none()


def _as_lexeme(term: str) -> str:
    """Return one word as the database's search takes it: quoted whole, and good as the beginning of a longer word."""
    quoted = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


class Matches(Func):
    """Whether the words of a conversation match what was asked; words with hyphens need not stand in order."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    conditional = True

    def __init__(self, words: Any, asked: Any) -> None:
        query = Func(asked, template="replace(to_tsquery('simple', %(expressions)s)::text, '<->', '&')::tsquery")
        super().__init__(words, query, output_field=BooleanField())
