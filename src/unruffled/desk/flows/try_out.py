"""A conversation that was had elsewhere is brought here to try: it reads like any other, and nothing leaves from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Channel, Conversation
from unruffled.desk.flows import receive, said
from unruffled.desk.flows import team as teams
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import Team, User
from unruffled.engine.vocabulary import STAFF, Story, Turn

__all__ = ["INBOX", "MOST_TURNS", "NotAllowed", "NothingSaid", "try_out"]

INBOX: Final = "Brought here to try"
MOST_TURNS: Final = 200
"""Turns that are taken: the last ones, as they are what the next answer is about."""


class NothingSaid(ValueError):
    """Nobody on the other side says anything in what was brought."""


@transaction.atomic
def try_out(*, story: Story, by: User, now: datetime) -> Conversation:
    """Take in what was said elsewhere, turn by turn, as if it had happened up to now; return the conversation.

    It comes by an inbox of its own whose words reach nobody outside, whatever is answered here.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises NothingSaid: if no customer speaks in it
    """
    require_manager(by)
    turns = [turn for turn in story.turns if turn.text.strip() and turn.by != "system"][-MOST_TURNS:]
    if not any(turn.by == "customer" for turn in turns):
        raise NothingSaid("We could not find a customer's words in this. Mark the lines “Customer:” and “Agent:”.")
    conversation = _opened(story, team=teams.first(by=by, now=now), by=by, now=now)
    begun = now - timedelta(minutes=turns[-1].at - turns[0].at)
    for number, turn in enumerate(turns, start=1):
        at = begun + timedelta(minutes=max(0.0, turn.at - turns[0].at))
        _say(conversation, turn, number=number, by=by, at=at)
    return queries.conversation(conversation.pk)


def _opened(story: Story, *, team: Team, by: User, now: datetime) -> Conversation:
    inbox = conversations.add_inbox(name=INBOX, channel=Channel.CHAT, team_id=team.pk)
    name = str(story.context.customer.get("name") or "Customer")[:120]
    contact = conversations.contact_at(kind=Channel.CHAT, value=f"tried-{uuid4().hex}", name=name, now=now)
    subject = next((turn.text for turn in story.turns if turn.by == "customer"), "")[:80]
    conversation = conversations.open_conversation(inbox=inbox, contact=contact, subject=subject, assignee=by, now=now)
    journal.record("conversation.brought", by=by, about=conversation, at=now, numbers={"turns": len(story.turns)})
    return conversation


def _say(conversation: Conversation, turn: Turn, *, number: int, by: User, at: datetime) -> None:
    if turn.by in STAFF:
        said.said(conversation=conversation, author=by, text=turn.text, now=at, role=turn.by)
        return
    inbound = Inbound(
        channel=Channel.CHAT.value,
        external_id=f"tried:{conversation.pk}:{number}",
        from_address=queries.address_of(conversation),
        text=turn.text,
        conversation=conversation.pk,
    )
    receive.receive(inbound=inbound, now=at)
