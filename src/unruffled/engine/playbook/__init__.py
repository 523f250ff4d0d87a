"""Which move fits now: the slate of up to three cards with points and reasons, and why another one is not on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from unruffled.engine import rules
from unruffled.engine.playbook import deck
from unruffled.engine.playbook.deck import Card
from unruffled.engine.playbook.uses import LADDER, moves_used
from unruffled.engine.vocabulary import Advice, Reason, Situation

__all__ = ["LADDER", "Card", "advise", "after_moves", "default_cards", "moves_used", "why_not"]

BAR: Final = 50
"""Points a move needs to be shown (validate_golden.py)."""

MOST: Final = 3
"""Moves shown at once."""

FITS_STAGE: Final = 15
MISSES_STAGE: Final = -40
EACH_USE: Final = -20
ALWAYS_FIRST: Final = 1000
"""What the ladder's own move, and twice this for the safety protocol, is lifted by: hard rules before scores."""

_BESIDE_LADDER: Final = frozenset({"swap_agent", "escalate_warm", "legal_route"})
_BESIDE_SAFETY: Final = frozenset({"swap_agent", "escalate_warm"})
_LADDER_MOVES: Final = frozenset(LADDER.values())

default_cards = deck.default


def advise(
    situation: Situation,
    cards: Collection[Card] | None = None,
    uses: Mapping[str, int] | None = None,
    *,
    level: int = 0,
    learned: Mapping[str, int] | None = None,
    bar: int = BAR,
    most: int = MOST,
) -> tuple[Advice, ...]:
    """Return the moves that fit now, best first; none when nothing reaches the bar.

    `uses` counts the moves recognised in our turns so far, `level` is the ladder's next step, `learned` points are
    clipped to ±10 and never touch tiers 0-2. Ties go to the lower tier, then to the id.
    """
    at = _standing(situation, uses or {}, level, learned or {})
    allowed = (card for card in cards or default_cards() if not _is_barred(card, at))
    worth = ((_points(card, at), card) for card in allowed)
    fitting = ((points, card) for points, card in worth if points >= bar and rules.holds(card.when, situation))
    ranked = sorted(fitting, key=lambda one: (-one[0], one[1].tier, one[1].id))
    return tuple(_advice(card, points, at) for points, card in _seated(ranked, situation, most))


_Scored = tuple[int, Card]


def _seated(ranked: Sequence[_Scored], situation: Situation, most: int) -> Sequence[_Scored]:
    """The best few; privacy, fraud, legal and care (tier 1) have a seat whenever this turn calls for them."""
    called = [(p, c) for p, c in ranked[most:] if c.tier <= 1 and c.require_any & situation.signals]
    return (*ranked[: max(0, most - len(called))], *called[:most])


@dataclass(frozen=True, slots=True)
class _Standing:
    """What every card is held against, worked out once for all of them.

    `marks` is what boosts look at: the signals of this turn, and a few flags; `lasting` what blocks look at: these
    and the signals that last.
    """

    situation: Situation
    uses: Mapping[str, int]
    level: int
    learned: Mapping[str, int]
    marks: frozenset[str]
    lasting: frozenset[str]
    stages: frozenset[str]
    heat: int


def _standing(situation: Situation, uses: Mapping[str, int], level: int, learned: Mapping[str, int]) -> _Standing:
    marks = situation.signals.union([mark for mark in deck.FLAG_MARKS if situation[mark]])
    heat = int(situation["heat"])  # type: ignore[arg-type]
    return _Standing(situation, uses, level, learned, marks, situation.lasting | marks, _stages(situation), heat)


def score(
    card: Card,
    situation: Situation,
    uses: Mapping[str, int],
    *,
    level: int = 0,
    learned: Mapping[str, int] | None = None,
) -> int:
    """Return the points of a card: base, boosts of this turn, stage, uses, what was learned, and hard rules."""
    return _points(card, _standing(situation, uses, level, learned or {}))


def _points(card: Card, at: _Standing) -> int:
    points = card.base
    for mark in at.marks:
        points += card.boost.get(mark, 0)
    points += MISSES_STAGE if card.stage.isdisjoint(at.stages) else FITS_STAGE
    points += EACH_USE * at.uses.get(card.id, 0)
    if card.tier > 2:
        points += max(-10, min(10, at.learned.get(card.id, 0)))
    if LADDER.get(at.level) == card.id:
        points += ALWAYS_FIRST
    return points + 2 * ALWAYS_FIRST * (card.id == "safety_protocol")


