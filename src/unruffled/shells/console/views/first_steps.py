"""Which of the first steps somebody on the practice floor has done; elsewhere there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from unruffled.desk.conversations import scripts
from unruffled.shells.console.screens.first_steps import FirstSteps, first_steps_of
from unruffled.shells.console.views.records import me

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Conversation

PRACTICE, STEPS_HIDDEN, MET = "practice", "practice_steps_hidden", "practice_met"
"""Noted when somebody signs in, so that no page has to ask what floor it is on; and what was done since."""


def first_steps(request: HttpRequest, conversation: Conversation | None = None) -> FirstSteps | None:
    """Return the first steps for this page; `conversation` is the one it shows, which is opened by that."""
    if not request.session.get(PRACTICE) or request.session.get(STEPS_HIDDEN):
        return None
    if conversation is not None and conversation.persona is None:
        return None
    played = scripts.played_for(me(request))
    if played is None:
        return None
    here = conversation is not None and conversation.pk == played.id
    if here and request.session.get(MET) != played.id:
        request.session[MET] = played.id
    return first_steps_of(played, met=request.session.get(MET) == played.id, here=here)
