"""What stands in a text and is no writing: a picture or a key pasted as letters, and bare marks of layout.

Pieces of it look like words ("…/rAt+…"), and a network finds a mood in anything. It is read as white space, so that
what is written around it keeps its place; the text itself is kept as it came.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 200
"""Letters and digits without a break, from which on no word of any language is meant."""
_KEY: Final = 60
"""With a digit among them so many are a key, a token or a line of a picture (MIME breaks these after 76)."""
_DIFFERENT: Final = 12
"""Signs that differ in a run, so that a word held for ever ("noooo…") or said without end is none of these."""
_RUN: Final = re.compile(
    r"[A-Za-z0-9+/=]{60,}(?:\r?\n(?=[A-Za-z+/]{0,59}[0-9=])[A-Za-z0-9+/=]{2,60}(?!\S))?"  # with its short last line
)
_LAYOUT: Final = " \t\r\n>|=_~-"


def without(text: str) -> str:
    """Return the text with white space where it is no writing; as long as before, and nothing where nothing is left."""
    said = _RUN.sub(_blank, text)
    return said if said.strip(_LAYOUT) else ""


def _blank(run: re.Match[str]) -> str:
    said = run[0]
    pasted = len(said) > LONGEST or any(sign.isdigit() for sign in said)
    return " " * len(said) if pasted and len(set(said)) >= _DIFFERENT else said
