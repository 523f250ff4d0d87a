"""Public reviews: which is next, by when, how often, and who reads along (DOMAIN 3.9). Stars decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review that nobody has answered: its id, when it was posted, and whether it tells of a hazard."""

    id: str
    posted_at: datetime
    hazard: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer about to be posted: how many there are, what the review is about, who wrote it, who read it."""

    author: str
    answered: int = 0
    new_fact: bool = False
    topics: frozenset[str] = frozenset()
    second: str = ""


def answer_by(posted_at: datetime, *, house: House | None = None) -> datetime:
    """Return the time by which a review is answered, whatever it says: 48 hours."""
    return posted_at + timedelta(hours=(house or default()).review.answer_hours)


def in_order(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return the reviews as they are to be answered: a hazard first, then the least time left."""
    return tuple(sorted(waiting, key=lambda one: (not one.hazard, one.posted_at, one.id)))


def may_reply(*, reply: Reply, house: House | None = None) -> Decision:
    """Return whether this answer may be posted.

    One answer, and one more to a new fact; two readers where law, health or abuse is touched; what is fake or off topic
    goes to the platform and is not argued with.
    """
    rules = (house or default()).review
    most = rules.replies + (rules.to_new_fact if reply.new_fact else 0)
    report = sorted(reply.topics.intersection(rules.report))
    delicate = sorted(reply.topics.intersection(rules.second_reader))
    read_along = not delicate or reply.second not in {"", reply.author}
    reported = line("topics", ", ".join(report), "nothing for the platform to decide", holds=not report)
    needed = f"another reader for {', '.join(delicate)}" if delicate else "nobody"
    return all_hold(
        reported,
        line("answered", reply.answered, f"< {most}", holds=reply.answered < most),
        line("second", reply.second, needed, holds=read_along),
        ask="platform" if report else "second reader" if not read_along else None,
    )
