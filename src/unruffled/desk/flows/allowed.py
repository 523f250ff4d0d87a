"""The question that every flow asks first: may this person do this here?"""

from __future__ import annotations

from unruffled.desk.people.access import Belongs, may, may_decide
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import Decision, Reason


class NotAllowed(Exception):
    """This person may not do this here; `decision` says why and who may."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("You may not do this here.")
        self.decision = decision


def require_manager(user: User) -> None:
    """Return if this person decides for the whole organisation.

    :raises NotAllowed: if not
    """
    decision = may_decide(user)
    if not decision.allowed:
        raise NotAllowed(decision)


def require(user: User, verb: str, conversation: Belongs, *, author: int | None = None) -> None:
    """Return if the person may do this; `author` is whose work it touches, where only that person may.

    :raises NotAllowed: if not
    """
    decision = may(user, verb, conversation)
    if decision.allowed and author is not None and author != user.pk:
        decision = Decision(allowed=False, reasons=(Reason("author", author, "you", holds=False),))
    if not decision.allowed:
        raise NotAllowed(decision)
