"""One record for the person who asks: a conversation, a message, a contact, and what lies beside a conversation."""

from __future__ import annotations

from typing import Any

from unruffled.desk.conversations.models import Contact, ContactAddress, Conversation, Message
from unruffled.desk.people.access import may, sees_all, visible_team_ids
from unruffled.desk.people.models import User


class NotFound(Exception):
    """There is no such record, or this person may not see it; from outside the two are the same."""


def one_for(user: User, pk: int) -> Conversation:
    """Return the conversation if this person may see it, with contact and assignee.

    :raises NotFound: if it is missing or belongs to another team
    """
    with_names = Conversation.objects.select_related("contact", "assignee")
    found = with_names.filter(pk=number_of(pk)).first()
    if found is None or not may(user, "read", found).allowed:
        raise NotFound(f"conversation {pk}")
    return found


def message_for(user: User, pk: int) -> Message:
    """Return the message if this person may see its conversation.

    :raises NotFound: if it is missing or belongs to another team
    """
    found = Message.objects.select_related("conversation", "outbox").filter(pk=number_of(pk)).first()
    if found is None or not may(user, "read", found.conversation).allowed:
        raise NotFound(f"message {pk}")
    return found


def contact_for(user: User, pk: int) -> Contact:
    """Return the contact if this person may see one of the contact's conversations.

    :raises NotFound: if the contact is missing or wrote to other teams only
    """
    found = Contact.objects.filter(pk=number_of(pk))
    if not sees_all(user):
        found = found.filter(conversations__team__in=visible_team_ids(user)).distinct()
    contact = found.first()
    if contact is None:
        raise NotFound(f"contact {pk}")
    return contact


def conversation(pk: int) -> Conversation:
    """Return the conversation for work that nobody in particular does: doors and jobs.

    :raises NotFound: if there is none
    """
    found = Conversation.objects.select_related("inbox").filter(pk=number_of(pk)).first()
    if found is None:
        raise NotFound(f"conversation {pk}")
    return found


def named(pk: int | None, *, by: User | None) -> Conversation | None:
    """Return the conversation that an inbound message names, if it names one.

    :raises NotFound: if it is missing, or not to be seen by the person whose token hands the message in
    """
    if pk is None:
        return None
    found = conversation(pk)
    if by is not None and not may(by, "read", found).allowed:
        raise NotFound(f"conversation {pk}")
    return found


def number_of(pk: Any) -> int:
    """Return a number that the database can look up; nothing has the id -1."""
    try:
        number = int(pk)
    except (TypeError, ValueError):
        return -1
    return number if 0 < number < 2**63 else -1


def address_of(conversation: Conversation) -> str:
    """Return where the contact is reached on the conversation's channel, or nothing."""
    addresses = ContactAddress.objects.filter(contact=conversation.contact_id, kind=conversation.channel)
    return addresses.order_by("-pk").values_list("value", flat=True).first() or ""
