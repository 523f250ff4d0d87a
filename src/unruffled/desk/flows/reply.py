"""We answer: while writing, on Send, within the ten seconds of undo, and drafts kept meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from unruffled.desk.cases import actions as cases
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import writing
from unruffled.desk.conversations.actions import StaleDraft, TooLate
from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.flows import deliver
from unruffled.desk.flows.allowed import NotAllowed, require
from unruffled.desk.guidance import actions as guidance
from unruffled.desk.guidance import coaching
from unruffled.desk.guidance.coaching import Asked, Preview
from unruffled.desk.guidance.queries import guidance_of
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine import playbook

__all__ = [
    "Asked",
    "Draft",
    "Empty",
    "NotAllowed",
    "Preview",
    "StaleDraft",
    "StillWriting",
    "TooLate",
    "UnfilledSlot",
    "note_move",
    "preview",
    "require_words",
    "rewrite",
    "save_draft",
    "send",
    "undo",
]


class UnfilledSlot(Exception):
    """The text still has places to fill in, such as {time}; `slots` are their names in the order of the text."""

    def __init__(self, slots: tuple[str, ...]) -> None:
        super().__init__(f"Fill in first: {', '.join(slots)}.")
        self.slots = slots


class Empty(Exception):
    """There is nothing to send."""


class StillWriting(Exception):
    """The contact is writing at this moment; `until` is when the pause is long enough if nothing more is written."""

    def __init__(self, until: datetime) -> None:
        super().__init__("The contact is still writing.")
        self.until = until


@dataclass(frozen=True, slots=True)
class Draft:
    """What the agent is about to send; `seen` is the id of the last message on the agent's page (0 for none).

    `polite` waits for a contact who is writing at this moment.
    """

    text: str
    seen: int
    inserted_moves: tuple[str, ...] = ()
    polite: bool = False


@transaction.atomic
def send(*, conversation: Conversation, agent: User, draft: Draft, now: datetime) -> Message:
    """Send the agent's reply, held for ten seconds, and renew the guidance.

    :raises NotAllowed: if the agent may not write in this conversation
    :raises StaleDraft: if somebody wrote while this was being written; it carries the newer messages
    :raises StillWriting: if the contact is writing, and the draft is polite
    :raises UnfilledSlot: if a place to fill in is left in the text
    :raises Empty: if there is nothing to send
    """
    require(agent, "reply", conversation)
    require_words(draft.text)
    conversation = conversations.lock(conversation, seen=draft.seen)
    if draft.polite and (until := writing.until(conversation, now=now)):
        raise StillWriting(until)

    _note_inserted(conversation, draft, by=agent, now=now)
    message = hold(conversation, author=agent, text=draft.text, now=now)
    journal.pulse(conversation)
    return message


def require_words(text: str) -> None:
    """Whatever we send says something, and has no place left to fill in.

    :raises Empty: if there is nothing to send
    :raises UnfilledSlot: if a place to fill in is left
    """
    if not text.strip():
        raise Empty("There is nothing to send.")
    if left := coaching.blanks_in(text):
        raise UnfilledSlot(left)


def _note_inserted(conversation: Conversation, draft: Draft, *, by: User, now: datetime) -> None:
    """Keep which moves were inserted; what the page calls a move and the playbook does not know is left out."""
    known = {card.id for card in playbook.default_cards()} if draft.inserted_moves else frozenset()
    moves = tuple(dict.fromkeys(move for move in draft.inserted_moves if move in known))
    latest = guidance_of(conversation) if moves else None
    if latest is not None:
        guidance.note_used(latest, moves=moves, did="inserted", by=by, now=now)


def hold(conversation: Conversation, *, author: User, text: str, now: datetime) -> Message:
    """Put our words into the outbox, renew the guidance, keep what they promise, and leave the job that sends them.

    The conversation is locked, and the author may write in it.
    """
    message = conversations.add_reply(conversation, author=author, text=text, now=now)
    step = guidance.renew(conversation, now=now)
    promises = cases.record_promises(conversation, message, step.reading) if step else []
    conversations.keep(conversation, now=now)
    journal.record("reply.held", by=author, about=message, at=now, numbers={"promises": len(promises)})
    deliver.arrange(message.outbox)
    return message


@transaction.atomic
def undo(*, message: Message, agent: User, now: datetime) -> str:
    """Take a held reply back and return its text, which is the agent's draft again.

    :raises NotAllowed: if the agent may not write in this conversation, or somebody else wrote the reply
    :raises TooLate: if the reply has left
    """
    require(agent, "undo", message.conversation, author=message.author_id or 0)
    return _take_back(message, agent=agent, only="held", now=now)


@transaction.atomic
def rewrite(*, message: Message, agent: User, now: datetime) -> str:
    """Take back a reply that was not delivered and return its text, which is the agent's draft; a colleague's too.

    :raises NotAllowed: if the agent may not write in this conversation
    :raises TooLate: if it has left, or perhaps has
    """
    require(agent, "reply", message.conversation)
    return _take_back(message, agent=agent, only="failed", now=now)


def _take_back(message: Message, *, agent: User, only: str, now: datetime) -> str:
    conversation = conversations.lock(message.conversation)
    conversations.take_back(message, only=only)
    guidance.forget(message)
    cases.forget_promises(message)
    cases.note_next_promise(conversation)
    conversations.count_waiting(conversation)
    conversations.join_draft(conversation, user=agent, text=message.text, now=now)
    guidance.renew(conversation, now=now)
    conversations.keep(conversation, now=now)

    journal.record("reply.undone", by=agent, about=message, at=now)
    journal.pulse(conversation)
    return message.text


def preview(*, conversation: Conversation, agent: User, text: str) -> Preview:
    """Say what the coach thinks of a draft and which of the contact's questions it answers; nothing is stored.

    :raises NotAllowed: if the agent may not write in this conversation
    """
    require(agent, "reply", conversation)
    return coaching.preview(conversation, text=text, speaker="agent" if agent.role == "agent" else "supervisor")


@transaction.atomic
def save_draft(*, conversation: Conversation, agent: User, text: str, now: datetime) -> None:
    """Keep what the agent is writing, so that nothing is lost when the line is; an empty text forgets it.

    :raises NotAllowed: if the agent may not write in this conversation
    """
    require(agent, "draft", conversation)
    if conversations.save_draft(conversation, user=agent, text=text, now=now):
        journal.whisper(conversation)


@transaction.atomic
def note_move(*, conversation: Conversation, agent: User, move: str, did: str, now: datetime) -> None:
    """Keep that the agent inserted a move, put it aside ("dismissed") or asked why not another one ("why_not").

    :raises NotAllowed: if the agent may not write in this conversation
    """
    require(agent, "draft", conversation)
    latest = guidance_of(conversation)
    if latest is not None:
        guidance.note_used(latest, moves=(move,), did=did, by=agent, now=now)
