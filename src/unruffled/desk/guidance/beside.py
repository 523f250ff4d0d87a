"""What a contact says beside the text of a message: a subject that shows danger is read like the words below it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from unruffled.channels.envelope import Inbound
from unruffled.channels.text import one_line
from unruffled.desk.conversations.actions.rows import subject_of
from unruffled.engine import reader
from unruffled.engine.vocabulary import DANGERS, Context, Turn

logger = logging.getLogger(__name__)

LONGEST_SUBJECT: Final = 300
"""Characters of a subject that are looked at, as many as are kept."""


def with_danger(inbound: Inbound) -> Inbound:
    """Return the message, its subject as the first line where that shows danger: who is desperate says it there, too.

    The subject of an answer or of something that is forwarded was written before, by whomever, and is left where it is.
    """
    subject = one_line(inbound.subject)[:LONGEST_SUBJECT]
    if not subject or subject != subject_of(inbound.subject) or not _shows_danger(subject, inbound.channel):
        return inbound
    return replace(inbound, text="\n\n".join(filter(None, (subject, inbound.text))))


def _shows_danger(subject: str, channel: str) -> bool:
    try:
        reading = reader.read(Turn(1, "customer", 0.0, subject, channel), (), Context(), fast=True)
    except Exception:
        logger.exception("a subject could not be read")
        return False
    return any(signal.id in DANGERS for signal in reading.signals)
