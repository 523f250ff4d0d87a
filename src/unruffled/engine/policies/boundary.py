"""The boundary ladder: which level the next staff turn should use, and why (DOMAIN 3.3 and Part 6 numbers 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass

from unruffled.engine import rules
from unruffled.engine.policies.house import House, Ladder, default
from unruffled.engine.vocabulary import Reason, Situation


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the ladder 0-6 (0 = nothing about tone) and the reasons for it."""

    level: int
    reasons: tuple[Reason, ...] = ()


def next_step(situation: Situation, *, house: House | None = None) -> Rung:
    """Return the ladder level that the next staff turn should use.

    Only conduct beyond rude, in the customer's latest turn, moves it: never anger, persistence, swearing at a thing, a
    complaint or lawful leverage. Self-harm blocks it: safety first (rule 11).
    """
    ladder = (house or default()).ladder
    if not situation["abusive"] or situation["by"] != "customer" or _self_harm_open(situation):
        return Rung(0)
    level, facts = _highest(situation, ladder)
    return Rung(min(level, ladder.highest), tuple(_why(fact, situation) for fact in facts))


def _highest(situation: Situation, ladder: Ladder) -> tuple[int, tuple[str, ...]]:
    conduct = str(situation["conduct"])
    again = _number(situation, "degrading_turns" if conduct in {"discriminatory", "sexual"} else "abusive_turns") > 1
    earned = (ladder.again if again else ladder.start)[conduct]
    facts = ("conduct", "abusive_turns") if again else ("conduct",)
    noticed = _after_notice(situation, isolated=conduct == "insult" and not again)
    if noticed > earned:
        return noticed, ("conduct", "boundary_level_live")
    return earned, facts


def _after_notice(situation: Situation, *, isolated: bool) -> int:
    """One up from what was said in this conversation; an isolated insult only repeats a notice from an earlier one."""
    given = _number(situation, "boundary_level_given")
    stored = _number(situation, "boundary_level_stored")
    after_given = given + 1 if given else 0
    after_stored = stored + (0 if isolated else 1) if stored else 0
    return max(after_given, after_stored)


def _self_harm_open(situation: Situation) -> bool:
    return bool(situation["self_harm"]) or bool(situation["self_harm_ever"] and situation["safety_open"])


def _number(situation: Situation, fact: str) -> int:
    return int(situation[fact])  # type: ignore[arg-type]


def _why(fact: str, situation: Situation) -> Reason:
    needed = {
        "conduct": "beyond rude to a person",
        "abusive_turns": "≥ 2 in this conversation",
        "boundary_level_live": "≥ 1 notice in force",
    }[fact]
    return rules.reason(fact, situation, needed=needed)
