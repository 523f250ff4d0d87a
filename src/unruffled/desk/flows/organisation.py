"""The organisation says what it is called, where its clock hangs, and how far its set-up has come."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.desk.people.house import BadPolicy
from unruffled.desk.people.models import Organisation, User
from unruffled.desk.people.queries import organisation

__all__ = ["LAST_STEP", "BadPolicy", "NotAllowed", "describe", "go_on"]

LAST_STEP: Final = 4


@house.changing()
def describe(*, name: str, time_zone: str, by: User, now: datetime) -> Organisation:
    """Keep the organisation's name and time zone; times on every page follow from the next request on.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: if there is no such time zone
    """
    require_manager(by)
    house.parsed({}, time_zone=time_zone)
    changed = people.rename_organisation(name=name, time_zone=time_zone)
    journal.record("organisation.described", by=by, about=changed, at=now)
    return changed


@transaction.atomic
def go_on(*, done: int, by: User, now: datetime) -> None:
    """Remember that this screen of the set-up is done, 1-4; going back to an earlier one loses nothing.

    :raises NotAllowed: if this person does not decide for the organisation
    """
    require_manager(by)
    here = organisation()
    if here is None or here.set_up_step is None or done < here.set_up_step:
        return
    people.keep_step(done + 1 if done < LAST_STEP else None)
    journal.record("organisation.set_up", by=by, about=here, at=now, numbers={"step": done})
