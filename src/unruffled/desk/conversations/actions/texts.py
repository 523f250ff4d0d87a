"""What of a text can be kept: how much, and which characters."""

from __future__ import annotations

import re
from typing import Final

LONGEST_TEXT: Final = 100_000
"""Characters of one message that are shown and read; the raw message keeps everything."""

_NEVER_IN_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without the characters that no database keeps (NUL, halves of surrogate pairs)."""
    return _NEVER_IN_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
