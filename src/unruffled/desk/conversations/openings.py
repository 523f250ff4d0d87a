"""How a contact began, in a line for a conversation without a subject; nobody can be reached or found by it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten
from typing import Final

from unruffled.channels.text import one_line

LONGEST: Final = 60
"""Characters of a line."""

LOOKED_AT: Final = 400
"""Characters of a message of which the line is made."""

MESSAGES: Final = 5
"""Messages among which the first is looked for that says something."""

WORDS: Final = 3
"""Words from which on a message says something; "hi" alone says nothing of the matter."""

_DATE: Final = r"(?:\d{4}-\d\d-\d\d|\d{1,2}([./-])\d{1,2}\1\d{2,4})(?!\d)"
_STREETS: Final = r"street|road|avenue|lane|crescent|terrace|gardens|boulevard"
_NAMED_STREETS: Final = r"St|Rd|Ave|Blvd|Ln|Dr|Way|Close|Court|Place|Drive|Square|Park|Row|Hill"
_NO_NAME: Final = r"the|a|an|of|in|on|at|to|down|up|by|from|and|for|per|my|your|this|that|days?|hours?|minutes?|weeks?"
_PRIVATE: Final = (
    re.compile(r"(?:https?://|www\.)[^\s,;]{1,400}", re.IGNORECASE),
    re.compile(r"[^\s@]{0,64}@[^\s@,;]{1,255}"),
    re.compile(rf"(?<!\w)(?<!\d[./-])(?!{_DATE})[+(0]{{1,3}}\d?(?:[ ().-]{{0,2}}\d){{5,19}}(?!\d)"),
    re.compile(rf"(?<!\w)(?<!\d[./-])(?!{_DATE})\d(?:[ ().-]{{0,2}}\d){{8,19}}(?!\d)"),
    re.compile(r"(?<!\w)\d{3}[ .-]\d{4}(?!\w)|(?<!\w)\d\d(?:[ .]\d\d){3}(?!\w)"),
    re.compile(r"\b[A-Za-z]{1,8}\d{9,30}[A-Za-z]{0,8}\b|\b[A-Z]{2}\d\d[A-Z\d]{11,30}\b"),
    re.compile(
        rf"\b\d{{1,5}}[a-z]?,? (?:(?!(?:{_NO_NAME})\b)[^\W\d][\w'’.-]{{0,20}} ){{1,3}}?(?:{_STREETS})\b", re.IGNORECASE
    ),
    re.compile(rf"\b\d{{1,5}}[a-z]?,? (?:[A-Z][\w'’.-]{{0,20}} ){{1,3}}?(?:{_NAMED_STREETS})\b"),
    re.compile(r"\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|chemin|via|calle)(?: [^\W\d][\w'’-]{0,20}){1,4}"),
    re.compile(r"\b[^\W\d]\w{0,30}(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee) \d{1,4}[a-z]?\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"),
)
"""Mail, web and social addresses, telephone and other long numbers, streets and post codes; a date is none of them."""

_LEFT_OUT: Final = re.compile(r"…(?:[ ,;:()/-]{0,3}…){0,20}")
_EDGES: Final = " …,;:()/-"


def opening_of(texts: Iterable[str]) -> str:
    """Return how this contact began, at most 60 characters cut behind a word; "" if nothing was said yet.

    `texts` are the contact's messages in order. The line is of the first that says more than a greeting, else of the
    first. Whatever somebody could be reached by or found at is left out.
    """
    lines = [line for line in map(_line, _first(texts)) if line]
    return next((line for line in lines if _says_something(line)), lines[0] if lines else "")


def _first(texts: Iterable[str]) -> list[str]:
    return [text for text, _ in zip(texts, range(MESSAGES), strict=False)]


def _says_something(line: str) -> bool:
    """Whether it has enough words; a script without spaces is taken at its word."""
    return len(line.split()) >= WORDS or not line.isascii()


def _line(text: str) -> str:
    line = one_line(text[:LOOKED_AT])
    for pattern in _PRIVATE:
        line = pattern.sub("…", line)
    line = _LEFT_OUT.sub("…", line).lstrip(_EDGES)
    if not line.strip(_EDGES):
        return ""
    cut = shorten(line, LONGEST, placeholder=" …")
    return cut if cut.strip(_EDGES) else f"{line[: LONGEST - 1]}…"
