"""Which move fits now: the slate of up to three cards with points and reasons, and why another one is not on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    used = uses or {}
    marks = _all_marks(situation)
    fitting = [c for c in (cards or default_cards()) if not _first_obstacle(c, situation, used, level, marks)]
    scored = [(score(c, situation, used, level=level, learned=learned), c) for c in fitting]
    ranked = sorted((-points, c.tier, c.id, c) for points, c in scored if points >= bar)
    slate = _seated([card for *_, card in ranked], situation, most)
    return tuple(_advice(card, situation, points, level) for card in slate for points, c in scored if c is card)


def _seated(ranked: Sequence[Card], situation: Situation, most: int) -> Sequence[Card]:
    """The best few; privacy, fraud, legal and care (tier 1) have a seat whenever this turn calls for them."""
    called = [c for c in ranked[most:] if c.tier <= 1 and c.require_any & situation.signals]
    return (*ranked[: max(0, most - len(called))], *called[:most])


def score(
    card: Card,
    situation: Situation,
    uses: Mapping[str, int],
    *,
    level: int = 0,
    learned: Mapping[str, int] | None = None,
) -> int:
    """Return the points of a card: base, boosts of this turn, stage, uses, what was learned, and hard rules."""
    marks = _marks_now(situation)
    points = card.base + sum(worth for mark, worth in card.boost.items() if mark in marks)
    points += FITS_STAGE if card.stage & _stages(situation) else MISSES_STAGE
    points += EACH_USE * uses.get(card.id, 0)
    if card.tier > 2:
        points += max(-10, min(10, (learned or {}).get(card.id, 0)))
    if LADDER.get(level) == card.id:
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
    used = uses or {}
    against = _obstacles(card, situation, used, level)
    points = score(card, situation, used, level=level)
    if not against and points < bar:
        against = (*_against_score(card, situation), Reason("score", points, f"≥ {bar}", holds=False))
    return tuple(against)


def after_moves(situation: Situation, cards: Collection[Card] | None = None) -> tuple[str, ...]:
    """Return what is to be done once the conversation is over: every card of the stage `after` whose rule holds."""
    deck_ = cards or default_cards()
    done = (c for c in deck_ if "after" in c.stage and c.when.alternatives and rules.holds(c.when, situation))
    blocked = situation.signals | situation.lasting
    return tuple(c.id for c in sorted(done, key=lambda c: (-c.base, c.id)) if not c.block & blocked)


def _advice(card: Card, situation: Situation, points: int, level: int) -> Advice:
    return Advice(
        id=card.id,
        title=card.title,
        score=points,
        tier=card.tier,
        reasons=_reasons(card, situation, level),
        say=card.say,
        avoid=card.avoid,
        purpose=card.purpose,
    )


def _reasons(card: Card, situation: Situation, level: int) -> tuple[Reason, ...]:
    """What speaks for the card, strongest first: the ladder, a danger that lasts, the signals it answers, its own rule,
    the stage."""
    marks = _marks_now(situation)
    boosts = sorted(((worth, mark) for mark, worth in card.boost.items() if mark in marks), reverse=True)
    said = [rules.reason(mark, situation, needed=f"+{worth}") for worth, mark in boosts]
    if card.id == "safety_protocol" and situation["danger"] and situation["danger"] not in marks:
        said.insert(0, rules.reason("danger", situation, needed="closed by a person"))
    if LADDER.get(level) == card.id:
        said.insert(0, rules.reason("conduct", situation, needed=f"level {level} of the ladder"))
    _, own = rules.weigh(card.when, situation)
    stage = [rules.reason("stage", situation, needed=", ".join(sorted(card.stage)))]
    return (*said, *own, *(stage if card.stage & _stages(situation) else ()))


def _first_obstacle(
    card: Card, situation: Situation, uses: Mapping[str, int], level: int, marks: frozenset[str]
) -> bool:
    """Whether anything at all speaks against the card; the same questions as `_obstacles`, without the answers."""
    return bool(
        not card.block.isdisjoint(marks)
        or (card.require_any and card.require_any.isdisjoint(marks))
        or int(situation["heat"]) < card.min_heat  # type: ignore[arg-type]
        or uses.get(card.id, 0) >= card.max_uses
        or not _slate_allows(card, situation, level)
        or not rules.holds(card.when, situation)
    )


def _obstacles(card: Card, situation: Situation, uses: Mapping[str, int], level: int) -> tuple[Reason, ...]:
    marks = _all_marks(situation)
    against = [rules.reason(m, situation, needed="not in this conversation", holds=False) for m in card.block & marks]
    if card.require_any and not card.require_any & marks:
        against.append(
            Reason("signals", situation["signals"], f"one of {', '.join(sorted(card.require_any))}", holds=False)
        )
    if int(situation["heat"]) < card.min_heat:  # type: ignore[arg-type]
        against.append(rules.reason("heat", situation, needed=f"≥ {card.min_heat}", holds=False))
    if uses.get(card.id, 0) >= card.max_uses:
        against.append(Reason("uses", uses[card.id], f"< {card.max_uses} in this conversation", holds=False))
    if not _slate_allows(card, situation, level):
        against.append(rules.reason("stage", situation, needed="no safety or ladder move due", holds=False))
    holds, own = rules.weigh(card.when, situation)
    return (*against, *(r for r in own if not holds and not r.holds))


def _against_score(card: Card, situation: Situation) -> Sequence[Reason]:
    if card.stage & _stages(situation):
        return ()
    return (rules.reason("stage", situation, needed=f"one of {', '.join(sorted(card.stage))}", holds=False),)


def _slate_allows(card: Card, situation: Situation, level: int) -> bool:
    """Hard slates before scores: in `safety` and at a ladder level only what protects people (validate_golden.py)."""
    if card.id in _LADDER_MOVES and LADDER.get(level) != card.id:
        return False
    if situation.stage == "safety":
        return card.tier <= 1 or (card.tier == 2 and level >= 1) or card.id in _BESIDE_SAFETY
    if card.id == "safety_protocol":
        return False
    return level not in LADDER or card.id == LADDER[level] or card.id in _BESIDE_LADDER


def _stages(situation: Situation) -> frozenset[str]:
    """The stages a card may fit: the state in force; in a pause also the main line, which goes on underneath."""
    if situation.stage in {"paused", "ended"}:
        return frozenset({situation.stage, situation.main_stage})
    return frozenset({situation.stage})


def _all_marks(situation: Situation) -> frozenset[str]:
    """What blocks look at: the signals of this turn, those that last, and a few flags."""
    return situation.lasting | _marks_now(situation)


def _marks_now(situation: Situation) -> frozenset[str]:
    """What boosts look at: the signals of this turn, and a few flags."""
    return situation.signals | {mark for mark in deck.FLAG_MARKS if situation[mark]}
