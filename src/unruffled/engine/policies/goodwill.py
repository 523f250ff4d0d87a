"""What a failure of ours is worth beyond what is owed, and who may give it (DOMAIN 3.6); blind to heat by its types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from unruffled.engine.policies.house import House, default
from unruffled.engine.policies.sections.goodwill import ROLES, Goodwill, Limit
from unruffled.engine.policies.verdict import all_hold, line
from unruffled.engine.vocabulary import Decision, Reason, Situation

Role = Literal["agent", "senior", "supervisor", "manager"]
Loss = Literal["money", "goods", "service", "attention", "respect", "time", "information"]
Means = Literal["money", "exchange", "redo", "person", "apology", "time", "explanation", "voucher"]
Kind = Literal["owed", "policy", "goodwill"]


@dataclass(frozen=True, slots=True)
class Failure:
    """What we failed at: all that the score may see.

    `severity` 0-3 (none, nuisance, cost, essential), `effort` = times passed on, repeated or moved, `days` it lasted,
    `amount` = the loss that shares are taken of, in money. Heat, conduct, threats, value and who it is have no field.
    """

    loss: Loss
    severity: int
    effort: int
    broken_promises: int
    days: float
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Worth:
    """What a failure is worth: its score, the share of the loss, the amount, and the means that fit, best first."""

    score: int
    share: Decimal
    amount: Decimal
    means: tuple[str, ...]
    money_last: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something given to make good. Only the kind `goodwill` counts against anybody's authority."""

    kind: Kind
    amount: Decimal
    case: str
    contact: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """Goodwill already given, in money: in this case, to this contact lately, by this person this month."""

    case: Decimal = Decimal(0)
    contact: Decimal = Decimal(0)
    month: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Gift:
    """A remedy about to be written down. `owed_open` is money owed that is neither paid nor has a date."""

    kind: Kind
    role: Role
    by: str
    loss: Loss
    means: Means
    reason_code: str
    justice_note: str
    second: str = ""
    condition: str = ""
    second_best: str = ""
    owed_open: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Precedent:
    """A failure of before and what was given for it."""

    failure: Failure
    means: Means
    amount: Decimal
    at: datetime


def worth(*, failure: Failure, group: Decimal | None = None, house: House | None = None) -> Worth:
    """Return what this failure is worth, in money, before anybody's authority is asked.

    The same failure is worth the same whoever handles it. Where the failure struck many, `group` is the one amount that
    a manager has set for all of them, and it is everybody's.
    """
    goodwill = (house or default()).goodwill
    parts = _parts(failure, goodwill)
    score = sum(parts.values())
    reasons = [line(part, points, "points for what we failed at", holds=points > 0) for part, points in parts.items()]
    reasons.append(line("score", score, f"≥ {goodwill.gate}", holds=score >= goodwill.gate))
    share = _share(score, goodwill)
    amount = _neat(max(Decimal(0), failure.amount) * share, goodwill)
    if group is not None:
        reasons.append(line("group_amount", str(group), "one amount for all whom it struck", holds=True))
        amount = group
    return Worth(
        score=score,
        share=share,
        amount=min(amount, goodwill.limits["manager"].case),
        means=goodwill.matches[failure.loss],
        money_last=failure.loss in goodwill.money_last,
        reasons=tuple(reasons),
    )


def may_give(
    *, role: Role, amount: Decimal, given: Given, order: Decimal | None = None, house: House | None = None
) -> Decision:
    """Return whether this role may give this amount of goodwill now; if not, `ask` is the first role that may.

    All amounts in money; `order` is what the order cost, where there is one. What somebody of a higher role has left
    this month is that person's own figure, so the role is found by what it may give per case and contact.
    """
    limits = (house or default()).goodwill.limits
    reasons = _lines(role, amount, given, limits[role], order)
    most = limits[role].month
    if most is not None:
        spent = given.month + amount
        reasons += (line("given_this_month", str(spent), f"≤ {most} for {role}", holds=spent <= most),)
    above = ROLES[ROLES.index(role) + 1 :]
    able = (one for one in above if all(r.holds for r in _lines(one, amount, given, limits[one], order)))
    return all_hold(*reasons, ask=next(able, "director") if amount > 0 else None)


