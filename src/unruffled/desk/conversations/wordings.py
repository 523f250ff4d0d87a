"""Words for a thread: what happened between messages, what shows in them, and what we did that made it worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HAPPENED: Final[Mapping[str, str]] = {
    "conversation.opened": "",
    "conversation.assigned": "{by} asked {to} to take it",
    "conversation.taken": "{by} took it",
    "conversation.unassigned": "{by} gave it back to the team",
    "conversation.closed": "{by} closed it",
    "conversation.reopened": "Opened again",
    "conversation.snoozed": "{by} put it aside",
    "conversation.woken": "Back from being put aside",
    "case.opened": "Became a difficult conversation: a case is open",
    "case.closed": "The case is closed",
    "promise.late": "A promise is late",
    "promise.kept": "{by}: promise kept",
    "promise.not_kept": "{by}: promise not kept",
    "promise.cancelled": "{by} cancelled a promise",
    "reading.corrected": "{by} corrected a reading",
    "safety.opened": "Somebody may be in danger: a safety card is open",
    "safety.joined": "{by} is here",
    "safety.closed": "{by} closed the safety card",
    "safety.mistaken": "{by}: not a danger",
}
"""What the thread says of an entry of the journal; entries that are not here are not shown between messages."""

MADE_WORSE: Final[Mapping[str, str]] = {
    "a_calm_down": "it asked to calm down",
    "a_defensive": "it defended us",
    "a_blame_customer": "it put the fault on {name}",
    "a_blame_other": "it put the fault on others",
    "a_minimise": "it made it small",
    "a_canned": "it could have been sent to anybody",
    "a_vague": "it named no time",
    "a_overpromise": "it promised too much",
    "a_overapology": "it was one apology too many",
    "a_no_answer": "the question was not answered",
    "a_early_fix": "the answer came before the listening",
    "a_policy_wall": "it gave a rule and no reason",
    "a_you_accuse": "it began with “you”",
    "a_repeat_question": "it asked for what was said already",
    "a_cold_transfer": "it passed {name} on",
    "a_privacy_leak": "it told too much",
    "a_accuse_fraud": "it sounded like an accusation",
    "a_sarcasm": "it could be read as mocking",
    "a_legal_argument": "it argued about the law",
    "a_jargon": "it used words of our trade",
    "a_interrupt": "it cut in",
    "a_ignore": "it passed over what was said",
}
"""What our message did before the contact grew hotter. The blame falls on facts (DESIGN.md 1.6)."""

CHIPS: Final[Mapping[str, str]] = {
    "understanding_confirmed": "Feels heard",
    "feels_unheard": "Does not feel heard",
    "acceptance": "Agrees",
    "partial_acceptance": "Agrees in part",
    "rejection": "Does not agree",
    "resolution_confirmed": "Says it is solved",
    "customer_apology": "Regrets the tone",
    "relief": "Relieved",
    "gratitude": "Thanks us",
}
"""Short words under a message for what matters most of what shows in it."""

NO_DATE: Final = "No date yet"
WANTS_DATE: Final = frozenset({"deadline_demand", "promise_broken", "long_wait", "anxiety"})
"""Signals of somebody who needs to know by when; with a question open they call for a date."""


def could_be(words: str) -> str:
    """Return the words for something that shows and is in doubt: "Could be: agrees"."""
    return f"Could be: {words[:1].lower()}{words[1:]}"
