"""The guidance of a conversation as words: the stage, the one next move, what to avoid, and the moves beside it."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SLOT = re.compile(r"\{[^{}\n]{1,60}\}")
"""A place in the words to say that the record could not fill; it cannot be sent (ARCHITECTURE: one rule grammar)."""


def slotted(text: str) -> SafeString:
    """Return words to say as HTML with the places underlined that a person still has to fill."""
    parts, at = [], 0
    for found in SLOT.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(f'<span class="slot">{escape(found.group().strip("{}").replace("_", " "))}</span>')
        at = found.end()
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above
