"""[goodwill]: what a failure of ours is worth, and how much each role may give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from unruffled.engine.policies.sections.table import Table
from unruffled.engine.rules import BadRule, require_known

ROLES: Final = ("agent", "senior", "supervisor", "manager")
"""Who may give goodwill, the least authority first. Beyond the last one decides a director."""

LOSSES: Final = ("money", "goods", "service", "attention", "respect", "time", "information")
"""What a customer can have lost by a failure of ours."""

REMEDIES: Final = ("money", "exchange", "redo", "person", "apology", "time", "explanation", "voucher")
"""What can make good for a loss."""

PARTS: Final = ("severity", "effort", "broken_promises", "duration")
"""What the score is made of. Heat, conduct, tone, threats, value and protected facts are not, and cannot be added."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What one role may give: per case (or this share of the order, where that is more), per customer, per month."""

    case: Decimal
    order_share: Decimal
    customer: Decimal
    month: Decimal | None


@dataclass(frozen=True, slots=True)
class Goodwill:
    """Weights and caps of the score, bands as (points, share of the loss), and steps as (below, step) in money."""

    gate: int
    weights: Mapping[str, int]
    caps: Mapping[str, int]
    duration_days: tuple[int, ...]
    bands: tuple[tuple[int, Decimal], ...]
    steps: tuple[tuple[Decimal | None, Decimal], ...]
    rolling_days: int
    four_eyes_from: str
    money_last: tuple[str, ...]
    matches: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, Limit]


def read(table: Table) -> Goodwill:
    """Return the goodwill that this table describes.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    table.only(*Goodwill.__dataclass_fields__)
    limits = table.table("limits")
    limits.only(*ROLES)
    return Goodwill(
        gate=table.whole("gate"),
        weights=_parts(table.table("weights")),
        caps=_parts(table.table("caps")),
        duration_days=table.wholes("duration_days"),
        bands=_bands(table),
        steps=_steps(table),
        rolling_days=table.whole("rolling_days", at_least=1),
        four_eyes_from=table.word("four_eyes_from", ROLES),
        money_last=table.words("money_last", LOSSES),
        matches=_matches(table.table("matches")),
        limits=MappingProxyType({role: _limit(limits.table(role)) for role in ROLES}),
    )


def _parts(table: Table) -> Mapping[str, int]:
    table.only(*PARTS)
    return MappingProxyType({part: table.whole(part) for part in PARTS})


def _bands(table: Table) -> tuple[tuple[int, Decimal], ...]:
    bands = []
    for one in table.tables("bands"):
        one.only("points", "share")
        bands.append((one.whole("points"), one.share("share")))
    points, shares = [points for points, _ in bands], [share for _, share in bands]
    if points != sorted(set(points)) or shares != sorted(shares):
        raise BadRule(f"{table.file}: {table.key}.bands must rise, in points and in share.")
    return tuple(bands)


def _steps(table: Table) -> tuple[tuple[Decimal | None, Decimal], ...]:
    """Steps in which amounts are neat. A border must be neat on both sides, so that more loss never gives less."""
    steps: list[tuple[Decimal | None, Decimal]] = []
    for one in table.tables("steps"):
        one.only("below", "step")
        if steps and (steps[-1][0] is None or steps[-1][0] % one.money("step")):
            raise BadRule(f"{one.file}: {one.key}: what is 'below' before it must be a multiple of this step.")
        if not one.money("step"):
            raise BadRule(f"{one.file}: {one.key}.step must be more than 0.")
        steps.append((one.money("below") if "below" in one.content else None, one.money("step")))
    if steps[-1][0] is not None:
        raise BadRule(f"{table.file}: {table.key}.steps must end with a step that has no 'below'.")
    return tuple(steps)


def _matches(table: Table) -> Mapping[str, tuple[str, ...]]:
    table.only(*LOSSES)
    return MappingProxyType({loss: table.words(loss, REMEDIES) for loss in LOSSES})


def _limit(table: Table) -> Limit:
    require_known(table.content, ("case", "order_share", "customer", "month"), file=table.file, key=f"[{table.key}]")
    return Limit(
        case=table.money("case"),
        order_share=table.share("order_share") if "order_share" in table.content else Decimal(0),
        customer=table.money("customer"),
        month=table.money("month") if "month" in table.content else None,
    )
