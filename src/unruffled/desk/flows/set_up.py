"""The screens of the set-up: what is said on one is kept together with how far the set-up has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from unruffled.desk.flows import invite as invitations
from unruffled.desk.flows import organisation, policy
from unruffled.desk.flows.allowed import NotAllowed
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.desk.people.models import Team, User

__all__ = ["NotAllowed", "answer", "describe", "invite"]

ORGANISATION, TEAMMATES, POLICIES = 1, 2, 4


@house.changing()
def describe(*, name: str, time_zone: str, alias: str, by: User, now: datetime) -> None:
    """Keep the organisation's name and time zone, and the name by which contacts know its manager.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: if there is no such time zone
    """
    organisation.describe(name=name, time_zone=time_zone, by=by, now=now)
    people.prefer(by, alias=alias)
    organisation.go_on(done=ORGANISATION, by=by, now=now)


@transaction.atomic
def invite(
    *, wanted: Sequence[invitations.Wanted], team: Team, by: User, now: datetime, at: str = ""
) -> list[invitations.MadeLink]:
    """Make a link for each teammate and return them: the secrets cannot be seen again. `at` is what links begin with.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadLine: if somebody of them works here already
    """
    made = invitations.invite(wanted=wanted, team=team, by=by, now=now, at=at)
    organisation.go_on(done=TEAMMATES, by=by, now=now)
    return made


@house.changing()
def answer(answers: policy.Answers, *, by: User, now: datetime) -> None:
    """Keep the answers to the four questions.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises BadPolicy: naming what cannot be used
    """
    policy.answer(answers, by=by, now=now)
    organisation.go_on(done=POLICIES, by=by, now=now)
