"""Keys to the API: a person's token is made, used, and ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import User
from unruffled.desk.people.queries import Key

__all__ = ["end", "end_all", "issue", "use"]


@transaction.atomic
def issue(*, person: User, label: str, now: datetime) -> str:
    """Make a token that opens the API with this person's rights, and return it, the only time that it can be seen."""
    raw = people.issue_token(user=person, label=label, now=now)
    journal.record("token.issued", by=person, about=person, at=now)
    return raw


@transaction.atomic
def use(raw: str, *, now: datetime) -> Key | None:
    """Return this token with its person if it opens the door, and note roughly when it was last used."""
    return people.use_token(raw, now=now)


@transaction.atomic
def end(*, token: int, person: User, now: datetime) -> bool:
    """End one of this person's own tokens; return whether it was living, and theirs."""
    ended = people.revoke_token(token, user=person, now=now)
    if ended:
        journal.record("token.ended", by=person, about=person, at=now)
    return ended


@transaction.atomic
def end_all(*, person: User, now: datetime) -> int:
    """End all of this person's tokens; return how many were living."""
    ended = people.revoke_tokens(user=person, now=now)
    if ended:
        journal.record("token.ended", about=person, at=now, numbers={"tokens": ended})
    return ended
