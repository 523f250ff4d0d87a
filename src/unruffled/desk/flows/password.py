"""A password changes: by its owner, or by a link that a manager made for somebody who lost theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from unruffled.desk.flows.allowed import NotAllowed, require_manager
from unruffled.desk.flows.mail.staff import AGAIN_SECONDS, MadeLink, Mailed, mail_link
from unruffled.desk.journal import actions as journal
from unruffled.desk.mail import staff
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries
from unruffled.desk.people.actions import NotValid
from unruffled.desk.people.models import User

__all__ = ["MadeLink", "NotAllowed", "NotValid", "Weak", "Wrong", "change", "make_link", "set_by_link"]


class Wrong(Exception):
    """The present password is another one."""


class Weak(ValueError):
    """A password that others would guess; the text says why, in sentences."""


@transaction.atomic
def change(*, person: User, present: str, new: str, now: datetime) -> None:
    """Change one's own password; every other window of this person is signed out.

    :raises Wrong: if `present` is not the password of now
    :raises Weak: if the new one is too easy to guess
    """
    if not person.check_password(present):
        raise Wrong("This is not your password.")
    _keep(person, new, by=person, now=now)


@transaction.atomic
def make_link(*, person: User, by: User, now: datetime, at: str = "") -> MadeLink:
    """Make the link by which this person sets a new password, good once and for a day; its secret is seen once.

    `at` is what links begin with, such as https://help.example.com/password/; where it is given, and an inbox of ours
    sends mail, the link goes to the person's address as well. A second click within a minute sends nothing more.

    :raises NotAllowed: if `by` does not decide for the organisation
    :raises NotValid: if the person has left
    """
    require_manager(by)
    if not person.is_active:
        raise NotValid("Who has left needs no password.")
    queries.one_after_another()
    just_now = staff.password_mailed_since(now - timedelta(seconds=AGAIN_SECONDS), person_id=person.pk, now=now)
    if just_now is not None:
        return MadeLink(person.email, "", Mailed(just_now.pk, just_now.inbox.address))
    journal.record("password.link_made", by=by, about=person, at=now)
    secret = people.make_password_link(person=person, by=by, now=now)
    link = queries.password_link_of(secret, now=now) if at else None
    if link is None:
        return MadeLink(person.email, secret)
    return MadeLink(person.email, secret, mail_link(link, address=person.email, link=f"{at}{secret}", now=now))


@transaction.atomic
def set_by_link(raw: str, *, new: str, now: datetime) -> User:
    """Set the password of whoever the link is for, and use it up; wherever they were signed in, they are not any more.

    :raises NotValid: if the link is unknown, used or expired
    :raises Weak: if the password is too easy to guess; the link stays good
    """
    person = people.use_password_link(raw, now=now)
    _keep(person, new, by=person, now=now)
    return person


def _keep(person: User, new: str, *, by: User, now: datetime) -> None:
    try:
        password_validation.validate_password(new, person)
    except ValidationError as weak:
        raise Weak(" ".join(weak.messages)) from weak
    people.keep_password(person, new, now=now)
    journal.record("password.changed", by=by, about=person, at=now)
