"""Which moves one of our turns made: a use is a move recognised in what was said, never one that was suggested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from unruffled.engine.situation.signs import LEFT_TO_THEM, PUBLIC_CHANNELS
from unruffled.engine.vocabulary import STAFF, Reading, Situation

LADDER: Final[Mapping[int, str]] = {1: "i_statement", 2: "boundary_set", 3: "boundary_final", 4: "end_contact"}
"""The move of each ladder level that people in the conversation may use."""

_ALWAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "a_listen": ("let_vent",),
    "a_reflect": ("reflect_content",),
    "a_empathy": ("name_emotion",),
    "a_apology_specific": ("apologise_ownership",),
    "a_apology_brief": ("apologise_regret",),
    "a_ownership": ("take_ownership",),
    "a_question": ("ask_one_fact",),
    "a_options": ("offer_options",),
    "a_commit": ("commit_concrete",),
    "a_explain": ("explain_reason",),
    "a_honest_no": ("honest_no",),
    "a_adjust": ("vulnerability_adjust", "slow_and_simplify"),
    "a_safety": ("safety_protocol",),
    "a_repair": ("recover_own_error", "apologise_ownership"),
    "a_goodwill": ("goodwill_offer",),
    "a_privacy": ("privacy_guard",),
    "a_neutral_verify": ("fraud_review_route",),
    "a_channel": ("change_channel",),
    "a_information": ("expectation_set",),
    "a_reassurance": ("reassure_facts",),
}
_IN_CLOSING: Final[Mapping[str, tuple[str, ...]]] = {
    "a_check": ("confirm_resolved",),
    "a_summary": ("summarise_agreement",),
    "a_thanks": ("thank_close",),
}
_BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "a_check": ("check_understanding",),
    "a_summary": ("reflect_content",),
}
_WHEN_STUCK: Final[Mapping[str, tuple[str, ...]]] = {"a_summary": ("summarise_and_reset", "reflect_content")}


def moves_used(reading: Reading, *, last: Situation | None, level_due: int = 0) -> frozenset[str]:
    """Return the moves that this turn of ours made, given where the conversation stood before it."""
    if reading.turn.by not in STAFF:
        return frozenset()
    shown = frozenset(s.id for s in reading.agent_signals)
    moves = {move for signal in shown for move in (*_ALWAYS.get(signal, ()), *_by_stage(signal, last))}
    if "a_boundary" in shown and level_due:
        moves.add(LADDER[min(level_due, 4)])
    if "a_warm_handoff" in shown and not shown & LEFT_TO_THEM:
        moves.add("escalate_warm")
    if reading.turn.channel in PUBLIC_CHANNELS:
        moves |= {"public_ack", "review_respond"} if reading.turn.channel == "review" else {"public_ack"}
    if last is not None and last.signals & {"legal_threat", "regulator_threat"} and _names_a_route(reading):
        moves.add("legal_route")
    return frozenset(moves)


def _by_stage(signal: str, last: Situation | None) -> tuple[str, ...]:
    if last is not None and last.stage == "stuck" and signal in _WHEN_STUCK:
        return _WHEN_STUCK[signal]
    closing = last is not None and last.main_stage in {"resolve", "confirm", "after"}
    return (_IN_CLOSING if closing else _BEFORE).get(signal, ())


def _names_a_route(reading: Reading) -> bool:
    text = reading.turn.text.casefold()
    return any(word in text for word in ("complaint", "ombuds", "in writing", "final response", "your right"))
