"""Words to say: templates whose numbers, names, dates and done actions are slots filled from the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_SLOT: Final = re.compile(r"\{([a-z][a-z_]{0,40})\}")


def fill(phrase: str, record: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the phrase with every known slot filled, and the names of the slots that the record cannot fill.

    An unfilled slot stays visible in its braces; words with one cannot be sent.
    """
    if "{" not in phrase:
        return phrase, ()
    missing: list[str] = []

    def word(match: re.Match[str]) -> str:
        value = record.get(match[1], "").strip()
        if value:
            return value if match.start() else _begun(value)
        if match[1] not in missing:
            missing.append(match[1])
        return match[0]

    return _SLOT.sub(word, phrase), tuple(missing)


def _begun(value: str) -> str:
    """The value as a sentence begins, also inside quotation marks."""
    first = 1 if value[0] in "“\"'" else 0
    return value[:first] + value[first : first + 1].upper() + value[first + 1 :]


@lru_cache(maxsize=2048)
def slots(phrase: str) -> tuple[str, ...]:
    """Return the names of a phrase's slots, in order, each once. Phrases are those of cards: the same every time."""
    return tuple(dict.fromkeys(_SLOT.findall(phrase)))
