"""The safety card: what to do first, in plain words, until a person closes it with a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from unruffled.desk.guidance.queries import GuidanceView
from unruffled.shells.console.screens.guidance import SLOT
from unruffled.shells.console.screens.turns import version_of

_SENTENCE = re.compile(r"(?<=[.?])\s")


@dataclass(frozen=True, slots=True)
class Safety:
    """The card's words; `close_url` is where the note goes that closes it."""

    title: str
    lines: tuple[str, ...]
    close_url: str
    version: str


def safety_of(conversation: Any, view: GuidanceView | None) -> Safety | None:
    """Return the card while somebody may be in danger, else nothing."""
    if not conversation.safety_open:
        return None
    name = conversation.contact.name or "this person"
    lines = ["No local numbers yet. Call somebody with authority now, and do not leave.", *_say(view)]
    return Safety(
        f"Stay with {name}.", tuple(lines), reverse("safety_closing", args=[conversation.pk]), version_of((name, lines))
    )


def _say(view: GuidanceView | None) -> list[str]:
    """Return the first words to say of the safety move, where the guidance has them."""
    move = view.next if view is not None else None
    if move is None or move.id != "safety_protocol":
        return ["Everything else waits."]
    whole = [line for line in _SENTENCE.split(move.say[0]) if not SLOT.search(line)] if move.say else []
    return [f"You could say: {' '.join(whole)}"] if whole else [move.purpose]
