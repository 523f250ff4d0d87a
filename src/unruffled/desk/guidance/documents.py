"""A stored conversation as one `unruffled-reading/1` document, with the messages that its turns are of."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.guidance.actions import unread
from unruffled.desk.guidance.stories import Thread, thread_of
from unruffled.desk.people.house import in_force
from unruffled.engine.follow import as_document, follow

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Followed:
    """Messages and turns have the same order; `authors` and `deliveries` name, by message, who wrote ours and where
    they are on their way."""

    messages: tuple[Message, ...]
    authors: Mapping[int, str]
    deliveries: Mapping[int, str]
    document: dict[str, Any] | None


def followed(conversation: Conversation) -> Followed:
    """Return the conversation followed turn by turn from the readings that are kept: two queries.

    What nobody could read yet counts as unread; if the engine fails, the messages come without a document.
    """
    thread = thread_of(conversation)
    beside = conversations.said_in(conversation).filter(by__in=["agent", "supervisor"])
    rows = list(beside.values_list("pk", "author__alias", "author__name", "outbox__state"))
    return Followed(
        messages=thread.messages,
        authors={pk: alias or name for pk, alias, name, _ in rows if name},
        deliveries={pk: state for pk, _, _, state in rows if state},
        document=_document(thread),
    )


def _document(thread: Thread) -> dict[str, Any] | None:
    known = dict(thread.known) | {turn.n: unread(turn) for _, turn in thread.unread}
    try:
        return as_document(thread.story, follow(thread.story, known=known, house=in_force().house))
    except Exception:
        logger.exception("the engine could not follow conversation %s", thread.story.id)
        return None
