"""What the coach says of a draft, held against the conversation that it answers; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from unruffled.desk.conversations.models import Conversation
from unruffled.desk.guidance.stories import steps_of, thread_of
from unruffled.engine import coach
from unruffled.engine.reader.exchange import waiting
from unruffled.engine.reader.questions import answers
from unruffled.engine.vocabulary import Remark

LONGEST_DRAFT: Final = 20_000
"""Characters of a draft that the coach reads while somebody types."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the contact's that waits, and whether the draft answers it."""

    text: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Remarks on a draft, the contact's open questions, and the blanks that must be filled before it can be sent."""

    remarks: tuple[Remark, ...]
    questions: tuple[Asked, ...]
    blanks: tuple[str, ...]


def preview(conversation: Conversation, *, text: str, speaker: str) -> Preview:
    """Return what there is to say of this draft; `speaker` is agent or supervisor. Two queries at most."""
    thread = thread_of(conversation)
    draft = text[:LONGEST_DRAFT]
    steps = steps_of(thread)
    readings = [step.reading for step in steps]
    situation = steps[-1].situation if steps else None
    return Preview(
        remarks=coach.review(
            draft, situation=situation, before=readings, context=thread.story.context, speaker=speaker
        ),
        questions=tuple(Asked(q.text, answered=bool(draft.strip()) and answers(draft, q)) for q in waiting(readings)),
        blanks=blanks_in(draft),
    )


def blanks_in(text: str) -> tuple[str, ...]:
    """Return the names of the places that are still to be filled, such as {time} or ⟨time⟩, each once."""
    return tuple(dict.fromkeys(text[a:b].strip("{}⟨⟩") for a, b in coach.unfilled(text)))
