"""The local card: numbers and people for when somebody is in danger, kept by a manager, the newest in force."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from unruffled.desk.cases.models import LocalCard
from unruffled.desk.people.models import User
from unruffled.engine.policies import safety

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The card in force, who kept it and when."""

    card: safety.LocalCard
    saved_by: str
    saved_at: datetime


def in_force() -> Kept | None:
    """Return the local card, or None while nobody has kept a good one: one query."""
    row = LocalCard.objects.select_related("saved_by").order_by("-pk").first()
    if row is None:
        return None
    try:
        card = safety.card_of(row.card)
    except safety.BadCard:
        logger.exception("local card %s cannot be used", row.pk)
        return None
    return Kept(card, row.saved_by.shown_name if row.saved_by else "", row.saved_at)


def keep(card: safety.LocalCard, *, by: User, now: datetime) -> LocalCard:
    """Put a card in force; the ones before stay for the record."""
    return LocalCard.objects.create(card=safety.as_table(card), saved_by=by, saved_at=now)
