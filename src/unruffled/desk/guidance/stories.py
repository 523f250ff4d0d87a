"""A stored conversation as the engine sees it: a story with its turns, and the readings that are known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.utils.timezone import localtime

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Conversation, Message, Outbox
from unruffled.desk.people.house import in_force
from unruffled.engine.follow import follow
from unruffled.engine.stored import restored
from unruffled.engine.vocabulary import By, Context, Reading, Step, Story, Turn

UNREAD_COLUMNS: Final = ("html", "quoted", "signature", "external_id", "corrected")
"""What of a message the engine has no use for."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said, as messages and as turns (the same length and order), and the readings known by turn."""

    messages: tuple[Message, ...]
    story: Story
    known: Mapping[int, Reading]

    @property
    def pairs(self) -> list[tuple[Message, Turn]]:
        """Every message with its turn."""
        return list(zip(self.messages, self.story.turns, strict=True))

    @property
    def unread(self) -> list[tuple[Message, Turn]]:
        """The messages that nobody has read yet, with their turns."""
        return [(message, turn) for message, turn in self.pairs if turn.n not in self.known]

    def advised_since(self, message_id: int | None) -> int:
        """The first turn whose advice is kept: that of this message, else the latest one; our own turns need none."""
        if message_id is not None:
            return next((turn.n for message, turn in self.pairs if message.pk >= message_id), 1)
        return len(self.story.turns)


def thread_of(conversation: Conversation, *, only: Message | None = None) -> Thread:
    """Return everything that was said, without replies that were taken back: one query.

    `only` is the one message of a conversation that it has just opened; then nothing is asked.
    """
    said = [only] if only else conversations.said_in(conversation).defer(*UNREAD_COLUMNS)
    messages = tuple(said)
    turns = turns_of(messages)
    known = {
        turn.n: restored(turn, message.reading)
        for message, turn in zip(messages, turns, strict=True)
        if message.reading is not None
    }
    return Thread(messages, story_of(conversation, turns), known)


def steps_of(thread: Thread) -> tuple[Step, ...]:
    """Return how the conversation went by the house's rules: every turn's reading and situation, advice for none."""
    return follow(thread.story, known=thread.known, house=in_force().house, since=len(thread.messages) + 1)


def unanswered_of(conversation: Conversation) -> dict[int, Reading]:
    """Return the readings of what we sent since the contact last wrote, by message; what is still held is not sent."""
    thread = thread_of(conversation)
    left = set(Outbox.objects.filter(message__in=thread.messages, state="sent").values_list("message_id", flat=True))
    ours: dict[int, Reading] = {}
    for message, turn in zip(thread.messages, thread.story.turns, strict=True):
        if turn.by == "customer":
            ours.clear()
        elif message.pk in left and turn.n in thread.known:
            ours[message.pk] = thread.known[turn.n]
    return ours


def story_of(conversation: Conversation, turns: tuple[Turn, ...]) -> Story:
    """Return the conversation as a story; its clock is that of the house, so that "at 16:30" is that of our wall."""
    return Story(
        channel=conversation.channel,
        turns=turns,
        context=context_of(conversation.context),
        id=str(conversation.pk),
        started=localtime(conversation.opened_at),
    )


def context_of(kept: Mapping[str, Any]) -> Context:
    """Return what is known before the first turn from the JSON on the conversation's row."""
    return Context(
        customer=kept.get("customer") or {},
        history=kept.get("history") or {},
        facts=tuple(kept.get("facts") or ()),
        policy=kept.get("policy") or {},
    )


def turns_of(messages: Iterable[Message]) -> tuple[Turn, ...]:
    """Return the messages as turns. Their order is the order of arrival; minutes never run backwards with a clock."""
    turns: list[Turn] = []
    first = None
    for n, message in enumerate(messages, start=1):
        first = first or message.sent_at
        at = (message.sent_at - first).total_seconds() / 60
        turns.append(
            Turn(
                n=n,
                by=cast(By, message.by),
                at=max(at, turns[-1].at if turns else 0.0),
                text=message.text,
                channel=message.channel,
                event=message.event or None,
            )
        )
    return tuple(turns)
