"""A manager keeps the local card: without it nobody has a number to give when somebody is in danger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from unruffled.desk.cases import local_cards
from unruffled.desk.cases.models import LocalCard
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import User
from unruffled.engine.policies.safety import BadCard, card_of

__all__ = ["BadCard", "NotAllowed", "keep"]


@transaction.atomic
def keep(*, said: Mapping[str, Any], by: User, now: datetime) -> LocalCard:
    """Check the card and put it in force.

    :raises NotAllowed: if this person is no manager
    :raises BadCard: with a sentence for each field that is missing or wrong
    """
    require_manager(by)
    card = card_of(said)
    kept = local_cards.keep(card, by=by, now=now)
    numbers = {"lines": len(card.lines), "people": len(card.people)}
    journal.record("safety.configured", by=by, about=kept, at=now, numbers=numbers)
    return kept
