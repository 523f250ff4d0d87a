"""Private feedback: the same invitation to everybody (DOMAIN 3.9). Nothing here knows what somebody felt or said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unruffled.engine.policies import workdays
from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed conversation as the invitation sees it: the holds, and nothing else.

    `safety` = a risk to life or safety was part of it; `vulnerable_at` and `invited_at` are the latest of this contact;
    `boundary_level` is the highest notice in force. What they felt, how it ended and what they might say have no field.
    """

    safety: bool = False
    vulnerable_at: datetime | None = None
    boundary_level: int = 0
    opted_out: bool = False
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """The one invitation: two questions, room for words, and that a public review is everybody's right."""

    questions: tuple[str, ...]
    free_text: str
    public: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: solved or not, a rating 1-5, words. Each may be missing."""

    solved: bool | None = None
    rating: int | None = None
    words: str = ""


def may_invite(*, closed: Closed, now: datetime, house: House | None = None) -> Decision:
    """Return whether the contact is invited after this conversation: everybody is, unless one of five holds is on."""
    numbers = (house or default()).feedback
    lately_vulnerable = _within(closed.vulnerable_at, numbers.vulnerable_days, now)
    lately_invited = _within(closed.invited_at, numbers.once_in_days, now)
    quiet = closed.boundary_level < numbers.boundary_from
    return all_hold(
        line("safety", closed.safety, "no", holds=not closed.safety),
        line("vulnerable", lately_vulnerable, f"not in {numbers.vulnerable_days} days", holds=not lately_vulnerable),
        line("boundary_level", closed.boundary_level, f"< {numbers.boundary_from}", holds=quiet),
        line("opted_out", closed.opted_out, "no", holds=not closed.opted_out),
        line("invited", lately_invited, f"not in {numbers.once_in_days} days", holds=not lately_invited),
    )


def invitation(*, house: House | None = None) -> Invitation:
    """Return the invitation. There is one, so that nobody can be sent another."""
    words = (house or default()).feedback
    return Invitation(questions=words.questions, free_text=words.free_text, public=words.public)


def opens_case(*, answer: Answer, house: House | None = None) -> Decision:
    """Return whether an answer opens a case with the owner's lead: a bad one does. It changes nothing else."""
    worst = (house or default()).feedback.bad_at_most
    bad = answer.rating is not None and answer.rating <= worst
    unsolved = answer.solved is False
    reasons = (
        line("rating", answer.rating, f"≤ {worst} of 5", holds=bad),
        line("solved", answer.solved, "no", holds=unsolved),
    )
    return Decision(allowed=bad or unsolved, reasons=reasons, ask="lead" if bad or unsolved else None)


def act_by(answered: date, *, house: House | None = None) -> date:
    """Return the day by which somebody has acted on a bad answer: two working days."""
    return workdays.after(answered, (house or default()).feedback.act_within_days, house=house)


def _within(then: datetime | None, days: int, now: datetime) -> bool:
    return then is not None and now - then < timedelta(days=days)
