"""A contact that the engine plays answers us: for the demo and for practice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import receive
from unruffled.desk.guidance.stories import unanswered_of
from unruffled.engine import persona


@transaction.atomic
def react(*, conversation_id: int, now: datetime) -> receive.Received | None:
    """Let the played contact answer what we sent since her last words; None when she has nothing to say.

    The same replies are answered once, however often this is called.

    :raises queries.NotFound: if there is no such conversation
    """
    conversation = queries.conversation(conversation_id)
    ours = unanswered_of(conversation)
    if conversation.persona is None or not ours:
        return None
    player = persona.load(conversation.persona["id"])
    reaction = persona.react(player, _state(conversation.persona, player), list(ours.values()))
    if not reaction.text:
        return None

    received = receive.receive(inbound=_said(conversation, reaction.text, after=max(ours)), now=now)
    if received.is_new:
        conversations.keep_persona(conversation, {"id": player.id, "state": reaction.state.as_json()})
    return received


def _state(kept: Mapping[str, Any], player: persona.Persona) -> persona.State:
    state = kept.get("state")
    return persona.State.from_json(state) if state else persona.first_state(player)


def _said(conversation: Conversation, text: str, *, after: int) -> Inbound:
    return Inbound(
        channel=conversation.channel,
        external_id=f"played:{conversation.pk}:{after}",
        from_address=queries.address_of(conversation),
        text=text,
        conversation=conversation.pk,
    )