def may_record(*, gift: Gift, house: House | None = None) -> Decision:
    """Return whether a remedy may be written down like this: each line that fails says what is missing.

    What is owed comes first and is never paid in vouchers; goodwill has no condition, but a reason, a note on why it is
    fair, and from the supervisor up a second person.
    """
    goodwill = (house or default()).goodwill
    vouchers = line("means", gift.means, "no voucher where money is owed", holds=gift.means != "voucher")
    if gift.kind == "owed":
        return all_hold(vouchers)
    fits = gift.means in goodwill.matches[gift.loss]
    best = " or ".join(goodwill.matches[gift.loss])
    reasons = [
        line("condition", gift.condition, "none: no review, silence, waiver or withdrawal", holds=not gift.condition),
        line("reason_code", gift.reason_code, "a reason", holds=bool(gift.reason_code.strip())),
        line("justice_note", gift.justice_note, "why this is fair", holds=bool(gift.justice_note.strip())),
        line("means", gift.means, f"{best}, or why second best", holds=fits or bool(gift.second_best.strip())),
        line("owed_open", str(gift.owed_open), "0: what is owed is paid or has a date", holds=not gift.owed_open),
    ]
    if gift.kind == "policy" or ROLES.index(gift.role) < ROLES.index(goodwill.four_eyes_from):
        return all_hold(*reasons)
    agreed = line("second", gift.second, "another person agrees", holds=gift.second not in {"", gift.by})
    return all_hold(*reasons, agreed, ask=None if agreed.holds else "second person")


def may_set_for_all(*, role: Role, already: Decimal | None) -> Decision:
    """Return whether this role may set the one amount for a failure that struck many: a manager, and only once."""
    return all_hold(
        line("role", role, "manager", holds=role == "manager"),
        line("group_amount", "" if already is None else str(already), "not set yet", holds=already is None),
        ask="manager" if already is None else None,
    )


def next_kind(*, owed_open: Decimal, policy_open: Decimal) -> Kind:
    """Return which kind of remedy comes next: what is owed, then what policy gives, and only then goodwill."""
    if owed_open > 0:
        return "owed"
    return "policy" if policy_open > 0 else "goodwill"


def given(
    *, remedies: Iterable[Remedy], case: str, contact: str, by: str, now: datetime, house: House | None = None
) -> Given:
    """Return the goodwill already given, as authority counts it. What was owed, or policy gives, never counts."""
    since = now - timedelta(days=(house or default()).goodwill.rolling_days)
    gifts = [one for one in remedies if one.kind == "goodwill" and one.at <= now]
    return Given(
        case=_sum(one for one in gifts if one.case == case),
        contact=_sum(one for one in gifts if one.contact == contact and one.at > since),
        month=_sum(one for one in gifts if one.by == by and (one.at.year, one.at.month) == (now.year, now.month)),
    )


def alike(
    *, failure: Failure, past: Sequence[Precedent], most: int = 5, house: House | None = None
) -> tuple[Precedent, ...]:
    """Return the latest precedents of the same loss and band, so that the same facts get the same remedy (S004-9)."""
    goodwill = (house or default()).goodwill

    def likeness(one: Failure) -> tuple[str, Decimal]:
        return one.loss, _share(sum(_parts(one, goodwill).values()), goodwill)

    same = [one for one in past if likeness(one.failure) == likeness(failure)]
    return tuple(sorted(same, key=lambda one: one.at, reverse=True)[:most])


def effort_shown(situation: Situation) -> int:
    """Return the effort that a conversation cost the customer: times passed on, repeated, or moved elsewhere."""
    return sum(int(str(situation[fact])) for fact in ("transfers", "repeats", "channel_switches"))


def _parts(failure: Failure, goodwill: Goodwill) -> dict[str, int]:
    found = {
        "severity": failure.severity,
        "effort": failure.effort,
        "broken_promises": failure.broken_promises,
        "duration": sum(failure.days >= days for days in goodwill.duration_days),
    }
    return {part: goodwill.weights[part] * max(0, min(n, goodwill.caps[part])) for part, n in found.items()}


def _share(score: int, goodwill: Goodwill) -> Decimal:
    if score < goodwill.gate:
        return Decimal(0)
    return max((share for points, share in goodwill.bands if score >= points), default=Decimal(0))


def _neat(amount: Decimal, goodwill: Goodwill) -> Decimal:
    """Return the amount rounded up to a neat figure: never less than the score gives."""
    step = next(step for below, step in goodwill.steps if below is None or amount < below)
    return (amount / step).to_integral_value(rounding=ROUND_CEILING) * step


def _lines(role: str, amount: Decimal, given: Given, limit: Limit, order: Decimal | None) -> tuple[Reason, ...]:
    per_case = max(limit.case, limit.order_share * (order or 0))
    case, contact = given.case + amount, given.contact + amount
    return (
        line("amount", str(amount), "> 0", holds=amount > 0),
        line("given_in_case", str(case), f"≤ {per_case} for {role}", holds=case <= per_case),
        line("given_to_contact", str(contact), f"≤ {limit.customer} for {role}", holds=contact <= limit.customer),
    )


def _sum(remedies: Iterable[Remedy]) -> Decimal:
    return sum((one.amount for one in remedies), Decimal(0))
