"""What a search found, with the words marked that were looked for, and what narrows it, in chips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from unruffled.desk.conversations.queries import Asked, InboxRow, Passage, terms_of
from unruffled.shells.console.screens.filters import Chip
from unruffled.shells.console.screens.inbox import Row, rows_of
from unruffled.shells.console.screens.words import CHANNELS

STANDING: Mapping[str, str] = {"open": "Open", "aside": "Put aside", "closed": "Closed"}
OFFERED = (
    ("Last 7 days", "since:7d"),
    ("Last 30 days", "since:30d"),
    ("Open", "is:open"),
    ("Closed", "is:closed"),
    ("Chat", "channel:chat"),
    ("Mail", "channel:mail"),
)
"""What can be added with one click; more is said in the words themselves."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows a search and can be taken away, what can be added, and what was not understood."""

    chips: tuple[Chip, ...]
    offered: tuple[Chip, ...]
    wrong: tuple[str, ...]


def narrowed_of(asked: Asked, *, base: str, said: str) -> Narrowed:
    """Return what narrows a search, in words, and what else could."""
    used = {part.key for part in asked.parts}
    return Narrowed(
        chips=tuple(Chip(_words(part.key, part.value), _to(base, asked.without(part))) for part in asked.parts),
        offered=tuple(
            Chip(words, _to(base, f"{said} {term}")) for words, term in OFFERED if term.split(":")[0] not in used
        ),
        wrong=asked.wrong,
    )


def found_rows(
    rows: Iterable[InboxRow], passages: Mapping[int, Passage], *, words: str, you: int, now: datetime
) -> tuple[Row, ...]:
    """Return the rows with the words marked: in the name, in the need, and in the passage where they were said."""
    marks = _pattern(terms_of(words))
    found = rows_of(rows, you=you, now=now, reasons=False)
    return tuple(
        replace(
            row,
            name=marked(row.name, marks),
            need=marked(row.need, marks),
            passage=_passage(passages.get(row.id), row.name, marks),
        )
        for row in found
    )


def marked(text: str, marks: re.Pattern[str] | None) -> SafeString:
    """Return a text with every word marked that begins with one of those looked for."""
    if marks is None:
        return conditional_escape(text)
    return format_html_join("", "{}", ((_one(piece, n),) for n, piece in enumerate(marks.split(text))))


def _one(piece: str, n: int) -> SafeString:
    """Every second piece of a split is what was found."""
    return format_html("<mark>{}</mark>", piece) if n % 2 else conditional_escape(piece)


def _pattern(terms: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds words that begin with one of these: alternatives without any repetition inside."""
    if not terms:
        return None
    ordered = sorted(set(terms), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])((?:{'|'.join(map(re.escape, ordered))})[^\W_]*)", re.IGNORECASE)


def _passage(passage: Passage | None, name: str, marks: re.Pattern[str] | None) -> SafeString:
    if passage is None:
        return mark_safe("")
    text = " ".join(passage.text.split())
    if not passage.begins:
        text = f"… {text.partition(' ')[2]}"
    who = name if passage.by == "customer" else "We"
    return format_html("{}: {}", who, marked(text, marks))


def _words(key: str, value: str) -> str:
    return {
        "from": f"From {value}",
        "with": "With nobody yet" if value == "nobody" else f"With {value}",
        "channel": CHANNELS.get("email" if value == "mail" else value, value),
        "is": STANDING.get(value, value),
        "since": f"Last {value[:-1]} days" if value.endswith("d") else f"Since {value}",
        "before": f"More than {value[:-1]} days ago" if value.endswith("d") else f"Before {value}",
    }[key]


def _to(base: str, text: str) -> str:
    return f"{base}?{urlencode({'q': text.strip()})}" if text.strip() else base
