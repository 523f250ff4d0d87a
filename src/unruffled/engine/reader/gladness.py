"""When tears are of joy, a fear is over, and rough words are kindly meant: joy is said, and nothing is wrong."""

from __future__ import annotations

from typing import Final

from unruffled.engine.reader.seen import SHOWN, Found, Seen

_WRONG: Final = (
    "anger", "frustration", "disappointment", "sarcasm", "rejection", "severe_attack", "refund_demand",
    "compensation_demand", "promise_broken", "long_wait", "not_done", "threat_violence", "self_harm", "loop",
    "repeat_contact", "staff_conduct_complaint", "safety_hazard", "third_party_risk", "bad_event",
)  # fmt: skip
"""What nobody says in plain joy."""
_DOUBTED: Final = 0.7
"""The model sees disappointment and trouble in tales that end well: only what is surer than this counts as wrong."""


def shows(seen: Seen) -> bool:
    """Whether the words are glad and none of them says that something is wrong."""
    return seen.has("joy") and not any(seen.strength(id) >= SHOWN for id in _WRONG)


def settle(seen: Seen, found: Found) -> None:
    """Take distress and fear out of a glad message; never danger, nor grief."""
    if not shows(seen) or "vulnerability_life_event" in found:
        return
    if any(id in found and found[id].confidence >= _DOUBTED for id in _WRONG):
        return
    for id in ("distress", "anxiety"):
        found.pop(id, None)
