"""Words for a record that the contact could read: what a move is called once it was made, what spoke for a cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MADE: Final[Mapping[str, str]] = {
    "ack_wait_effort": "named the wait and the effort",
    "apologise_ownership": "owned our mistake",
    "apologise_regret": "said sorry once",
    "ask_desired_outcome": "asked what would put it right",
    "ask_one_fact": "asked for one fact",
    "ask_open_question": "asked an open question",
    "boundary_final": "gave the last notice",
    "boundary_set": "set the boundary and went on helping",
    "change_channel": "offered another channel",
    "check_understanding": "asked whether we had it right",
    "commit_concrete": "gave a date or a next step",
    "confirm_resolved": "asked whether it is solved",
    "consult_team": "asked a colleague",
    "creative_fix": "looked beyond the usual remedy",
    "end_contact": "ended the contact, with the way back",
    "escalate_warm": "brought in somebody who can decide",
    "expectation_set": "said what happens next",
    "explain_reason": "gave the reason",
    "follow_up": "checked back",
    "fraud_review_route": "explained the usual check",
    "goodwill_offer": "offered a goodwill",
    "honest_no": "said a clear no",
    "i_statement": "said what the words did to the work",
    "invite_private_feedback": "invited feedback",
    "legal_route": "gave the formal route",
    "let_vent": "gave room to tell it",
    "name_emotion": "named the feeling with a fact",
    "offer_options": "offered a choice",
    "pause_cool_off": "agreed a pause",
    "privacy_guard": "protected the details",
    "probe_root_cause": "asked what lies under it",
    "public_ack": "answered in public",
    "reassure_facts": "reassured with a fact",
    "recover_own_error": "repaired our own turn",
    "reflect_content": "said it back in our own words",
    "resume_after_boundary": "went back to the matter",
    "review_respond": "answered the review",
    "safety_protocol": "put safety first",
    "slow_and_simplify": "went one plain step at a time",
    "summarise_agreement": "said back what was agreed",
    "summarise_and_reset": "summed it up",
    "swap_agent": "took the agent out of the line of fire",
    "take_ownership": "said what we do ourselves",
    "thank_close": "thanked them",
    "verify_identity": "checked who it is",
    "vulnerability_adjust": "asked what would help, and adjusted",
    "warm_open": "greeted by name",
}
"""What a record calls a move that was made; one that is missing here is called by its id in plain words."""


def made(move: str) -> str:
    """Return what a record calls this move."""
    return MADE.get(move, move.replace("_", " "))


SPOKE: Final[Mapping[str, str]] = {
    "promise_broken": "A promise of ours was not kept",
    "long_wait": "There was a long wait",
    "transfer_complaint": "It was handed from one to the next",
    "repeat_contact": "It took more than one contact",
    "repeat_info": "We asked for what was said before",
    "staff_conduct_complaint": "How one of us acted was complained about",
    "loop": "The same was asked and answered again",
    "confusion": "Something was not clear",
    "feels_unheard": "It did not seem to be heard",
    "language_barrier": "Language was in the way",
    "scope_creep": "Another matter came up",
    "self_harm": "Somebody was in distress",
    "vulnerability_financial": "Money was tight",
    "vulnerability_life_event": "It was a hard time",
    "vulnerability_health": "Health played a part",
    "third_party_risk": "Somebody else was in danger",
    "safety_hazard": "Something could have injured somebody",
}
"""What a record says of a signal that speaks for a cause."""


def spoke(because: str) -> str:
    """Return what spoke for a cause in a record's words: a signal, else a line of our own record as it stands."""
    return SPOKE.get(because) or f"{because[:1].upper()}{because[1:]}"