def why_not(
    move: str,
    situation: Situation,
    cards: Collection[Card] | None = None,
    uses: Mapping[str, int] | None = None,
    *,
    level: int = 0,
    bar: int = BAR,
) -> tuple[Reason, ...]:
    """Return what speaks against a move now; empty when it fits (it may still rank below three better ones).

    :raises KeyError: when no card has this id
    """
    card = {c.id: c for c in (cards or default_cards())}[move]
    at = _standing(situation, uses or {}, level, {})
    against, points = _obstacles(card, at), _points(card, at)
    if not against and points < bar:
        against = (*_against_score(card, at), Reason("score", points, f"≥ {bar}", holds=False))
    return against


def after_moves(situation: Situation, cards: Collection[Card] | None = None) -> tuple[str, ...]:
    """Return what is to be done once the conversation is over: every card of the stage `after` whose rule holds."""
    deck_ = cards or default_cards()
    done = (c for c in deck_ if "after" in c.stage and c.when.alternatives and rules.holds(c.when, situation))
    blocked = situation.signals | situation.lasting
    return tuple(c.id for c in sorted(done, key=lambda c: (-c.base, c.id)) if not c.block & blocked)


def _advice(card: Card, points: int, at: _Standing) -> Advice:
    return Advice(
        id=card.id,
        title=card.title,
        score=points,
        tier=card.tier,
        reasons=_reasons(card, at),
        say=card.say,
        avoid=card.avoid,
        purpose=card.purpose,
    )


def _reasons(card: Card, at: _Standing) -> tuple[Reason, ...]:
    """What speaks for the card, strongest first: the ladder, a danger that lasts, the signals it answers, its own rule,
    the stage."""
    situation, level = at.situation, at.level
    boosts = sorted(((card.boost[mark], mark) for mark in at.marks if mark in card.boost), reverse=True)
    said = [rules.reason(mark, situation, needed=f"+{worth}") for worth, mark in boosts]
    if card.id == "safety_protocol" and situation["danger"] and situation["danger"] not in at.marks:
        said.insert(0, rules.reason("danger", situation, needed="closed by a person"))
    if LADDER.get(level) == card.id:
        said.insert(0, rules.reason("conduct", situation, needed=f"level {level} of the ladder"))
    _, own = rules.weigh(card.when, situation)
    if not card.stage.isdisjoint(at.stages):
        own = (*own, rules.reason("stage", situation, needed=", ".join(sorted(card.stage))))
    return (*said, *own)


def _is_barred(card: Card, at: _Standing) -> bool:
    """Whether anything but points and the card's own rule speaks against it; the questions of `_obstacles`."""
    return (
        not card.block.isdisjoint(at.lasting)
        or (bool(card.require_any) and card.require_any.isdisjoint(at.lasting))
        or at.heat < card.min_heat
        or not _slate_allows(card, at)
        or at.uses.get(card.id, 0) >= card.max_uses
    )


def _obstacles(card: Card, at: _Standing) -> tuple[Reason, ...]:
    situation, used = at.situation, at.uses.get(card.id, 0)
    blocking = card.block & at.lasting
    against = [rules.reason(m, situation, needed="not in this conversation", holds=False) for m in blocking]
    if card.require_any and not card.require_any & at.lasting:
        against.append(
            Reason("signals", situation["signals"], f"one of {', '.join(sorted(card.require_any))}", holds=False)
        )
    if at.heat < card.min_heat:
        against.append(rules.reason("heat", situation, needed=f"≥ {card.min_heat}", holds=False))
    if used >= card.max_uses:
        against.append(Reason("uses", used, f"< {card.max_uses} in this conversation", holds=False))
    if not _slate_allows(card, at):
        against.append(rules.reason("stage", situation, needed="no safety or ladder move due", holds=False))
    holds, own = rules.weigh(card.when, situation)
    return (*against, *(r for r in own if not holds and not r.holds))


def _against_score(card: Card, at: _Standing) -> tuple[Reason, ...]:
    if not card.stage.isdisjoint(at.stages):
        return ()
    return (rules.reason("stage", at.situation, needed=f"one of {', '.join(sorted(card.stage))}", holds=False),)


def _slate_allows(card: Card, at: _Standing) -> bool:
    """Hard slates before scores: in `safety` and at a ladder level only what protects people (validate_golden.py)."""
    if card.id in _LADDER_MOVES and LADDER.get(at.level) != card.id:
        return False
    if at.situation.stage == "safety":
        return card.tier <= 1 or (card.tier == 2 and at.level >= 1) or card.id in _BESIDE_SAFETY
    if card.id == "safety_protocol":
        return False
    return at.level not in LADDER or card.id == LADDER[at.level] or card.id in _BESIDE_LADDER


def _stages(situation: Situation) -> frozenset[str]:
    """The stages a card may fit: the state in force; in a pause also the main line, which goes on underneath."""
    if situation.stage in {"paused", "ended"}:
        return frozenset({situation.stage, situation.main_stage})
    return frozenset({situation.stage})
