"""Who people are is no abuse: when the model only points at names of identities, something hostile must be said too."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.seen import SHOWN, Seen
from unruffled.engine.vocabulary import Span

_HOSTILE: Final = (
    "aversion", "insult_you", "insult_word", "severe_attack", "rude", "anger", "threat_violence", "sexual_remark",
    "profanity", "discriminatory_abuse",
)  # fmt: skip
_SMALL: Final = frozenset("a an the is are not some any people person of and or in my our".split())


def only_named(seen: Seen, spans: tuple[Span, ...]) -> bool:
    """Whether these words only name who people are, and no rule hears anything hostile in the whole turn."""
    if not spans or any(seen.strength(id) >= SHOWN for id in _HOSTILE):
        return False
    named = {i for hit in seen.hits.get("identity", ()) for i in range(hit.first, hit.last + 1)}
    pointed = {i for span in spans for i in range(*seen.text.overlapping(span))}
    return bool(pointed & named) and all(i in named or seen.text.words[i] in _SMALL for i in pointed)
