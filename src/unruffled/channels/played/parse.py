"""What a persona says becomes one Inbound of the conversation it is played in."""

from __future__ import annotations

from datetime import datetime

from unruffled.channels.chat import parse as chat
from unruffled.channels.envelope import Inbound


def parse(*, text: str, name: str, conversation: int | None, sequence: int, sent_at: datetime) -> Inbound:
    """Return the persona's words as an Inbound; `sequence` counts what the persona said in the conversation.

    :raises ValueError: if there are no words in it
    """
    return chat.parse(
        text=text,
        external_id=f"played:{conversation or name}:{sequence}",
        from_address=f"{name.strip().lower().replace(' ', '.')}@played.invalid",
        from_name=name,
        conversation=conversation,
        sent_at=sent_at,
        channel="chat",
    )
