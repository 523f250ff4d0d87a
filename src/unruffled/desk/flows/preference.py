"""How somebody wants the pages: light or dark, single-letter keys, and the name that contacts see."""

from __future__ import annotations

from django.db import transaction

from unruffled.desk.people import actions as people
from unruffled.desk.people.models import User

__all__ = ["keep"]


@transaction.atomic
def keep(*, person: User, theme: str | None = None, keys_on: bool | None = None, alias: str | None = None) -> None:
    """Keep what was chosen; None leaves it as it is.

    :raises ValueError: if there is no such theme
    """
    people.prefer(person, theme=theme, keys_on=keys_on, alias=alias)
