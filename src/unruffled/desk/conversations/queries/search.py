"""Search: which conversations hold all the words that were asked for, or words that begin so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Greatest, Lower, StrIndex, Substr

from unruffled.desk.conversations.models import Conversation, Message

AROUND, PASSAGE = 70, 240
"""Letters before the word, and letters of a passage in all."""

_PARTING: Final = str.maketrans(dict.fromkeys("-/_.@#+\x00", " "))
"""Marks that part words, the same as when they were kept for search."""


def holding(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Return those of the rows in which every word of the text stands, the first twelve of them; none without words."""
    asked = " & ".join(_as_lexeme(term) for term in terms_of(text))
    return rows.filter(Matches(F("words__words"), Value(asked))) if asked else rows.none()


def terms_of(text: str) -> list[str]:
    """Return the words that are looked for, parted as they were kept."""
    return text.translate(_PARTING).split()[:12]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of what was said in a conversation, around the words that were looked for."""

    by: str
    text: str
    begins: bool


def passages_of(ids: Iterable[int], text: str) -> dict[int, Passage]:
    """Return for each of these conversations where its newest message holds the longest of the words: one query."""
    word = max(terms_of(text), key=len, default="")
    if not word:
        return {}
    place = StrIndex(Lower("text"), Lower(Value(word)))
    holding_it = Message.objects.filter(conversation__in=list(ids), text__icontains=word)
    found = holding_it.annotate(
        begins=Greatest(place - AROUND, Value(1)), piece=Substr("text", Greatest(place - AROUND, Value(1)), PASSAGE)
    )
    newest = found.order_by("conversation", "-pk").distinct("conversation")
    return {
        pk: Passage(by, piece, begins == 1)
        for pk, by, piece, begins in newest.values_list("conversation", "by", "piece", "begins")
    }


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
