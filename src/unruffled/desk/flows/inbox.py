"""An inbox is added, renamed, given to another team, closed, or opened again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from unruffled.desk.conversations import actions as conversations
from unruffled.desk.conversations.models import Inbox
from unruffled.desk.flows import team as teams
from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.journal import actions as journal
from unruffled.desk.people.models import Team, User

__all__ = ["NotAllowed", "Taken", "add", "add_mail", "change"]


class Taken(Exception):
    """Another inbox has this name, or this address."""


@transaction.atomic
def add(*, name: str, channel: str, team: Team, by: User, now: datetime, address: str = "") -> Inbox:
    """Add an open inbox by which this team hears from people.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises Taken: if another inbox has the name or the address
    """
    require_manager(by)
    inbox = Inbox(name=name.strip(), channel=channel, team=team, address=address.strip().lower())
    _keep(inbox)
    journal.record("inbox.added", by=by, about=inbox, at=now)
    return inbox


@transaction.atomic
def add_mail(*, by: User, now: datetime) -> Inbox:
    """Add the first inbox for mail, for the first team.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises Taken: if another inbox is called Mail
    """
    return add(name="Mail", channel="email", team=teams.first(by=by, now=now), by=by, now=now)


@transaction.atomic
def change(*, inbox: Inbox, name: str, team: Team, is_open: bool, by: User, now: datetime) -> Inbox:
    """Rename an inbox, give what comes in from now on to another team, and open or close it.

    A closed inbox takes no new conversation; those that came by it go on.

    :raises NotAllowed: if this person does not decide for the organisation
    :raises Taken: if another inbox has the name
    """
    require_manager(by)
    inbox.name, inbox.team, inbox.open = name.strip(), team, is_open
    _keep(inbox)
    journal.record("inbox.changed", by=by, about=inbox, at=now, numbers={"open": is_open})
    return inbox


def _keep(inbox: Inbox) -> None:
    try:
        with transaction.atomic():
            conversations.keep_inbox(inbox)
    except IntegrityError as taken:
        raise Taken("Another inbox has this name or address.") from taken
