"""A reply that has not arrived, in plain words, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from unruffled.desk.conversations.threads import ThreadRow
from unruffled.shells.console.screens.clock import clock

TWICE = "Sending it again could deliver it twice."


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong: in two or three words, why, and the addresses of what can be done about it.

    `grave` is for what stays undelivered unless somebody does something.
    """

    words: str
    why: str
    grave: bool = True
    again: str = ""
    again_url: str = ""
    rewrite_url: str = ""


def trouble_of(row: ThreadRow, *, conversation: int, now: datetime) -> Trouble | None:
    """Return what went wrong with a reply of ours; None where nothing did."""
    again_url = reverse("second_try", args=[conversation, row.id])
    if row.delivery == "failed":
        rewrite_url = reverse("rewriting", args=[conversation, row.id])
        return Trouble("Not delivered", _sentence(row.failed_because), True, "Try again", again_url, rewrite_url)
    if row.delivery == "uncertain":
        why = _sentence(row.failed_because) or "We lost the line after handing it over."
        said = "twice" in why
        return Trouble("Perhaps delivered", why if said else f"{why} {TWICE}", False, "Send it again", again_url)
    if row.delivery == "sending" and row.failed_because and row.again_at is not None:
        when = f"We try again at {clock(row.again_at, now=now)}." if row.again_at > now else "We are trying again."
        return Trouble("Not delivered yet", f"{_sentence(row.failed_because)} {when}", grave=False)
    return None


def _sentence(words: str) -> str:
    words = words.strip()
    words = words[:1].upper() + words[1:]
    return f"{words}." if words and words[-1] not in ".!?" else words
