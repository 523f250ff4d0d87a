"""What may be written to a screen: words of strangers must not steer it."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_STEERING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Return the text with nothing in it that steers a screen, one character for one, so that spans stay true."""
    return _STEERING.sub(lambda found: " " if found[0] in "\t\r" else "·", text)


def as_json(document: Any) -> str:
    """Return the document as one line of JSON in which what steers a screen is written as an escape."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(document, ensure_ascii=False))
