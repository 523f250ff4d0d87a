"""Inboxes: those of a person, and the one that takes a message."""

from __future__ import annotations

from django.db.models import QuerySet

from unruffled.channels.envelope import Inbound
from unruffled.desk.conversations.models import Conversation, Inbox
from unruffled.desk.people.access import sees_all, visible_team_ids
from unruffled.desk.people.models import User


class NoInbox(Exception):
    """No open inbox takes this channel."""


def inboxes_for(user: User) -> list[Inbox]:
    """Return the open inboxes of the teams that this person may see, A to Z."""
    return list(_inboxes(user).order_by("name"))


def all_inboxes() -> list[Inbox]:
    """Return every inbox with its team, A to Z, closed ones too."""
    return list(Inbox.objects.select_related("team").order_by("name"))


def inbox_taking(
    inbound: Inbound, *, by: User | None, named: Conversation | None = None, inbox_id: int | None = None
) -> Inbox:
    """Return the inbox that takes this message: the named conversation's, the door's, the one written to, the first.

    :raises NoInbox: if no open inbox takes this channel
    """
    if named is not None:
        return named.inbox
    fitting = _inboxes(by).filter(channel=inbound.channel).order_by("pk")
    if inbox_id is not None:
        found = Inbox.objects.filter(pk=inbox_id).first()
    else:
        inboxes = list(fitting[:50])
        written_to = {address.strip().lower() for address in (*inbound.to, *inbound.cc)}
        found = next((i for i in inboxes if i.address and i.address in written_to), next(iter(inboxes), None))
    if found is None:
        raise NoInbox(f"No open inbox takes {inbound.channel}. Add one, or use a channel that has one.")
    return found


def inbox_for_starting(user: User, *, channel: str, inbox_id: int = 0) -> Inbox:
    """Return the inbox from which this person writes first: the chosen one, or the first of the channel.

    :raises NoInbox: if no open inbox of this person's teams takes the channel
    """
    fitting = _inboxes(user).filter(channel=channel)
    found = (fitting.filter(pk=inbox_id) if inbox_id else fitting.order_by("pk")).first()
    if found is None:
        raise NoInbox(f"No open inbox of yours takes {channel}.")
    return found


def inbox_of(channel: str) -> Inbox:
    """Return the inbox that the scripts of this channel come in by.

    :raises NoInbox: if there is none
    """
    inbox = Inbox.objects.filter(channel=channel).order_by("pk").first()
    if inbox is None:
        raise NoInbox(f"No inbox takes {channel}.")
    return inbox


def _inboxes(user: User | None) -> QuerySet[Inbox]:
    living = Inbox.objects.filter(open=True)
    return living if user is None or sees_all(user) else living.filter(team__in=visible_team_ids(user))
