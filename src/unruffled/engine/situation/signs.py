"""Signals and channels in groups: what those of one group tell in common, for facts and stages."""

from __future__ import annotations

from typing import Final

from unruffled.engine.vocabulary import DANGERS

GRIEVANCES: Final = frozenset(
    {
        "issue_stated",
        "long_wait",
        "repeat_contact",
        "transfer_complaint",
        "repeat_info",
        "promise_broken",
        "feels_unheard",
        "staff_conduct_complaint",
        "disappointment",
    }
)
"""Signals that tell of something done badly: a new one means that grievances are still arriving."""

DISTRESSING: Final = frozenset({"anger", "frustration", "anxiety", "distress", "disappointment", "sarcasm"})
"""Signals of feeling bad; without one of these and at heat 0-1 nobody needs calming."""

DEMANDS: Final = frozenset({"refund_demand", "compensation_demand", "unreasonable_demand", "supervisor_demand"})
"""Signals that put something new on the table."""

SAFETY: Final = frozenset(DANGERS)
"""Signals that open the safety state (DOMAIN 3.1)."""

VULNERABLE: Final = frozenset(
    {
        "vulnerability_health",
        "vulnerability_capability",
        "vulnerability_life_event",
        "vulnerability_financial",
        "access_need",
        "third_party_risk",
        "self_harm",
    }
)
"""Signals that ask for care in how the case goes on, not only in its tone."""

ANSWERS: Final = frozenset({"acceptance", "partial_acceptance", "rejection", "understanding_confirmed"})
"""Signals that answer something said by us: before our first turn they can only be a misreading."""

DECISIONS: Final = frozenset({"acceptance", "partial_acceptance", "rejection"})
"""Signals that answer something on the table: a proposal, a choice, a question, another channel."""

LASTING: Final = VULNERABLE | {
    "promise_broken",
    "fraud_indicator",
    "inconsistent_account",
    "language_barrier",
    "public_post",
    "issue_stated",
    "want_stated",
    "staff_conduct_complaint",
    "threat_violence",
    "safety_hazard",
}
"""Signals that stay true of the case after the turn that showed them (DOMAIN Part 6 number 10)."""

PLAYBACK: Final = frozenset({"a_reflect", "a_summary", "a_apology_specific", "a_repair"})
"""Agent signals that play the grievance back in words of this case."""

PROPOSING: Final = frozenset({"a_options", "a_commit", "a_goodwill", "a_honest_no", "a_suggestion"})
"""Agent signals that put a step, a choice or a decision on the table."""

NEW_FROM_US: Final = PROPOSING | PLAYBACK | {"a_choice", "a_channel", "a_warm_handoff", "a_information", "a_explain"}
"""Agent signals that bring something which was not there before."""

ASKING: Final = frozenset({"a_question", "a_check"})
"""Agent signals that ask the customer something."""

LEFT_TO_THEM: Final = frozenset({"a_choice", "a_question", "a_options"})
"""Agent signals that leave the decision to the customer."""

PUBLIC_CHANNELS: Final = frozenset({"social", "review"})
"""Channels that strangers read."""

WRITTEN_CHANNELS: Final = frozenset({"email", "review", "letter"})
"""Channels on which a person finishes the whole complaint before sending it."""
